// The witness stands outside: it sees what passes the broker, what the loudspeakers sound, what the controllers report
// of themselves and what officers did; of the relay's database it sees only the as-run pages at the very end.
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { ControllerEvent } from '../../src/controller/ports.ts';
import type { DayPlay } from '../../src/pipeline/records.ts';
import type { Approval, Item, Plan } from '../../src/wire/messages.ts';
import { PAIRS } from './office-keys.ts';
import type { World } from './world.ts';

/** The relay's clock may step by ten seconds, an answer may take four, and a tower learns of it half an hour later. */
const TIME_MS = 25_000;
/** Longer than a broker and both relays are away one after the other. */
const MEND_MS = 20 * 60_000;
const RANK = { ambient: 0, routine: 1, important: 2, emergency: 3 } as const;
/** Where a tower's clone stands. */
export const cloneOf = (tower: string) => `${tower}~`;
const towerOf = (place: string) => place.replace('~', '');
export const hasEnded = (state: string) => TERMINAL.includes(state);
const TERMINAL = ['finished', 'stopped', 'skipped', 'failed', 'rejected', 'withdrawn', 'unknown'];

export interface Village {
  readonly quiet: { readonly fromMinute: number; readonly toMinute: number };
  readonly areaOf: (tower: string) => string;
}

interface Sound {
  readonly tower: string;
  readonly name: string;
  readonly hash: string;
  readonly lengthMs: number;
  readonly at: number;
  id: string;
  cls: Item['cls'];
  times: number;
  end: { readonly at: number; readonly how: 'whole' | 'stopped' | 'power' } | undefined;
  over(how: 'whole' | 'stopped' | 'power'): void;
}

interface Seen {
  readonly at: number;
  readonly from: string;
  readonly jws: string;
  readonly plan: Plan;
}

export type Witness = ReturnType<typeof createWitness>;

