// Every sound a loudspeaker makes is judged where it begins: by the plans that passed the broker, the approval inside them,
// the officers who gave it, the time and what sounded before.
import {
  type Approval,
  type Item,
  type Notebook,
  RANK,
  type Seen,
  type Sound,
  TIME_MS,
  towerOf,
} from './notebook.ts';
import { PAIRS } from './office-keys.ts';
import { isSealed, payloadOf } from './seals.ts';
import type { World } from './world.ts';

/** The gap of a repeat, and the lead-in of what takes over in it. */
const BETWEEN_MS = 7_000;

export interface Village {
  readonly quiet: { readonly fromMinute: number; readonly toMinute: number };
  readonly areaOf: (tower: string) => string;
}

export function createHearing(world: World, village: Village, book: Notebook) {
  const { wrong, heard } = book;

  /** Whether this very plan, or a newer one, lets it sound; the newest that does. */
  function warrant(tower: string, name: string): { seen: Seen; item: Item } | undefined {
    const least = book.held.get(tower) ?? { ep: 0, seq: 0 };
    const ids = [name, name.replace(/-\d+$/, '')];
    for (const seen of [...book.plansOf(towerOf(tower))].reverse()) {
      const { ep, seq, tw } = seen.plan;
      if (tw !== towerOf(tower) || ep < least.ep || (ep === least.ep && seq < least.seq)) continue;
      const item = seen.plan.items.find((one) => ids.includes(one.id));
      if (item?.st === 'sched' && isSealed(seen.jws, PAIRS.plan.x)) return { seen, item };
    }
    return undefined;
  }
  const itemOf = (sound: Sound) => warrant(sound.tower, sound.name)?.item;

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
      (book.consents.get(`${item.ann}/${item.rev}`)?.size ?? 0) >= (item.cls === 'emergency' ? 2 : 1) ||
        'no officers who did',
    ].filter((fact) => fact !== true);
    for (const fact of facts) wrong(`${tower} sounds ${name}: the approval is for ${fact}`);
    const sounded = new Set(
      heard
        .filter((one) => one.tower === tower && one.id !== '')
        .filter((one) => itemOf(one)?.ann === item.ann && itemOf(one)?.rev === item.rev)
        .map((one) => one.id),
    );
    const asked = book.wishes.get(`${item.ann}/${item.rev}`) ?? 0;
    // Whoever has the plan key may repeat what is approved, as often as the approval allows.
    const isStolen = (id: string) => /^[a-z]+-\d+$/.test(id);
    const booked = [...sounded].filter((id) => !isStolen(id)).length;
    if (booked + 1 > asked && !sounded.has(item.id) && !isStolen(item.id))
      wrong(`${tower} sounds ${name}: booked ${asked} times, heard more often`);
    if (sounded.size > approval.maxPlays) wrong(`${tower} sounds ${name}: more plays than were approved`);
  }

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
    const unwritten = item.cls === 'emergency' && book.brokenDisks.has(sound.tower);
    if (before.length > mine.filter(gaveWay).length + again && !unwritten && !book.forgetful.has(sound.tower))
      wrong(`${sound.tower} sounds ${sound.name} once more, it ended ${before.at(-1)?.end?.how}`);
    const together = heard.find((one) => one !== sound && one.tower === sound.tower && one.end === undefined);
    if (together !== undefined) wrong(`${sound.tower} sounds ${sound.name} while ${together.name} sounds`);
  }

  function gaveWay({ tower, cls, end, times }: Sound): boolean {
    const isHigher = (other: Sound) => other.tower === tower && RANK[other.cls] > RANK[cls];
    // Between two repeats nothing sounds that could be stopped.
    const isBetween = end?.how === 'whole' && times > 1;
    const until = isBetween ? end.at + BETWEEN_MS : Number.POSITIVE_INFINITY;
    if (end === undefined || !(end.how === 'stopped' || isBetween)) return false;
    return heard.some((other) => isHigher(other) && other.at >= end.at - 1 && other.at <= until);
  }

  return {
    judge(sound: Sound): void {
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
      const since = book.gone.find(
        (one) =>
          one.bulletin === item.ann &&
          item.rev < one.before &&
          one.at < book.calmAt &&
          world.now() > book.calmAt + 10 * 60_000,
      );
      if (since !== undefined) wrong(`${tower} sounds ${name}, withdrawn long ago (plan ${seen.plan.seq})`);
    },
    /** What sounds when the tower takes a plan without it is over at once. */
    mustStop(tower: string, ep: number, seq: number): void {
      // A stolen key can give the relay's own next number to a plan of its own: then either may be the one it took.
      const plans = book
        .plansOf(towerOf(tower))
        .filter((seen) => seen.plan.ep === ep && seen.plan.seq === seq)
        .map((seen) => seen.plan.items);
      const sounding = heard.find((one) => one.tower === tower && one.end === undefined);
      if (sounding === undefined || plans.length === 0) return;
      if (plans.some((items) => items.some((item) => item.id === sounding.id && item.st === 'sched'))) return;
      world.in(1_500, () => {
        if (sounding.end === undefined)
          wrong(`${tower} goes on sounding ${sounding.name}, which its plan no longer has`);
      });
    },
  };
}
