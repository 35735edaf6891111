// An approval only counts where its wish finds a place: what the timetable would refuse a moment later is said at once.
import t from 'tap';
import { DEFAULT_RULES } from '../../src/core/approval.ts';
import type { Bulletin } from '../../src/core/bulletin.ts';
import type { Clip } from '../../src/core/clip.ts';
import type {
  BulletinId,
  ClipSha,
  OfficerId,
  OrgId,
  SlotId,
  TowerId,
  VillageCode,
} from '../../src/core/ids.ts';
import type { Officer } from '../../src/core/officer.ts';
import { instantOf, type LocalDate, ONCE, type Slot, type Taken } from '../../src/core/timetable.ts';
import { createNewsroom, type NewsroomPorts } from '../../src/pipeline/newsroom.ts';
import type { BookingWish } from '../../src/pipeline/records.ts';

const ORG = 'o' as OrgId;
const TOWER = 't' as TowerId;
const CLIP = 'c' as ClipSha;
const TODAY = '2026-11-22' as LocalDate;
const MINUTE = 60_000;
const EVENING: Slot = {
  ...{ id: 's' as SlotId, name: 'เย็น', weekdays: [0, 1, 2, 3, 4, 5, 6] },
  ...{ startsAtMinute: 20 * 60 + 45, lengthMs: 30 * MINUTE },
};
const officer: Officer = {
  ...{ id: 'p' as OfficerId, org: ORG, name: 'สมศรี', username: 'p', roles: ['approver'], active: true },
  ...{ hasPassword: true, lineUserId: undefined, lastSeenAt: undefined },
};

/** @param minute of the day in Bangkok at which somebody presses the button */
function newsroomAt(minute: number, of: { class?: Bulletin['class']; taken?: readonly Taken[] } = {}) {
  const now = instantOf(TODAY, minute);
  let kept = 0;
  const bulletin = {
    ...{ id: 'b' as BulletinId, org: ORG, class: of.class ?? 'routine', version: 1 },
    current: {
      n: 1,
      state: 'voiced',
      clip: CLIP,
      author: 'somebody',
      reading: undefined,
      words: 'ข่าว',
      settled: [],
    },
  } as unknown as Bulletin;
  const ports = {
    bulletins: {
      find: async () => bulletin,
      clip: async () => ({ sha256: CLIP, ms: 3 * MINUTE, renditions: [] }) as unknown as Clip,
      consents: async () => [],
      consent: async () => {
        kept += 1;
        return true;
      },
    },
    towers: { all: async () => [{ id: TOWER, village: { code: '99010101' as VillageCode } }] },
    slots: { all: async () => [EVENING], exceptions: async () => [] },
    bookings: { taken: async () => of.taken ?? [] },
    organisations: {
      find: async () => ({ rules: DEFAULT_RULES, quietHours: { fromMinute: 21 * 60, toMinute: 5 * 60 } }),
    },
    seal: { seal: async () => 'sealed' },
    clock: { now: () => now, ulid: () => 'u' },
    changed: () => undefined,
  } as unknown as NewsroomPorts;
  const approve = (wish: BookingWish['wish']) =>
    createNewsroom(ports).approve(officer, bulletin.id, {
      ...{ revision: 1, clip: CLIP, declared: true, wish: { wish, repeat: ONCE, towers: [TOWER] } },
    });
  return { approve, kept: () => kept };
}

const inSlot = { kind: 'slot', slot: EVENING.id, date: TODAY } as const;
const busy = (minute: number, minutes: number): Taken => ({
  ...{ at: instantOf(TODAY, minute), ms: minutes * MINUTE },
});

t.test('near quiet hours the officer is told at the button, and nothing is approved', async (t) => {
  for (const [what, minute, wish, taken, code] of [
    ['the slot begins before them and the news would end in them', 20 * 60 + 58, inSlot, [], 'quiet-hours'],
    ['what is booked already pushes it into them', 20 * 60, inSlot, [busy(1245, 13)], 'quiet-hours'],
    ['at once means behind what sounds now', 20 * 60 + 50, { kind: 'now' }, [busy(1249, 9)], 'quiet-hours'],
    ['the slot is over', 21 * 60 + 20, inSlot, [], 'in-the-past'],
    ['the slot is full', 20 * 60, inSlot, [busy(1245, 29)], 'slot-full'],
  ] as const) {
    const room = newsroomAt(minute, { taken });
    await t.rejects(room.approve(wish), { code }, what);
    t.equal(room.kept(), 0, `${what}: nothing is kept`);
  }
  await t.rejects(newsroomAt(20 * 60 + 58).approve(inSlot), {
    code: 'quiet-hours',
    facts: { minute: 20 * 60 + 58, fromMinute: 21 * 60, toMinute: 5 * 60 },
  });
});

t.test('what finds its place is approved, and an emergency always does', async (t) => {
  const early = newsroomAt(20 * 60, { taken: [busy(1245, 5)] });
  t.match(await early.approve(inSlot), { complete: true });
  t.equal(early.kept(), 1);
  const urgent = newsroomAt(23 * 60, { class: 'emergency', taken: [busy(23 * 60, 9)] });
  t.match(await urgent.approve({ kind: 'now' }), { missing: 1 }, 'only the second name is missing');
});
