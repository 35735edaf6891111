// Approvals, revisions, plays and towers: what may follow what.
import fc from 'fast-check';
import t from 'tap';
import { type Consent, consentCounts, DEFAULT_RULES } from '../../src/core/approval.ts';
import {
  type Bulletin,
  cleanWords,
  mustBeDecidable,
  mustBeEditable,
  type RevisionState,
} from '../../src/core/bulletin.ts';
import type { BulletinId, ClipSha, OfficerId, OrgId, TowerId, VillageCode } from '../../src/core/ids.ts';
import { titleOf } from '../../src/core/item.ts';
import { type Act, may, type Officer, type Role } from '../../src/core/officer.ts';
import {
  afterReceipt,
  isOver,
  PLAY_STATES,
  type PlayState,
  type ReceiptState,
  soundedOf,
} from '../../src/core/play.ts';
import { conditionOf, type Tower } from '../../src/core/tower.ts';
import { mustBeVolumePolicy, type VolumePolicy } from '../../src/core/tower-volume.ts';

const clip = 'c1' as ClipSha;
const officer = (id: string, roles: readonly Role[] = ['approver']): Officer => ({
  id: id as OfficerId,
  org: 'o' as OrgId,
  name: id,
  username: id,
  roles,
  active: true,
  hasPassword: true,
  lineUserId: undefined,
  lastSeenAt: undefined,
});
const bulletin = (
  over: { class?: Bulletin['class']; state?: RevisionState; author?: string } = {},
): Bulletin => ({
  id: 'b' as BulletinId,
  org: 'o' as OrgId,
  item: undefined,
  title: 'แจ้งงดจ่ายน้ำ',
  class: over.class ?? 'routine',
  version: 3,
  madeAt: 0,
  changedAt: 0,
  current: {
    bulletin: 'b' as BulletinId,
    n: 2,
    words: 'น้ำไม่ไหล',
    source: { kind: 'words' },
    author: (over.author ?? 'nida') as OfficerId,
    authorName: 'นิดา',
    state: over.state ?? 'voiced',
    reason: undefined,
    reading: undefined,
    settled: [],
    clip,
    attempts: 0,
    notBefore: 0,
    madeAt: 0,
  },
});
const consent = (by: string, revision = 2, voidedAt?: number): Consent => ({
  bulletin: 'b' as BulletinId,
  revision,
  clip,
  officer: by as OfficerId,
  officerName: by,
  at: 0,
  area: ['99'],
  voidedAt,
});

t.test('routine news needs one approver, who may have sent it', async (t) => {
  t.same(consentCounts(bulletin({ author: 'somsri' }), DEFAULT_RULES, [], officer('somsri')), {
    complete: true,
    missing: 0,
  });
});

t.test('important news needs somebody else than its author', async (t) => {
  t.throws(
    () =>
      consentCounts(bulletin({ class: 'important', author: 'somsri' }), DEFAULT_RULES, [], officer('somsri')),
    { code: 'own-words' },
  );
  t.same(consentCounts(bulletin({ class: 'important' }), DEFAULT_RULES, [], officer('somsri')), {
    complete: true,
    missing: 0,
  });
});

t.test(
  'an emergency needs two different people, and what they said of an older revision does not count',
  async (t) => {
    const emergency = bulletin({ class: 'emergency' });
    t.same(consentCounts(emergency, DEFAULT_RULES, [], officer('somsri')), { complete: false, missing: 1 });
    t.throws(() => consentCounts(emergency, DEFAULT_RULES, [consent('somsri')], officer('somsri')), {
      code: 'conflict',
    });
    t.same(consentCounts(emergency, DEFAULT_RULES, [consent('somsri')], officer('wichai')), {
      complete: true,
      missing: 0,
    });
    t.same(consentCounts(emergency, DEFAULT_RULES, [consent('somsri', 1)], officer('wichai')), {
      complete: false,
      missing: 1,
    });
    t.same(consentCounts(emergency, DEFAULT_RULES, [consent('somsri', 2, 5)], officer('wichai')), {
      complete: false,
      missing: 1,
    });
  },
);

