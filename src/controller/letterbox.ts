// What the broker brings goes to whoever reads that kind. Empty letters are retained ones that were taken back, and what
// is meant for another tower is not ours to read.
import type { Topics } from '../wire/topics.ts';
import type { Answers } from './answers.ts';
import type { Fetcher } from './fetcher.ts';
import type { Greeting } from './greeting.ts';
import type { Paperwork } from './paperwork.ts';

export interface LetterboxParts {
  readonly tower: string;
  readonly topics: Topics;
  readonly fetcher: Pick<Fetcher, 'chunk'>;
  readonly paperwork: Pick<Paperwork, 'plan' | 'config' | 'trust'>;
  readonly answers: Pick<Answers, 'take'>;
  readonly greeting: Pick<Greeting, 'relayStatus'>;
  orders(jws: string): Promise<void>;
}

/** @param arrivedAt our own clock when it came, not when its turn in the queue came: the time is told by it */
export type Letterbox = (topic: string, payload: Uint8Array, arrivedAt: number) => Promise<void>;

export function createLetterbox(parts: LetterboxParts): Letterbox {
  const { tower, topics, fetcher, paperwork, answers, greeting, orders } = parts;

  const readers: Readonly<Record<string, (text: string, arrivedAt: number) => Promise<void>>> = {
    plan: paperwork.plan,
    cmd: orders,
    flash: orders,
    ack: answers.take,
    config: paperwork.config,
    trust: paperwork.trust,
    'relay-status': async (text) => greeting.relayStatus(text),
  };

  return async (topic, payload, arrivedAt) => {
    const parsed = topics.parse(topic);
    if (parsed === undefined || payload.length === 0 || ('tower' in parsed && parsed.tower !== tower)) return;
    if (parsed.kind === 'chunk') await fetcher.chunk(parsed.hash, parsed.n, payload);
    else await readers[parsed.kind]?.(new TextDecoder().decode(payload), arrivedAt);
  };
}
