// What makes a tower unwell and how loud that is told: the table of reasons, one row each, and the steps with age.
import fc from 'fast-check';
import t from 'tap';
import type { OrgId, TowerId, VillageCode } from '../../src/core/ids.ts';
import type { QuietHours } from '../../src/core/timetable.ts';
import { instantOf, isQuiet, type LocalDate } from '../../src/core/timetable.ts';
import { isToneTime, mustBeTonePolicy, toneMinuteOf } from '../../src/core/tone.ts';
import type { Tower } from '../../src/core/tower.ts';
import { type Connect, isCloned, isUnstable, withConnect } from '../../src/core/tower-link.ts';
import { atLeast, LOUDNESS, loudnessOf, wellnessOf } from '../../src/core/tower-loudness.ts';
import { MEANINGS, UNWELL_REASONS, type UnwellReason } from '../../src/core/tower-meanings.ts';
import type { TowerSigns } from '../../src/core/tower-signs.ts';
import { ailmentsOf, missedBy } from '../../src/core/tower-wellness.ts';
import { hearingOf } from '../../src/core/village-hearing.ts';

const NOW = Date.parse('2026-11-22T06:40:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const tower = '99010101-01' as TowerId;
const STANDARDS = { now: NOW, protocol: 1, trustVer: 3 };

/** A tower that nothing can be said against. */
const signs = (change: Partial<TowerSigns> = {}): TowerSigns => ({
  tower,
  org: 'o' as OrgId,
  claimedAt: NOW - 30 * DAY,
  online: true,
  offlineAt: undefined,
  lastContactAt: NOW - 2 * MINUTE,
  connects: [{ at: NOW - 20 * MINUTE, boot: 'a', conn: 1 }],
  blockedAt: undefined,
  clockErrorMs: 40,
  protocol: 1,
  freeBytes: 2e9,
  fault: undefined,
  faultAt: undefined,
  planSeq: 7,
  heldSeq: 7,
  planPublishedAt: NOW - HOUR,
  planValidUntil: NOW + 40 * HOUR,
  configSeq: 2,
  heldConfigSeq: 2,
  trustVer: 3,
  lastResult: { state: 'finished', why: undefined, at: NOW - HOUR, skewMs: 12 },
  noWordSince: undefined,
  lastHeardAt: NOW - HOUR,
  toneSentAt: undefined,
  toneAnsweredAt: undefined,
  nextPlay: { at: NOW + 5 * HOUR, ready: true },
  ...change,
});
const reasons = (change: Partial<TowerSigns>) =>
  ailmentsOf(signs(change), STANDARDS).map((one) => one.reason);
const ended = (state: 'failed' | 'rejected' | 'skipped', why: string) => ({
  lastResult: { state, why, at: NOW - HOUR, skewMs: undefined },
});

t.test(
  'a tower that is in contact, has its plan and played its last bulletin suffers from nothing',
  async (t) => {
    t.strictSame(reasons({}), []);
    t.strictSame(reasons({ lastResult: undefined, heldConfigSeq: undefined, trustVer: undefined }), []);
  },
);

// name, what is known, the reasons it leads to, since when
const CASES: readonly (readonly [string, Partial<TowerSigns>, readonly UnwellReason[], number])[] = [
  ['its line went down an hour ago', { online: false, offlineAt: NOW - HOUR }, ['no-contact'], NOW - HOUR],
  ['its line went down a minute ago: networks flap', { online: false, offlineAt: NOW - MINUTE }, [], 0],
  [
    'its line is up but three reports of health are missing (failure 28)',
    { lastContactAt: NOW - 19 * MINUTE },
    ['no-contact'],
    NOW - 19 * MINUTE,
  ],
  ['it has no time after a boot', { clockErrorMs: undefined }, ['no-time'], NOW - 20 * MINUTE],
  ['its clock is 600 ms off', { clockErrorMs: 600 }, ['clock-drifts'], NOW],
  ['its clock is 2.1 s off', { clockErrorMs: 2100 }, ['clock-off'], NOW],
  ['nothing came of a play (failure 22)', { noWordSince: NOW - 2 * HOUR }, ['no-word'], NOW - 2 * HOUR],
  [
    'the amplifier failed it (failure 32)',
    { fault: 'amp-fault', faultAt: NOW - 3 * HOUR },
    ['sound'],
    NOW - 3 * HOUR,
  ],
  ['its last play found no audio device', ended('failed', 'audio-device'), ['sound'], NOW - HOUR],
  [
    'its last play was not the sound it should be',
    ended('failed', 'hash-mismatch'),
    ['play-failed'],
    NOW - HOUR,
  ],
  ['its disk is full', { fault: 'disk-full', faultAt: NOW - DAY }, ['storage'], NOW - DAY],
  ['its disk is nearly full', { freeBytes: 9_000_000 }, ['disk-nearly-full'], NOW],
  ['it refuses what it was sent', ended('rejected', 'bad-signature'), ['distrust'], NOW - HOUR],
  ['somebody muted it at the tower', ended('skipped', 'local-mute'), ['muted-there'], NOW - HOUR],
  ['it missed its window when it was off: that is over', ended('skipped', 'missed-window'), [], 0],
  ['it has not taken the plan of an hour ago', { heldSeq: 5 }, ['plan-behind'], NOW - HOUR],
  ['it has not told of the plan of a minute ago yet', { heldSeq: 5, planPublishedAt: NOW - MINUTE }, [], 0],
  ['it trusts older keys', { trustVer: 2 }, ['rules-behind'], NOW],
  ['it has older limits', { heldConfigSeq: 1 }, ['rules-behind'], NOW],
  ['it speaks an older protocol (failure 37)', { protocol: 0 }, ['old-protocol'], NOW],
  [
    'it starts 700 ms late',
    { lastResult: { state: 'finished', why: undefined, at: NOW - HOUR, skewMs: 700 } },
    ['skewed'],
    NOW - HOUR,
  ],
  ['it did not answer the tone', { toneSentAt: NOW - 30 * MINUTE }, ['tone-failed'], NOW - 30 * MINUTE],
  [
    'it said that it would not sound the tone',
    { toneSentAt: NOW - 5 * MINUTE, toneRefusedAt: NOW - 4 * MINUTE, toneRefused: 'local-mute' },
    ['tone-failed'],
    NOW - 4 * MINUTE,
  ],
  ['it trusts newer keys than the office has', { trustVer: 4 }, ['keys-behind'], NOW],
  ['it was given a tone just now', { toneSentAt: NOW - MINUTE }, [], 0],
  ['it answered the tone', { toneSentAt: NOW - 30 * MINUTE, toneAnsweredAt: NOW - 29 * MINUTE }, [], 0],
  ['nothing was heard for nine days', { lastHeardAt: NOW - 9 * DAY }, ['unheard'], NOW - 2 * DAY],
  [
    'nothing was ever heard since it came a month ago',
    { lastHeardAt: undefined },
    ['unheard'],
    NOW - 23 * DAY,
  ],
  ['power and tampering are told as they are', { fault: 'tamper', faultAt: NOW - 5 }, ['tamper'], NOW - 5],
  ['its mains failed', { fault: 'power', faultAt: NOW - 5 }, ['power'], NOW - 5],
  [
    'two machines have its name: that alone (failure 31)',
    { blockedAt: NOW - HOUR, online: false, offlineAt: NOW - HOUR, clockErrorMs: undefined },
    ['cloned'],
    NOW - HOUR,
  ],
  [
    'its connection comes and goes (failure 29)',
    {
      connects: Array.from({ length: 8 }, (_, n) => ({
        at: NOW - n * MINUTE,
        boot: 'a',
        conn: 9 - n,
      })).reverse(),
    },
    ['unstable'],
    NOW,
  ],
];

for (const [name, change, expected, since] of CASES) {
  t.test(`${name}: ${expected.join(' and ') || 'well'}`, async (t) => {
    const found = ailmentsOf(signs(change), STANDARDS);
    t.strictSame(
      found.map((one) => one.reason),
      expected,
    );
    if (found[0] !== undefined) t.equal(found[0].since, since);
  });
}

t.test('every reason of the table can be found', async (t) => {
  t.strictSame(new Set(CASES.flatMap(([, , found]) => found)), new Set(UNWELL_REASONS));
});

t.test('a beginning that no fact tells stays the moment it was first seen', async (t) => {
  const [found] = ailmentsOf(
    signs({ clockErrorMs: 900 }),
    STANDARDS,
    new Map([['clock-drifts', NOW - HOUR]]),
  );
  t.match(found, { reason: 'clock-drifts', since: NOW - HOUR, detail: 900 });
});

t.test('an ailment grows louder with age, and before the play it would swallow', async (t) => {
  const at = (reason: UnwellReason, ageMs: number, missesInMs?: number) =>
    loudnessOf(
      {
        tower,
        reason,
        since: NOW - ageMs,
        missesAt: missesInMs === undefined ? undefined : NOW + missesInMs,
      },
      NOW,
    );
  t.equal(at('no-contact', 3 * MINUTE), 'noted');
  t.equal(at('no-contact', 15 * MINUTE), 'listed');
  t.equal(at('no-contact', 4 * HOUR), 'raised');
  t.equal(at('no-contact', DAY), 'reported');
  t.equal(at('no-contact', 3 * MINUTE, HOUR), 'raised', 'somebody can still be there in time');
  t.equal(at('no-contact', 3 * MINUTE, 5 * HOUR), 'noted', 'there is time yet');
  t.equal(at('tamper', 0), 'raised', 'hands on the box do not wait');
  t.equal(at('old-protocol', 9 * DAY), 'listed', 'residents hear everything');
  t.equal(at('unheard', 9 * DAY), 'listed', 'nobody knows better yet');
});

t.test('it never grows quieter while it lasts', async (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...UNWELL_REASONS), fc.nat(3 * DAY), fc.nat(3 * DAY), (reason, age, more) => {
      const one = { tower, reason, since: NOW, missesAt: undefined };
      return atLeast(loudnessOf(one, NOW + age + more), loudnessOf(one, NOW + age));
    }),
  );
  t.strictSame([...LOUDNESS], ['noted', 'listed', 'raised', 'reported']);
});

