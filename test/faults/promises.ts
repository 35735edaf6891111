// What the relay owes the towers in time, seen at the broker: who greets with an older plan is answered with a new one, who
// was shown an older plan finds the newest, a broker that lost its memory gets plans and sounds again.
import { topics } from './broker.ts';
import { type Item, isOlder, type Notebook, type PlanNumber, type Seen } from './notebook.ts';
import type { World } from './world.ts';

/**
 * A minute is promised. Here the relays look for work every minute and a half where nothing nudges them, a lease runs out by
 * clocks that are twenty seconds apart, and answers are lost.
 */
const IN_TIME_MS = 240_000;
/** A plan that went out is on the office's record a moment later. */
const RECORDED_MS = 30_000;
/** About as many as one packet takes; sounds of later plays come with a later plan. */
const ITEMS_WITH_SOUND = 10;

export interface Office {
  retained(topic: string): Uint8Array | undefined;
  /** Since when one of the relays has been at work without a break; never while none is. */
  atWorkSince(): number;
}

export function createPromises(world: World, book: Notebook, towers: readonly string[]) {
  const { wrong } = book;
  let office: Office = { retained: () => undefined, atWorkSince: () => Number.POSITIVE_INFINITY };
  let forgotten = 0;

  const isOwedNothing = (tower: string) => book.shutOut.has(tower) || book.clones.has(tower);

  /** Looks when somebody has been at the office for long enough since now. */
  function whenDue(look: () => void): void {
    const askedAt = world.now();
    const wait = () => {
      const since = Math.max(askedAt, office.atWorkSince());
      const leftMs = since + IN_TIME_MS - world.now();
      if (leftMs <= 0) look();
      else world.in(Number.isFinite(leftMs) ? leftMs : IN_TIME_MS, wait);
    };
    wait();
  }

  /** A plan of the relays has passed since then. */
  function owesPlan(tower: string, because: string): void {
    const before = book.relayPlansOf(tower).length;
    whenDue(() => {
      if (!isOwedNothing(tower) && book.relayPlansOf(tower).length === before)
        wrong(`${tower} ${because}, and no plan has followed`);
    });
  }

  function newest(tower: string, until = world.now()): Seen | undefined {
    const all = book.relayPlansOf(tower).filter(({ at }) => at <= until);
    return all.reduce<Seen | undefined>(
      (best, seen) => (best === undefined || isOlder(best.plan, seen.plan) ? seen : best),
      undefined,
    );
  }

  const pieces = ({ clip }: Item) => Array.from({ length: clip.n }, (_, n) => topics.chunk(clip.h, n));

  /** The broker has the newest plan's sounds. */
  function mustHaveSounds(tower: string, seen: Seen): void {
    for (const item of seen.plan.items.slice(0, ITEMS_WITH_SOUND)) {
      const isLive = item.st === 'sched' && item.exp * 1000 > world.now();
      if (isLive && pieces(item).some((topic) => office.retained(topic) === undefined))
        wrong(`the broker forgot the sound of ${item.id} for ${tower}, and it did not come again`);
    }
  }

  return {
    /** Where to look from now on. */
    watch(at: Office): void {
      office = at;
    },
    /** The broker is back and has lost what it held, or some of it. */
    brokerForgot(): void {
      forgotten += 1;
      const mine = forgotten;
      for (const tower of towers) {
        if (book.relayPlansOf(tower).length === 0) continue;
        owesPlan(tower, 'has lost its plan with the broker');
        whenDue(() => {
          const seen = newest(tower);
          if (forgotten === mine && seen !== undefined && !isOwedNothing(tower)) mustHaveSounds(tower, seen);
        });
      }
    },
    /** A relay's own log says that its plan came after another's. */
    fenced: (tower: string) => owesPlan(tower, 'was given an overtaken plan'),
    greeted(tower: string, held: PlanNumber): void {
      const due = newest(tower, world.now() - RECORDED_MS);
      if (due !== undefined && isOlder(held, due.plan)) owesPlan(tower, 'greets with an older plan');
    },
    /** The tower says that it was shown something older than what it holds. */
    shownOlder(tower: string): void {
      owesPlan(tower, 'was shown an older plan');
      whenDue(() => {
        const payload = office.retained(topics.down(tower, 'plan'));
        const jws = payload === undefined ? '' : new TextDecoder().decode(payload);
        // Somebody may have put an old one there again meanwhile.
        const there = book.plansOf(tower).findLast((seen) => seen.jws === jws);
        const due = newest(tower, world.now() - IN_TIME_MS);
        if (!there?.from.startsWith('relay') || due === undefined || isOwedNothing(tower)) return;
        if (isOlder(there.plan, due.plan) && there.at < world.now() - IN_TIME_MS)
          wrong(`the older plan ${there.plan.seq} of ${tower} stays at the broker`);
      });
    },
  };
}