t.test('only the revision and the clip on the page can be decided', async (t) => {
  t.doesNotThrow(() => mustBeDecidable(bulletin(), { revision: 2, clip }));
  t.throws(() => mustBeDecidable(bulletin(), { revision: 1, clip }), { code: 'stale' });
  t.throws(() => mustBeDecidable(bulletin(), { revision: 2, clip: 'other' as ClipSha }), { code: 'stale' });
  for (const state of ['drafted', 'unvoiced', 'approved', 'returned', 'rejected', 'withdrawn'] as const) {
    t.throws(() => mustBeDecidable(bulletin({ state }), { revision: 2, clip }), { code: 'conflict' }, state);
  }
});

t.test('an edit is refused when somebody changed the bulletin meanwhile', async (t) => {
  t.doesNotThrow(() => mustBeEditable(bulletin({ state: 'approved' }), 3));
  t.throws(() => mustBeEditable(bulletin(), 2), { code: 'stale' });
});

t.test('words are cleaned for the record, and nothing and too much are refused', async (t) => {
  t.equal(cleanWords('  น้ำไม่ไหล\u0000 ', 100), 'น้ำไม่ไหล');
  for (const empty of ['', ' \n\t', '\u0000'])
    t.throws(() => cleanWords(empty, 100), { code: 'invalid-input' });
  t.throws(() => cleanWords('ก'.repeat(101), 100), {
    code: 'too-large',
    facts: { length: 101, longest: 100 },
  });
});

t.test('a list shows the subject of a letter, else the first line', async (t) => {
  t.equal(titleOf('ด่วนที่สุด\nที่ นพ ๐๐๒๓\nเรื่อง การปฏิบัติการสื่อสาร\nเรียน ทุกอำเภอ'), 'การปฏิบัติการสื่อสาร');
  t.equal(titleOf('\n\n  แจ้งงดจ่ายน้ำ  \nพรุ่งนี้'), 'แจ้งงดจ่ายน้ำ');
  t.equal([...titleOf('ก'.repeat(200))].length, 80);
});

t.test('an administrator cannot approve by being one, a reporter only sends', async (t) => {
  const table: [Role, Act, boolean][] = [
    ['administrator', 'decide', false],
    ['administrator', 'change-people', true],
    ['approver', 'decide', true],
    ['approver', 'change-people', false],
    ['reporter', 'send-item', true],
    ['reporter', 'edit-words', true],
    ['reporter', 'decide', false],
    ['editor', 'edit-words', true],
    ['editor', 'withdraw', false],
  ];
  for (const [role, act, allowed] of table)
    t.equal(may(officer('x', [role]), act), allowed, `${role} ${act}`);
  t.equal(may({ ...officer('x'), active: false }, 'decide'), false, 'nobody who has left');
});

t.test(
  'receipts in any order and any number never move a play backwards, and its last word stands',
  async () => {
    const receipts: ReceiptState[] = [
      'ready',
      'started',
      'finished',
      'stopped',
      'skipped',
      'failed',
      'rejected',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...receipts)),
        fc.constantFrom<PlayState>(...PLAY_STATES),
        (arriving, from) => {
          let state = from;
          for (const receipt of arriving) {
            const next = afterReceipt(state, receipt);
            if (isOver(state) && state !== 'withdrawn' && next !== state) return false;
            state = next;
          }
          return true;
        },
      ),
    );
  },
);

t.test('a withdrawn play still tells that it sounded', async (t) => {
  t.equal(afterReceipt('withdrawn', 'finished'), 'finished');
  t.equal(afterReceipt('withdrawn', 'ready'), 'withdrawn');
  t.equal(afterReceipt('unknown', 'finished'), 'finished', 'a late receipt settles what was unknown');
});