t.test('what lies at the tower with its plan is not missed, line or no line', async (t) => {
  const cut = { online: false, offlineAt: NOW - HOUR };
  t.equal(missedBy('no-contact', signs(cut)), undefined);
  t.equal(missedBy('no-contact', signs({ ...cut, nextPlay: { at: NOW + HOUR, ready: false } })), NOW + HOUR);
  t.equal(missedBy('no-contact', signs({ ...cut, planValidUntil: NOW + HOUR })), NOW + 5 * HOUR);
  t.equal(missedBy('sound', signs()), NOW + 5 * HOUR);
  t.equal(missedBy('skewed', signs()), undefined);
  t.equal(missedBy('sound', signs({ nextPlay: undefined })), undefined);
});

t.test('the loudest is told first, the worst among equals; of a muted tower nothing is loud', async (t) => {
  const open = (['unstable', 'no-contact', 'sound'] as const).map((reason) => ({
    tower,
    reason,
    since: NOW - (reason === 'unstable' ? 2 * DAY : 5 * HOUR),
    missesAt: undefined,
  }));
  t.match(wellnessOf(open, NOW, false), {
    loudness: 'raised',
    ailments: [{ reason: 'sound' }, { reason: 'no-contact' }, { reason: 'unstable', loudness: 'listed' }],
  });
  t.match(wellnessOf(open, NOW, true), { loudness: 'noted' });
  t.match(wellnessOf([], NOW, false), { loudness: undefined, ailments: [] });
  for (const { effect, turn } of Object.values(MEANINGS)) t.ok(effect && turn);
});

