// The witness stands outside: it sees what passes the broker, what the loudspeakers sound, what the controllers report
// of themselves and what officers did; of the relay's database it sees only the as-run pages at the very end.
import type { ControllerEvent } from '../../src/controller/ports.ts';
import type { DayPlay } from '../../src/pipeline/records.ts';
import { createHearing, type Village } from './hearing.ts';
import { createNotebook, isOlder, type Plan, type Sound, TIME_MS } from './notebook.ts';
import { createPromises } from './promises.ts';
import { payloadOf } from './seals.ts';
import type { World } from './world.ts';

export const hasEnded = (state: string) => TERMINAL.includes(state);
const TERMINAL = ['finished', 'stopped', 'skipped', 'failed', 'rejected', 'withdrawn', 'unknown'];

export type Witness = ReturnType<typeof createWitness>;

/** What a controller says of itself on the way up, as far as it is looked at. */
interface Said {
  readonly boot?: string;
  readonly planEp?: number;
  readonly planSeq?: number;
  readonly ev?: string;
}

export function createWitness(world: World, village: Village & { readonly towers: readonly string[] }) {
  const book = createNotebook(world);
  const { wrong, heard, plans, held, gone, clones, shutOut, forgetful, brokenDisks } = book;
  const hearing = createHearing(world, village, book);
  const promises = createPromises(world, book, village.towers);
  const boots = new Map<string, string[]>();

  function said(tower: string, kind: string, payload: Uint8Array): void {
    const { boot = '', planEp = 0, planSeq = 0, ev } = JSON.parse(new TextDecoder().decode(payload)) as Said;
    if (kind === 'event' && ev === 'replay') promises.shownOlder(tower);
    if (kind !== 'hello') return;
    const list = boots.get(tower) ?? [];
    if (list.at(-1) !== boot) boots.set(tower, [...list, boot]);
    promises.greeted(tower, { ep: planEp, seq: planSeq });
  }

  /** A plan is made of what the record says when it is issued: what was withdrawn before is not in it. */
  function mustKnow(tower: string, plan: Plan): void {
    for (const item of plan.items.filter(({ st }) => st === 'sched')) {
      const before = gone.find(
        (one) => one.bulletin === item.ann && item.rev < one.before && plan.iat * 1000 > one.at + TIME_MS,
      );
      if (before !== undefined)
        wrong(`plan ${plan.seq} of ${tower} still has ${item.id}, withdrawn before it was made`);
    }
  }

  return {
    problems: book.problems,
    heard,
    watch: promises.watch,
    brokerForgot: promises.brokerForgot,
    /** What passed the broker. */
    capture({ topic, payload }: { topic: string; payload: Uint8Array }, from: string): void {
      const [, , , tower = '', way, kind = ''] = topic.split('/');
      world.note(`${from} → ${topic}`, payload);
      if (kind === 'hello' || kind === 'event') said(tower, kind, payload);
      if (way !== 'down' || kind !== 'plan' || payload.length === 0) return;
      const jws = new TextDecoder().decode(payload);
      const plan = payloadOf(jws) as Plan | undefined;
      if (plan === undefined) return;
      plans.set(tower, [...book.plansOf(tower), { at: world.now(), from, jws, plan }]);
      if (from.startsWith('relay')) mustKnow(tower, plan);
    },
    plansOf: book.plansOf,
    /** The controller's own log. */
    told(tower: string, event: ControllerEvent): void {
      world.note(`${tower}: ${JSON.stringify(event)}`);
      world.count(`tower ${event.event}${'why' in event && event.why !== undefined ? `:${event.why}` : ''}`);
      if (event.event !== 'planned') return;
      const last = held.get(tower);
      if (last !== undefined && (event.ep < last.ep || (event.ep === last.ep && event.seq <= last.seq)))
        wrong(`${tower} takes plan ${event.ep}/${event.seq} after ${last.ep}/${last.seq}`);
      held.set(tower, { ep: event.ep, seq: event.seq });
      hearing.mustStop(tower, event.ep, event.seq);
    },
    /** A relay's own log. */
    logged(event: string, { tower }: Record<string, unknown>): void {
      world.count(`relay ${event}`);
      if (typeof tower !== 'string') return;
      if (event === 'hello-of-unknown-tower') shutOut.add(tower);
      if (event === 'plan-fenced') promises.fenced(tower);
    },
    /** The office writes down that this plan is the one at the broker: whoever was overtaken must not. */
    recorded({ tower, epoch, seq }: { tower: string; epoch: number; seq: number }): void {
      const one = { ep: epoch, seq };
      if (book.relayPlansOf(tower).some(({ plan }) => isOlder(one, plan)))
        wrong(`plan ${seq} of ${tower} is written down as published after a newer one had gone out`);
    },
    cloned: (tower: string) => void clones.add(tower),
    claimedAnew: (tower: string) => void shutOut.delete(tower),
    /** It remembers nothing of what it took and did. */
    diskLost(tower: string): void {
      forgetful.add(tower);
      held.delete(tower);
    },
    /** What the page of the towers shows when all has healed. */
    shutOut(tower: string, isShutOut: boolean): void {
      const list = boots.get(tower) ?? [];
      const returns = list.filter((boot, n) => list.indexOf(boot) < n).length;
      if (isShutOut && !clones.has(tower)) wrong(`${tower} is shut out as a clone, and is none`);
      if (isShutOut) world.count('tower shut out for its clone');
      // Some of the greetings may never have reached the relay.
      if (!isShutOut && clones.has(tower) && returns > 8) wrong(`${tower} has a clone, and nobody says so`);
    },
    diskBroke: (tower: string) => void brokenDisks.add(tower),
    sounds(
      tower: string,
      what: { name: string; hash: string; volume: number; lengthMs: number; codec: string },
    ): Sound {
      const sound: Sound = {
        tower,
        name: what.name,
        hash: what.hash,
        lengthMs: what.lengthMs,
        at: world.now(),
        id: '',
        cls: 'routine',
        times: 1,
        end: undefined,
        over(how) {
          if (sound.end !== undefined) return;
          sound.end = { at: world.now(), how };
          world.note(`${tower}: ${what.name} is over, ${how}`);
          world.count(`sound ${how}`);
        },
      };
      world.note(`${tower}: SOUND ${what.name} at ${what.volume}`);
      hearing.judge(sound);
      heard.push(sound);
      return sound;
    },
    /** An officer pressed approve; whether the office has taken it is another question. */
    consented: book.consented,
    /** An officer asked for it to sound once, wherever. */
    wished: book.wished,
    /** The office has told an officer that nothing before this revision will sound any more. */
    withdrawn: book.withdrawn,
    calm() {
      book.calmAt = world.now();
    },
    /** The as-run pages, long after everything has healed. */
    close(plays: readonly DayPlay[], probe: string | undefined): void {
      for (const play of plays) {
        const isDoubled = clones.has(play.tower) || forgetful.has(play.tower);
        const mine = heard.filter((one) => one.tower === play.tower && one.id === play.id);
        if (!hasEnded(play.state)) wrong(`play ${play.id} has no end: ${play.state}`);
        const forgotten = play.class === 'emergency' && brokenDisks.has(play.tower);
        if (mine.length > 0 && play.startedAt === undefined && !forgotten && !isDoubled)
          wrong(`play ${play.id} sounded and the record says ${play.state} ${play.why ?? ''}`);
        const whole = isDoubled ? play.times : mine.filter((one) => one.end?.how === 'whole').length;
        if (play.state === 'finished' && whole < play.times)
          wrong(`play ${play.id} did not sound whole and the record says finished`);
        if (play.bulletin === probe && play.state !== 'finished')
          wrong(`after all has healed ${play.id} is ${play.state} ${play.why ?? ''}`);
        world.count(`play ${play.state}${play.why === undefined ? '' : `:${play.why}`}`);
      }
      if (probe === undefined || !plays.some((play) => play.bulletin === probe))
        wrong('after all has healed no news comes through');
    },
  };
}
