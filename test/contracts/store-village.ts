// A sub-district of its own for each story of the store's contract, and the steps that lead a message to a booking.
import { DEFAULT_RULES } from '../../src/core/approval.ts';
import type { Clip } from '../../src/core/clip.ts';
import type { DictionaryEntry } from '../../src/core/dictionary.ts';
import type {
  BookingId,
  BulletinId,
  ClipSha,
  ItemId,
  OfficerId,
  OrgId,
  TowerId,
  VillageCode,
} from '../../src/core/ids.ts';
import { playId } from '../../src/core/ids.ts';
import type { Item } from '../../src/core/item.ts';
import type { Officer } from '../../src/core/officer.ts';
import type { Play } from '../../src/core/play.ts';
import type { TowerReceipt } from '../../src/pipeline/ports.ts';
import type {
  Booking,
  BookingWish,
  ClaimedPlan,
  ClaimedWish,
  Deed,
  NewDraft,
  PublishedPlan,
} from '../../src/pipeline/records.ts';
import { NOW, type Store } from './store-databases.ts';

export const MINUTE = 60_000;
let made = 0;

/** Names are unique over all databases and stories of the run. */
export function name(kind: string): string {
  made += 1;
  return `${kind}-${process.pid}-${String(made).padStart(5, '0')}`;
}

export function sha(text: string): string {
  return Buffer.from(text.padEnd(32, '.')).toString('hex').slice(0, 64);
}

export function draftOf(words: string, change: Partial<NewDraft> = {}): NewDraft {
  return {
    title: words.slice(0, 20),
    words,
    class: 'routine',
    source: { kind: 'words' },
    author: undefined,
    authorName: 'สมชาย',
    at: NOW,
    ...change,
  };
}

export function entryOf(
  written: string,
  spoken: string,
  change: Partial<DictionaryEntry> = {},
): DictionaryEntry {
  return {
    written,
    spoken,
    kind: 'other',
    use: 'always',
    note: '',
    shared: false,
    by: undefined,
    byName: 'สมชาย',
    at: NOW,
    bulletin: undefined,
    ...change,
  };
}

export function receipt(
  n: number,
  play: string,
  state: TowerReceipt['state'],
  change: Partial<TowerReceipt> = {},
): TowerReceipt {
  return {
    n,
    play,
    state,
    at: NOW + n,
    timeErrorMs: 20,
    why: undefined,
    skewMs: undefined,
    playedMs: undefined,
    totalMs: undefined,
    ...change,
  };
}

export type Village = Awaited<ReturnType<typeof found>>;

/** An organisation with two towers, claimed, and one officer. */
export async function found(store: Store) {
  const org = name('org') as OrgId;
  const officer: Officer = {
    id: name('officer') as OfficerId,
    org,
    name: 'ปลัดสมหญิง',
    username: name('somying'),
    roles: ['approver', 'editor'],
    active: true,
    hasPassword: false,
    lineUserId: name('U'),
    lastSeenAt: undefined,
  };
  const deed = (
    act: Deed['act'] = 'revised',
    kind: Deed['subject']['kind'] = 'bulletin',
    id = 'x',
    at = NOW,
  ): Deed => ({
    by: { officer: officer.id, name: officer.name, door: 'console' },
    at,
    act,
    subject: { kind, id },
    facts: {},
  });
  const villages = ['34190101', '34190102'] as VillageCode[];
  await store.organisations.add(
    {
      id: org,
      parent: undefined,
      name: 'อบต.ตัวอย่าง',
      kind: 'subdistrict',
      area: '341901',
      phone: '0 4500 0000',
      quietHours: { fromMinute: 1260, toMinute: 300 },
      rules: DEFAULT_RULES,
      formulas: { opening: 'ประกาศจาก อบต.ตัวอย่าง', closing: '' },
    },
    villages.map((code, index) => ({ code, org, moo: index + 1, name: `บ้าน${index + 1}` })),
    deed('organisation-made', 'organisation', org),
  );
  await store.officers.add(officer, deed('officer-added', 'officer', officer.id));
  const towers: TowerId[] = [];
  for (const village of villages) {
    const id = name('tower') as TowerId;
    towers.push(id);
    const limits = {
      quietHours: { fromMinute: 1260, toMinute: 300 },
      maxClipMs: 600_000,
      maxPlaysPerDay: 24,
      maxRepeat: 3,
      volume: { routine: 70, important: 80, emergency: 100 },
      leadInMs: 2000,
    };
    await store.towers.add(
      org,
      { id, village, name: `หอ ${village}`, limits },
      deed('tower-added', 'tower', id),
    );
    await store.towers.offer(org, id, `code-${id}`, NOW + MINUTE, deed('tower-code-made', 'tower', id));
    await store.towers.claim(`code-${id}`, `hash-${id}`, NOW, {
      by: { officer: undefined, name: id, door: 'system' },
      at: NOW,
      act: 'tower-claimed',
      facts: {},
    });
  }
  const [first, second] = towers as [TowerId, TowerId];
  return { store, org, officer, deed, towers, first, second };
}