t.test('two boxes with one name are told from one box that is switched on often (failure 31)', async (t) => {
  const greet = (...boots: readonly string[]) => {
    const conns = new Map<string, number>();
    return boots.reduce<readonly Connect[]>((list, boot, n) => {
      conns.set(boot, (conns.get(boot) ?? 0) + 1);
      return withConnect(list, { at: NOW + n * MINUTE, boot, conn: conns.get(boot) ?? 0 });
    }, []);
  };
  t.ok(isCloned(greet('a', 'b', 'a', 'b')), 'they take turns');
  t.notOk(isCloned(greet('a', 'b', 'c', 'd', 'e')), 'a box that starts again and again');
  t.notOk(isCloned(greet('a', 'a', 'a')), 'a box that connects again and again');
  t.notOk(isCloned(greet('a', 'b', 'a')), 'one greeting may have come late');
  const again = withConnect(greet('a', 'b'), { at: NOW + HOUR / 2, boot: 'a', conn: 1 });
  t.equal(again.length, 2, 'a greeting that is delivered twice is one');
  t.ok(isUnstable(greet(...'aaaaaaaa'), NOW + 8 * MINUTE));
  t.notOk(isUnstable(greet(...'aaaaaaa'), NOW + 8 * MINUTE), 'six times again within the hour are borne');
  t.notOk(isUnstable(greet(...'aaaaaaaa'), NOW + 2 * HOUR), 'it has been steady since');
});

