// The relay's signed answers to this tower's hellos: they tell the time, that the relay is there, and up to which receipt it
// holds everything. A plan says the last two as well.
import { judgeAck, type SmallBench } from '../wire/judge-orders.ts';
import type { Journal } from './journal.ts';
import type { Outbox } from './outbox.ts';
import type { Log } from './ports.ts';
import type { TimeKeeping } from './time-keeping.ts';
import type { TowerTime } from './tower-time.ts';

export interface AnswersParts {
  readonly time: Pick<TowerTime, 'now' | 'best'>;
  readonly journal: Pick<Journal, 'acknowledge'>;
  readonly outbox: Pick<Outbox, 'acknowledged'>;
  readonly log: Log;
  bench(): SmallBench;
  /** Sets the clock by it. */
  answered: TimeKeeping['answered'];
  refused(what: string, reason: { why: string; text: string }): void;
}

export interface Answers {
  /** @param arrivedAt our own clock when it came: the time is told by it */
  take(jws: string, arrivedAt: number): Promise<void>;
  /** The relay was surely heard just now. */
  heard(): void;
  /** Trusted time at which it was last heard. */
  heardAt(): number | undefined;
  /** The relay holds every receipt up to this number. */
  watermark(rack: number): Promise<void>;
}

export function createAnswers(parts: AnswersParts): Answers {
  const { time, journal, outbox, log, refused } = parts;
  let heardAt: number | undefined;

  function heard(): void {
    heardAt = time.now() ?? heardAt;
  }

  async function watermark(rack: number): Promise<void> {
    if (rack <= 0) return;
    await journal
      .acknowledge(rack, Math.round(time.best() / 1000))
      .catch((cause: unknown) => log.warn({ err: cause }, 'journal could not be rewritten'));
    outbox.acknowledged();
  }

  return {
    async take(jws, arrivedAt) {
      const judged = await judgeAck(jws, parts.bench());
      if (!judged.ok) return refused('answer', judged);
      await parts.answered(judged.ack, judged.kid, arrivedAt);
      heard();
      await watermark(judged.ack.rack);
    },
    heard,
    heardAt: () => heardAt,
    watermark,
  };
}