export function createWitness(world: World, village: Village) {
  const problems: string[] = [];
  const plans = new Map<string, Seen[]>();
  const held = new Map<string, { ep: number; seq: number }>();
  const heard: Sound[] = [];
  const consents = new Map<string, Set<string>>();
  const wishes = new Map<string, number>();
  const gone: { readonly bulletin: string; readonly before: number; readonly at: number }[] = [];
  const refused = new Map<string, number>();
  const brokenDisks = new Set<string>();
  const clones = new Set<string>();
  const shutOut = new Set<string>();
  const forgetful = new Set<string>();
  const boots = new Map<string, string[]>();
  let calmAt = Number.POSITIVE_INFINITY;

  function wrong(what: string): void {
    world.note(`WRONG: ${what}`);
    problems.push(`${new Date(world.now()).toISOString().slice(11, 19)} ${what}`);
  }

  /** Whether this very plan, or a newer one, lets it sound; the newest that does. */
  function warrant(tower: string, name: string): { seen: Seen; item: Item } | undefined {
    const least = held.get(tower) ?? { ep: 0, seq: 0 };
    const ids = [name, name.replace(/-\d+$/, '')];
    for (const seen of [...(plans.get(towerOf(tower)) ?? [])].reverse()) {
      const { ep, seq, tw } = seen.plan;
      if (tw !== towerOf(tower) || ep < least.ep || (ep === least.ep && seq < least.seq)) continue;
      const item = seen.plan.items.find((one) => ids.includes(one.id));
      if (item?.st === 'sched' && isSealed(seen.jws, PAIRS.plan.x)) return { seen, item };
    }
    return undefined;
  }

  function judge(sound: Sound): void {
    const { tower, name } = sound;
    const found = warrant(tower, name);
    if (found === undefined) {
      wrong(`${tower} sounds ${name}, which no plan allows that is as new as the one it knows`);
      return;
    }
    const { item, seen } = found;
    sound.id = item.id;
    sound.cls = item.cls;
    sound.times = item.rep?.n ?? 1;
    judgeApproval(sound, item);
    judgeTime(sound, item);
    judgeCount(sound, item);
    const since = gone.find(
      (one) =>
        one.bulletin === item.ann &&
        item.rev < one.before &&
        one.at < calmAt &&
        world.now() > calmAt + 10 * 60_000,
    );
    if (since !== undefined) wrong(`${tower} sounds ${name}, withdrawn long ago (plan ${seen.plan.seq})`);
  }

  function judgeApproval({ tower, name, hash }: Sound, item: Item): void {
    if (!isSealed(item.ap, PAIRS.approve.x))
      wrong(`${tower} sounds ${name} without the approval's signature`);
    const approval = payloadOf(item.ap) as Approval;
    const nowS = world.now() / 1000;
    const facts = [
      approval.clips.some((clip) => clip.h === hash) || 'another sound',
      (approval.ann === item.ann && approval.rev === item.rev) || 'another announcement',
      approval.area.some((area) => village.areaOf(towerOf(tower)).startsWith(area)) || 'another place',
      RANK[approval.cls] >= RANK[item.cls] || 'a higher class',
      (nowS > approval.nbf - TIME_MS / 1000 && nowS < approval.exp + 3_600 + TIME_MS / 1000) ||
        'another time',
      approval.by.length >= (item.cls === 'emergency' ? 2 : 1) || 'too few approvers',
      (consents.get(`${item.ann}/${item.rev}`)?.size ?? 0) >= (item.cls === 'emergency' ? 2 : 1) ||
        'no officers who did',
    ].filter((fact) => fact !== true);
    for (const fact of facts) wrong(`${tower} sounds ${name}: the approval is for ${fact}`);
    const sounded = new Set(
      heard
        .filter((one) => one.tower === tower && one.id !== '')
        .filter((one) => itemOf(one)?.ann === item.ann && itemOf(one)?.rev === item.rev)
        .map((one) => one.id),
    );
    const asked = wishes.get(`${item.ann}/${item.rev}`) ?? 0;
    // Whoever has the plan key may repeat what is approved, as often as the approval allows.
    const isStolen = (id: string) => /^[a-z]+-\d+$/.test(id);
    const booked = [...sounded].filter((id) => !isStolen(id)).length;
    if (booked + 1 > asked && !sounded.has(item.id) && !isStolen(item.id))
      wrong(`${tower} sounds ${name}: booked ${asked} times, heard more often`);
    if (sounded.size > approval.maxPlays) wrong(`${tower} sounds ${name}: more plays than were approved`);
  }
  const itemOf = (sound: Sound) => warrant(sound.tower, sound.name)?.item;

  function judgeTime({ tower, name, at }: Sound, item: Item): void {
    if (at < item.at - TIME_MS) wrong(`${tower} sounds ${name} ${item.at - at} ms before its time`);
    const repeats = (item.rep?.n ?? 1) * (item.clip.ms + (item.rep?.gap ?? 0));
    if (at > item.at + item.late + repeats + TIME_MS) wrong(`${tower} sounds ${name} after its window`);
    if (item.cls === 'emergency') return;
    const minute = ((at + 7 * 3_600_000) / 60_000) % 1440;
    const edge = TIME_MS / 60_000;
    if (minute > village.quiet.fromMinute + edge && minute < village.quiet.toMinute - edge)
      wrong(`${tower} sounds ${name} in the quiet hours`);
  }

  /** Each time it gave way to something more important it may begin anew from its first repeat, and never otherwise. */
  function judgeCount(sound: Sound, item: Item): void {
    const mine = heard.filter((one) => one.tower === sound.tower && one.id === item.id);
    const before = mine.filter((one) => one.name === sound.name);
    // Begun and without an end on its card, an emergency begins again while its window is open, up to its repeats.
    const again = item.cls === 'emergency' ? (item.rep?.n ?? 1) - 1 : 0;
    // It sounds even where its line cannot be written; then nothing remembers it after a power cut.
    const unwritten = item.cls === 'emergency' && brokenDisks.has(sound.tower);
    if (before.length > mine.filter(gaveWay).length + again && !unwritten && !forgetful.has(sound.tower))
      wrong(`${sound.tower} sounds ${sound.name} once more, it ended ${before.at(-1)?.end?.how}`);
    const together = heard.find((one) => one !== sound && one.tower === sound.tower && one.end === undefined);
    if (together !== undefined) wrong(`${sound.tower} sounds ${sound.name} while ${together.name} sounds`);
  }

  function gaveWay({ tower, cls, end }: Sound): boolean {
    const isHigher = (other: Sound) => other.tower === tower && RANK[other.cls] > RANK[cls];
    return end?.how === 'stopped' && heard.some((other) => isHigher(other) && other.at >= end.at - 1);
  }

  function greeted(tower: string, payload: Uint8Array): void {
    const { boot } = JSON.parse(new TextDecoder().decode(payload)) as { readonly boot: string };
    const list = boots.get(tower) ?? [];
    if (list.at(-1) !== boot) boots.set(tower, [...list, boot]);
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

  /** What sounds when the tower takes a plan without it is over at once. */
  function mustStop(tower: string, ep: number, seq: number): void {
    const plan = plans
      .get(towerOf(tower))
      ?.findLast((seen) => seen.plan.ep === ep && seen.plan.seq === seq)?.plan;
    const sounding = heard.find((one) => one.tower === tower && one.end === undefined);
    if (sounding === undefined || plan === undefined) return;
    if (plan.items.some((item) => item.id === sounding.id && item.st === 'sched')) return;
    world.in(1_500, () => {
      if (sounding.end === undefined)
        wrong(`${tower} goes on sounding ${sounding.name}, which its plan no longer has`);
    });
  }

  return {
    problems,
    heard,
    /** What passed the broker. */
    capture({ topic, payload }: { topic: string; payload: Uint8Array }, from: string): void {
      const [, , , tower = '', way, kind] = topic.split('/');
      world.note(`${from} → ${topic} ${createHash('sha1').update(payload).digest('hex').slice(0, 8)}`);
      if (kind === 'hello') greeted(tower, payload);
      if (way !== 'down' || kind !== 'plan' || payload.length === 0) return;
      const jws = new TextDecoder().decode(payload);
      const plan = payloadOf(jws) as Plan | undefined;
      if (plan === undefined) return;
      const list = plans.get(tower) ?? [];
      plans.set(tower, [...list, { at: world.now(), from, jws, plan }]);
      if (from.startsWith('relay')) mustKnow(tower, plan);
    },
    plansOf: (tower: string) => plans.get(tower) ?? [],
    /** The controller's own log. */
    told(tower: string, event: ControllerEvent): void {
      world.note(`${tower}: ${JSON.stringify(event)}`);
      world.count(`tower ${event.event}${'why' in event && event.why !== undefined ? `:${event.why}` : ''}`);
      if (event.event === 'refused') refused.set(event.why, (refused.get(event.why) ?? 0) + 1);
      if (event.event !== 'planned') return;
      const last = held.get(tower);
      if (last !== undefined && (event.ep < last.ep || (event.ep === last.ep && event.seq <= last.seq)))
        wrong(`${tower} takes plan ${event.ep}/${event.seq} after ${last.ep}/${last.seq}`);
      held.set(tower, { ep: event.ep, seq: event.seq });
      mustStop(tower, event.ep, event.seq);
    },
    /** A relay's own log. */
    logged(event: string, { tower }: Record<string, unknown>): void {
      world.count(`relay ${event}`);
      if (event === 'hello-of-unknown-tower' && typeof tower === 'string') shutOut.add(tower);
      if (event !== 'plan-fenced' || typeof tower !== 'string') return;
      const from = plans.get(tower)?.length ?? 0;
      world.in(MEND_MS, () => {
        const since = plans.get(tower)?.slice(from) ?? [];
        // A tower that is shut out for its clone has no plan until it is claimed anew.
        if (!shutOut.has(tower) && !since.some((seen) => seen.from.startsWith('relay')))
          wrong(`${tower} was fenced, and no present plan has followed`);
      });
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
      judge(sound);
      heard.push(sound);
      return sound;
    },
    /** An officer pressed approve; whether the office has taken it is another question. */
    consented(bulletin: string, revision: number, officer: string): void {
      const key = `${bulletin}/${revision}`;
      consents.set(key, (consents.get(key) ?? new Set()).add(officer));
    },
    /** An officer asked for it to sound once, wherever. */
    wished(bulletin: string, revision: number): void {
      const key = `${bulletin}/${revision}`;
      wishes.set(key, (wishes.get(key) ?? 0) + 1);
    },
    /** The office has told an officer that nothing before this revision will sound any more. */
    withdrawn: (bulletin: string, before: number) => void gone.push({ bulletin, before, at: world.now() }),
    calm() {
      calmAt = world.now();
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

const keys = new Map<string, KeyObject>();
const opened = new Map<string, boolean>();

function isSealed(jws: string, x: string): boolean {
  const known = opened.get(jws + x);
  if (known !== undefined) return known;
  const key = keys.get(x) ?? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  keys.set(x, key);
  const [head = '', body = '', signature = ''] = jws.split('.');
  const good = verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
  if (opened.size > 5_000) opened.clear();
  opened.set(jws + x, good);
  return good;
}

function payloadOf(jws: string): unknown {
  try {
    return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}