t.test('a tower is told of in five words, and silence counts only after a quarter of an hour', async (t) => {
  const now = 100 * 3_600_000;
  const tower: Tower = {
    id: '99010101-01' as TowerId,
    org: 'o' as OrgId,
    village: { code: '99010101' as VillageCode, org: 'o' as OrgId, moo: 1, name: 'บ้านหนองบัว' },
    name: 'หมู่ 1',
    limits: {
      quietHours: { fromMinute: 1260, toMinute: 300 },
      maxClipMs: 1,
      maxPlaysPerDay: 1,
      maxRepeat: 1,
      volume: { routine: 1, important: 1, emergency: 1 },
      leadInMs: 2000,
    },
    claimed: true,
    online: true,
    lastContactAt: now - 60_000,
    lastHeardAt: undefined,
    planSeq: 7,
    heldSeq: 7,
    planValidUntil: now + 1,
    clockErrorMs: 5,
    fault: undefined,
    mutedUntil: undefined,
  };
  t.equal(conditionOf(tower, now), 'ready');
  t.equal(conditionOf({ ...tower, online: false }, now), 'silent-but-will-play');
  t.equal(conditionOf({ ...tower, lastContactAt: now - 16 * 60_000 }, now), 'silent-but-will-play');
  t.equal(conditionOf({ ...tower, online: false, heldSeq: 6 }, now), 'silent-may-not-play');
  t.equal(conditionOf({ ...tower, online: false, planValidUntil: now - 1 }, now), 'silent-may-not-play');
  t.equal(conditionOf({ ...tower, fault: 'amp-fault' }, now), 'faulty');
  t.equal(conditionOf({ ...tower, mutedUntil: now + 1 }, now), 'off');
  t.equal(conditionOf({ ...tower, claimed: false }, now), 'unclaimed');
});

t.test('a volume is taken whole or refused with what is wrong with it', async (t) => {
  const usual: VolumePolicy = {
    volume: { routine: 60, important: 75, emergency: 100 },
    softerHours: [{ fromMinute: 19 * 60, toMinute: 6 * 60 + 30, most: 40 }],
  };
  const hours = (over: object) => ({ softerHours: [{ ...usual.softerHours[0], ...over }] });
  mustBeVolumePolicy(usual);
  mustBeVolumePolicy({ volume: { routine: 10, important: 10, emergency: 50 }, softerHours: [] });
  for (const [over, field, why] of [
    [{ volume: { ...usual.volume, routine: 0 } }, 'volume', 'range'],
    [{ volume: { ...usual.volume, routine: 60.5 } }, 'volume', 'range'],
    [{ volume: { ...usual.volume, important: 101 } }, 'volume', 'range'],
    [{ volume: { ...usual.volume, routine: 80 } }, 'volume', 'order'],
    [{ volume: { ...usual.volume, emergency: 70 } }, 'volume', 'order'],
    [{ volume: { routine: 10, important: 10, emergency: 40 } }, 'emergencyVolume', 'range'],
    [hours({ most: 0 }), 'softerHours', 'range'],
    [hours({ most: 100 }), 'softerHours', 'range'],
    [hours({ fromMinute: 1440 }), 'softerHours', 'not-in-day'],
    [hours({ toMinute: 19 * 60 }), 'softerHours', 'same-minute'],
    [{ softerHours: Array.from({ length: 7 }, () => usual.softerHours[0]) }, 'softerHours', 'too-many'],
  ] as const)
    t.throws(
      () => mustBeVolumePolicy({ ...usual, ...over } as VolumePolicy),
      { code: 'invalid-input', facts: { field, why } },
      JSON.stringify(over),
    );
});

t.test('a receipt that measured says whether it sounded; without one only that it was played', async (t) => {
  const end = (state: PlayState, why: string | undefined, amp?: 'ok' | 'fail' | 'unknown') =>
    soundedOf({ state, why, measured: amp === undefined ? undefined : { amp } });
  t.equal(end('finished', undefined, 'ok'), 'sounded');
  t.equal(end('finished', undefined, 'unknown'), 'unmeasured');
  t.equal(end('finished', undefined), 'unmeasured');
  t.equal(end('failed', 'amp-fault', 'fail'), 'silent');
  t.equal(end('failed', 'amp-fault'), 'silent');
  t.equal(end('failed', 'clip-missing'), undefined);
  t.equal(end('skipped', 'local-mute'), undefined);
});