export function itemOf(village: Village, change: Partial<Item> = {}): Item {
  return {
    id: name('item') as ItemId,
    org: village.org,
    door: 'line',
    channel: 'line',
    messageId: name('message'),
    kind: 'text',
    text: 'ประชุมประชาคม',
    original: undefined,
    sentBy: village.officer.id,
    senderName: village.officer.name,
    claimedSource: undefined,
    receivedAt: NOW,
    editedAt: undefined,
    erasedAt: undefined,
    bulletin: undefined,
    ...change,
  };
}

export function clipOf(org: OrgId, words: string): Clip {
  return {
    sha256: sha(`mp3 ${words}`) as ClipSha,
    org,
    ms: 60_000,
    lufs: -14.2,
    truePeakDb: -1.5,
    renditions: [
      {
        codec: 'mp3',
        sha256: sha(`mp3 ${words}`),
        bytes: 240_000,
        ms: 60_000,
        lufs: -14.2,
        truePeakDb: -1.5,
      },
      {
        codec: 'opus',
        sha256: sha(`opus ${words}`),
        bytes: 180_000,
        ms: 60_000,
        lufs: -14.1,
        truePeakDb: -1.4,
      },
    ],
    peaks: [0, 50, 100],
    doubts: [{ what: 'noisy-recording', value: 14 }],
    voice: 'espeak-ng 1.51 (native)',
    recipe: `recipe of ${words}`,
    madeAt: NOW,
  };
}

/** A message that has become a drafted bulletin. */
export async function send(
  village: Village,
  words: string,
  change: Partial<NewDraft> = {},
  item = itemOf(village),
) {
  const bulletin = name('bulletin') as BulletinId;
  await village.store.items.add(
    item,
    { id: bulletin, draft: draftOf(words, change) },
    village.deed('item-received', 'item', item.id),
  );
  return { bulletin, item };
}

/** Claims drafts until this bulletin's comes; the others go back. */
export async function claimDraft(village: Village, bulletin: BulletinId, owner = 'voice', now = NOW) {
  const drafts = await village.store.drafts.claim(owner, now, 500);
  for (const draft of drafts)
    if (draft.bulletin !== bulletin) await village.store.drafts.postpone(draft, 'not mine', 0);
  const mine = drafts.find((draft) => draft.bulletin === bulletin);
  if (mine === undefined) throw new Error(`${bulletin} is not due`);
  return mine;
}

/** Read aloud: waits for a decision. */
/** `unread`: written forms that the reader did not know. */
export async function voice(village: Village, bulletin: BulletinId, ...unread: readonly string[]) {
  const draft = await claimDraft(village, bulletin);
  const clip = clipOf(village.org, `${bulletin} ${draft.n}`);
  await village.store.drafts.voiced(
    draft,
    {
      segments: [],
      spoken: draft.words,
      unread: unread.map((written) => ({
        written,
        span: { start: 0, end: written.length },
        why: 'x',
        proposed: '',
      })),
    },
    clip,
    NOW,
  );
  return clip;
}

export async function look(village: Village, bulletin: BulletinId) {
  const found = await village.store.bulletins.find(village.org, bulletin);
  if (found === undefined) throw new Error(`${bulletin} is not there`);
  return found;
}

export function wishFor(village: Village, change: Partial<BookingWish> = {}): BookingWish {
  return { wish: { kind: 'now' }, repeat: { times: 1, gapMs: 0 }, towers: village.towers, ...change };
}