t.test(
  'a village heard what any of its towers sounded, and whose silence is longest comes first',
  async (t) => {
    const village = (moo: number) => ({
      code: `9901010${moo}` as VillageCode,
      org: 'o' as OrgId,
      moo,
      name: `บ้าน ${moo}`,
    });
    const at = (moo: number, lastHeardAt: number | undefined, heardBy?: 'tone') =>
      ({ village: village(moo), claimed: true, lastHeardAt, heardBy }) as unknown as Tower;
    const towers = [at(1, NOW - 9 * DAY), at(1, NOW - HOUR, 'tone'), at(2, NOW - 8 * DAY), at(3, undefined)];
    t.match(hearingOf([1, 2, 3, 4].map(village), towers, NOW), [
      { village: { moo: 3 }, lastHeardAt: undefined, unheard: true },
      { village: { moo: 4 }, towers: 0, unheard: false },
      { village: { moo: 2 }, by: 'play', unheard: true },
      { village: { moo: 1 }, towers: 2, lastHeardAt: NOW - HOUR, by: 'tone', unheard: false },
    ]);
  },
);

t.test(
  'each tower has a minute of its own for the tone, within the hour and never in quiet hours',
  async (t) => {
    const quiet: QuietHours = { fromMinute: 21 * 60, toMinute: 5 * 60 };
    const ids = Array.from({ length: 40 }, (_, n) => `990101${String(n + 1).padStart(2, '0')}-01` as TowerId);
    const minutes = ids.map(toneMinuteOf);
    t.ok(minutes.every((minute) => minute >= 0 && minute < 45));
    t.ok(new Set(minutes).size > 20, `${new Set(minutes).size} different minutes for 40 villages`);
    const policy = { fromMinute: 9 * 60, volume: 20 };
    const day = '2026-11-22' as LocalDate;
    const own = 9 * 60 + toneMinuteOf(tower);
    t.notOk(isToneTime(policy, tower, instantOf(day, own) - MINUTE, quiet));
    t.ok(isToneTime(policy, tower, instantOf(day, own), quiet));
    t.ok(isToneTime(policy, tower, instantOf(day, 9 * 60 + 59), quiet), 'it may be late');
    t.notOk(isToneTime(policy, tower, instantOf(day, 10 * 60), quiet));
    t.throws(() => mustBeTonePolicy({ fromMinute: 20 * 60 + 30, volume: 20 }, quiet), {
      code: 'quiet-hours',
    });
    t.throws(() => mustBeTonePolicy({ ...policy, volume: 80 }, quiet), { code: 'invalid-input' });
    t.doesNotThrow(() => mustBeTonePolicy(policy, quiet));
    fc.assert(
      fc.property(fc.nat(1439), fc.nat(1439), fc.nat(1439), fc.nat(1439), (fromMinute, q1, q2, minute) => {
        const hours = { fromMinute: q1, toMinute: q2 };
        const at = instantOf(day, minute);
        return !(isToneTime({ fromMinute, volume: 20 }, tower, at, hours) && isQuiet(at, hours));
      }),
    );
  },
);