export async function consent(
  village: Village,
  bulletin: BulletinId,
  options: { officer?: OfficerId; seal?: boolean; seenVersion?: number } = {},
) {
  const { current, version } = await look(village, bulletin);
  return village.store.bulletins.consent(
    village.org,
    bulletin,
    options.seenVersion ?? version,
    {
      bulletin,
      revision: current.n,
      clip: current.clip ?? ('' as ClipSha),
      officer: options.officer ?? village.officer.id,
      officerName: village.officer.name,
      at: NOW,
      area: ['341901'],
      voidedAt: undefined,
    },
    options.seal === false
      ? undefined
      : {
          approval: `approval of ${bulletin} ${current.n}`,
          expiresAt: NOW + 86_400_000,
          wish: wishFor(village),
        },
    village.deed('consented', 'bulletin', bulletin),
  );
}

export async function claimWish(village: Village, bulletin: BulletinId, now = NOW): Promise<ClaimedWish> {
  const wishes = await village.store.bookings.claimWishes('timetable', now, 500);
  const mine = wishes.find((wish) => wish.bulletin === bulletin);
  if (mine === undefined) throw new Error(`${bulletin} has no wish that is due`);
  return mine;
}

export function playFor(
  booking: Booking,
  tower: TowerId,
  occurrence: number,
  at: number,
  clip: ClipSha,
  change: Partial<Play> = {},
): Play {
  return {
    id: playId(booking.id, occurrence, tower),
    org: booking.org,
    booking: booking.id,
    bulletin: booking.bulletin,
    revision: booking.revision,
    class: 'routine',
    tower,
    occurrence,
    clip,
    clipMs: 60_000,
    at,
    lateMs: 10 * MINUTE,
    expiresAt: at + 15 * MINUTE,
    times: 1,
    gapMs: 0,
    state: 'planned',
    why: undefined,
    startedAt: undefined,
    endedAt: undefined,
    skewMs: undefined,
    playedMs: undefined,
    ...change,
  };
}

export function bookingFor(village: Village, wish: ClaimedWish, change: Partial<Booking> = {}): Booking {
  return {
    id: name('booking') as BookingId,
    org: village.org,
    bulletin: wish.bulletin,
    revision: wish.n,
    wish: wish.wish,
    repeat: wish.repeat,
    towers: wish.towers,
    plannedUntil: NOW + 10 * MINUTE,
    nextOccurrence: 1,
    state: 'complete',
    ...change,
  };
}

/** The whole way: sent, voiced, approved and booked at both towers in ten minutes. */
export async function book(village: Village, words: string, change: Partial<Booking> = {}) {
  const { bulletin, item } = await send(village, words);
  const clip = await voice(village, bulletin);
  await consent(village, bulletin);
  const wish = await claimWish(village, bulletin);
  const booking = bookingFor(village, wish, change);
  const plays = village.towers.map((tower) => playFor(booking, tower, 0, NOW + 10 * MINUTE, clip.sha256));
  const booked = await village.store.bookings.book(
    wish,
    booking,
    plays,
    village.deed('booked', 'booking', booking.id),
  );
  if (!booked) throw new Error('not booked');
  return { bulletin, item, clip, wish, booking, plays };
}

/** This village's due plans; other villages' go back. */
export async function claimPlans(village: Village, owner = 'delivery', now = NOW) {
  const plans = await village.store.plans.claim(owner, now, 1000);
  for (const plan of plans)
    if (plan.org !== village.org) await village.store.plans.postpone([plan], 'not mine', 0);
  return plans.filter((plan) => plan.org === village.org).sort((a, b) => (a.tower < b.tower ? -1 : 1));
}

/** @returns false when it was fenced */
export async function published(
  village: Village,
  plan: ClaimedPlan,
  what: Partial<Omit<PublishedPlan, 'plan'>> = {},
  now = NOW,
) {
  const times = { validUntil: now + 60 * MINUTE, refreshAt: now + 120 * MINUTE };
  const whole = { plan, sent: [], withdrawn: [], ...times, ...what };
  return (await village.store.plans.published([whole], now)).length === 0;
}

export async function contentOf({ store, org }: Village, tower: TowerId, now = NOW) {
  return (await store.plans.content([{ org, tower }], now, now + 36 * 60 * MINUTE)).get(tower) ?? [];
}

/** Publishes all that is due, as delivery does. */
export async function publish(village: Village, now = NOW) {
  for (const plan of await claimPlans(village, 'delivery', now)) {
    const plays = await contentOf(village, plan.tower, now);
    const sent = plays.filter((one) => !one.withdrawn).map((one) => one.play.id);
    const gone = plays.filter((one) => one.withdrawn).map((one) => one.play.id);
    await published(village, plan, { sent, withdrawn: gone, validUntil: now + 48 * 60 * MINUTE }, now);
  }
}
