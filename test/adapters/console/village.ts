// A village of paper for the console's tests: desks that keep everything in memory, real rules from the core, a clock that
// stands still, and a tone of three seconds for every clip. Some of its texts are hostile on purpose.
import { createHash } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { type ConsoleDesks, createConsole } from '../../../src/adapters/console/console.ts';
import type { ConsoleParts } from '../../../src/adapters/console/house.ts';
import { sniffType } from '../../../src/adapters/disk/sniff-type.ts';
import { type Consent, consentCounts, DEFAULT_RULES } from '../../../src/core/approval.ts';
import type { Bulletin, BulletinClass, Revision, RevisionState } from '../../../src/core/bulletin.ts';
import { mustBeDecidable, mustBeEditable, mustBeReadSurely } from '../../../src/core/bulletin.ts';
import type { Clip } from '../../../src/core/clip.ts';
import { type DictionaryEntry, readWords } from '../../../src/core/dictionary.ts';
import { RelayError } from '../../../src/core/errors.ts';
import type {
  BookingId,
  BulletinId,
  ClipSha,
  ItemId,
  OfficerId,
  OrgId,
  PlayId,
  SlotId,
  TowerId,
  VillageCode,
} from '../../../src/core/ids.ts';
import { type Item, titleOf } from '../../../src/core/item.ts';
import { mustBeAbleTo, type Officer, type Role } from '../../../src/core/officer.ts';
import type { Organisation } from '../../../src/core/organisation.ts';
import type { PlayState } from '../../../src/core/play.ts';
import {
  DAY_MS,
  instantOf,
  type LocalDate,
  localDate,
  minuteOfDay,
  ONCE,
  openingsBetween,
  type QuietHours,
  type Slot,
  type SlotException,
  touchesQuiet,
} from '../../../src/core/timetable.ts';
import type { Tower, Village } from '../../../src/core/tower.ts';
import { createDictionaryDesk } from '../../../src/pipeline/dictionary-desk.ts';
import { createFormulasDesk } from '../../../src/pipeline/formulas-desk.ts';
import type { Originals } from '../../../src/pipeline/ports.ts';
import { record } from '../../../src/pipeline/recordings.ts';
import type {
  AuditLine,
  BulletinPage,
  DayPlay,
  Items,
  Organisations,
  QueueCard,
} from '../../../src/pipeline/records.ts';
import { settlingOf } from '../../../src/pipeline/settling.ts';
import { createTowerCare } from '../../../src/pipeline/tower-care.ts';
import type { KeptAilment } from '../../../src/pipeline/tower-vitals.ts';
import { createVoicePreview } from '../../../src/pipeline/voice-preview.ts';
import { createVolumeDesk } from '../../../src/pipeline/volume-desk.ts';
import { createWeatherDesk } from '../../../src/pipeline/weather-desk.ts';
import { readThai } from '../../../src/thai/reading.ts';

export const ORG = '01org' as OrgId;
/** Sunday 22 November 2569, 13:40 in Bangkok. */
export const NOW = Date.parse('2026-11-22T06:40:00Z');
export const HOSTILE = `<script>alert(1)</script>"'&<img src=x onerror=alert(2)>{}\${7*7}`;
export const CLIP_MS = 3_000;

const MINUTE = 60_000;

/** A letter made up for the village, with all that stands around one. */
export const LETTER = `ด่วนที่สุด
ที่ นบ ๐๐๑๘/ว ๑๒๓

ที่ว่าการอำเภอหนองบัว
ถนนสุขใจ นบ ๙๙๐๐๐

๒๐ พฤศจิกายน ๒๕๖๙

เรื่อง การป้องกันไข้เลือดออกในฤดูหนาว
เรียน นายกองค์การบริหารส่วนตำบลทุกแห่ง
อ้างถึง หนังสืออำเภอหนองบัว ที่ นบ ๐๐๑๘/ว ๙๙ ลงวันที่ ๑ พฤศจิกายน ๒๕๖๙
สิ่งที่ส่งมาด้วย แผ่นพับความรู้ จำนวน ๑ ชุด

ด้วยอำเภอหนองบัวได้รับแจ้งจากสาธารณสุขอำเภอว่า ในเดือนนี้พบผู้ป่วยไข้เลือดออก ๑๒ ราย จึงขอความร่วมมือประชาชน ดังนี้

๑. คว่ำภาชนะที่มีน้ำขังรอบบ้านทุกวันศุกร์
๒. หากมีไข้สูงเกิน ๒ วัน ให้ไปพบแพทย์ที่โรงพยาบาลส่งเสริมสุขภาพตำบลใกล้บ้าน
๓. ให้องค์การบริหารส่วนตำบลรายงานผลให้อำเภอทราบภายในวันที่ ๓๐ พฤศจิกายน ๒๕๖๙

จึงเรียนมาเพื่อทราบและดำเนินการต่อไป

ขอแสดงความนับถือ

(นายสมมติ ใจดี)
นายอำเภอหนองบัว

ที่ทำการปกครองอำเภอ
โทร. ๐-๔๒๐๐-๐๐๐๐`;

export interface VillageOptions {
  readonly empty?: boolean;
  readonly rules?: Organisation['rules'];
  readonly now?: number;
  /** Of every clip, as it is played; a story that only has to hear one to its end takes a short one. */
  readonly clipMs?: number;
}

export type PaperVillage = ReturnType<typeof createVillage>;

export function createVillage({
  empty = false,
  rules = DEFAULT_RULES,
  now = NOW,
  clipMs = CLIP_MS,
}: VillageOptions = {}) {
  let at = now;
  let ulids = 0;
  const clock = { now: () => at, ulid: () => `01TEST${String(ulids++).padStart(20, '0')}` };
  const quietHours: QuietHours = { fromMinute: 21 * 60, toMinute: 5 * 60 };
  let organisation: Organisation = {
    id: ORG,
    parent: undefined,
    name: 'อบต.หนองบัว',
    kind: 'subdistrict',
    area: '990101',
    phone: '042-000-000',
    quietHours,
    rules,
    formulas: { opening: '', closing: '' },
  };
  const villages: Village[] = [
    [1, 'บ้านหนองบัว'],
    [2, 'บ้านโนนสูง'],
    [3, 'บ้านดอนกลาง'],
    [7, 'บ้านโคกฟื้นฐี้'],
  ].map(([moo, name]) => ({
    code: `9901010${moo}` as VillageCode,
    org: ORG,
    moo: Number(moo),
    name: String(name),
  }));
  const limits = {
    quietHours,
    maxClipMs: 600_000,
    maxPlaysPerDay: 20,
    maxRepeat: 3,
    volume: { routine: 60, important: 75, emergency: 100 },
    leadInMs: 2_000,
  };
  const tower = (n: number, facts: Partial<Tower>): Tower => ({
    id: `${villages[n]!.code}-01` as TowerId,
    org: ORG,
    village: villages[n]!,
    name: `หมู่ ${villages[n]!.moo} ${villages[n]!.name}`,
    limits,
    claimed: true,
    online: true,
    lastContactAt: now - 3 * MINUTE,
    lastHeardAt: now - 100 * MINUTE,
    planSeq: 9,
    heldSeq: 9,
    planValidUntil: now + 28 * 3_600_000,
    clockErrorMs: 12,
    fault: undefined,
    mutedUntil: undefined,
    ...facts,
  });
  const towers: Tower[] = empty
    ? []
    : [
        tower(0, {}),
        tower(1, { online: false, lastContactAt: now - 48 * MINUTE }),
        tower(2, { fault: 'amp-fault' }),
        tower(3, {
          heardBy: 'tone',
          lastHeardAt: now - 9 * DAY_MS,
          online: false,
          lastContactAt: now - 2 * DAY_MS,
          heldSeq: 4,
          planValidUntil: now - DAY_MS,
        }),
      ];
  const ill = (
    n: number,
    reason: KeptAilment['reason'],
    agoMs: number,
    more: Partial<KeptAilment> = {},
  ): readonly KeptAilment[] =>
    towers.slice(n, n + 1).map((one) => ({
      ...{ tower: one.id, reason, since: now - agoMs, missesAt: undefined, told: 'noted' },
      ...more,
    }));
  const ailments: KeptAilment[] = [
    ...ill(0, 'old-protocol', 5 * MINUTE),
    ...ill(1, 'no-contact', 48 * MINUTE),
    ...ill(1, 'unstable', 20 * MINUTE),
    ...ill(2, 'sound', 5 * 3_600_000, { detail: 'amp-fault', missesAt: instantOf(localDate(now), 18 * 60) }),
    ...ill(3, 'no-contact', 2 * DAY_MS, { missesAt: instantOf(localDate(now), 18 * 60) }),
    ...ill(3, 'unheard', 2 * DAY_MS),
  ];
  const caretakers = new Map([['99010107', { name: 'ผู้ใหญ่สมชาย', phone: '081-234-5678' }]]);
  const officer = (
    id: string,
    name: string,
    roles: readonly Role[],
    more: Partial<Officer> = {},
  ): Officer => ({
    id: id as OfficerId,
    org: ORG,
    name,
    username: id,
    roles,
    active: true,
    hasPassword: true,
    lineUserId: undefined,
    lastSeenAt: now - 2 * 3_600_000,
    ...more,
  });
  const officers = new Map<string, Officer>(
    [
      officer('somsri', 'คุณสมศรี', ['administrator', 'approver', 'editor']),
      officer('wichai', 'คุณวิชัย', ['approver']),
      officer('nida', 'คุณนิดา', ['reporter'], { lineUserId: 'U1' }),
      officer('manee', 'คุณมานี', ['editor'], { hasPassword: false, lastSeenAt: undefined }),
    ].map((one) => [one.id, one]),
  );
  const everyDay = [0, 1, 2, 3, 4, 5, 6];
  const slots: Slot[] = empty
    ? []
    : [
        { id: 's6' as SlotId, name: 'เช้า', weekdays: everyDay, startsAtMinute: 360, lengthMs: 15 * MINUTE },
        {
          id: 's12' as SlotId,
          name: 'เที่ยง',
          weekdays: [1, 2, 3, 4, 5],
          startsAtMinute: 720,
          lengthMs: 15 * MINUTE,
        },
        { id: 's18' as SlotId, name: 'เย็น', weekdays: everyDay, startsAtMinute: 1080, lengthMs: 15 * MINUTE },
      ];
  const exceptions: SlotException[] = [];
  const bulletins = new Map<string, Bulletin>();
  const older = new Map<string, Revision[]>();
  const items = new Map<string, Item>();
  const clips = new Map<string, Clip>();
  const consents = new Map<string, Consent[]>();
  const plays: DayPlay[] = [];
  const covered = new Map<string, number>();
  const deeds: string[] = [];
  const recordings: Uint8Array[] = [];
  const audit: AuditLine[] = [];

  function clipFor(id: string): Clip {
    const sha256 = createHash('sha256').update(id).digest('hex') as ClipSha;
    const peaks = Array.from({ length: 240 }, (_, n) =>
      Math.round(45 + 35 * Math.sin(n / 3) * Math.sin(n / 17) + 12 * Math.sin(n * 1.7)),
    );
    const clip: Clip = {
      sha256,
      org: ORG,
      ms: clipMs,
      lufs: -14.1,
      truePeakDb: -1.3,
      renditions: [],
      peaks,
      doubts: [],
      voice: 'espeak-ng 1.51 (native)',
      recipe: id,
      madeAt: now,
    };
    clips.set(sha256, clip);
    return clip;
  }

  function put(
    id: string,
    words: string,
    state: RevisionState,
    more: {
      class?: BulletinClass;
      author?: string;
      reason?: string;
      agoMs?: number;
      source?: string;
      n?: number;
    } = {},
  ): Bulletin {
    const by = officers.get(more.author ?? 'nida')!;
    const madeAt = now - (more.agoMs ?? 30 * MINUTE);
    const voiced = !['drafted', 'unvoiced'].includes(state);
    const item: Item = {
      id: `i${id}` as ItemId,
      org: ORG,
      door: 'line',
      channel: 'line',
      messageId: id,
      kind: 'text',
      text: words,
      original: undefined,
      sentBy: by.id,
      senderName: by.name,
      claimedSource: more.source,
      receivedAt: madeAt,
      editedAt: undefined,
      erasedAt: undefined,
      bulletin: id as BulletinId,
    };
    items.set(item.id, item);
    const bulletin: Bulletin = {
      id: id as BulletinId,
      org: ORG,
      item: item.id,
      title: titleOf(words),
      class: more.class ?? 'routine',
      version: 3,
      madeAt,
      changedAt: madeAt,
      current: {
        bulletin: id as BulletinId,
        n: more.n ?? 1,
        words,
        source: { kind: 'words' },
        author: by.id,
        authorName: by.name,
        state,
        reason: more.reason,
        reading: readThai(words, new Map()),
        settled: [],
        clip: voiced ? clipFor(`${id}.${more.n ?? 1}`).sha256 : undefined,
        attempts: 0,
        notBefore: 0,
        madeAt,
      },
    };
    bulletins.set(id, bulletin);
    return bulletin;
  }

  function play(
    bulletin: string,
    n: number,
    startsAt: number,
    state: PlayState,
    more: Partial<DayPlay> = {},
  ): void {
    const of = bulletins.get(bulletin)!;
    plays.push({
      id: `${bulletin}.${plays.length}` as PlayId,
      org: ORG,
      booking: `k${bulletin}` as BookingId,
      bulletin: of.id,
      revision: of.current.n,
      class: of.class,
      tower: towers[n]!.id,
      occurrence: 0,
      clip: of.current.clip!,
      clipMs: 95_000,
      at: startsAt,
      lateMs: 600_000,
      expiresAt: startsAt + 3_600_000,
      times: 1,
      gapMs: 0,
      state,
      why: undefined,
      startedAt: undefined,
      endedAt: undefined,
      skewMs: undefined,
      playedMs: undefined,
      title: of.title,
      towerName: towers[n]!.name,
      ...more,
    });
  }

  if (!empty) furnish();
  function furnish(): void {
    const today = localDate(now);
    put(
      'water',
      'เรื่อง แจ้งงดจ่ายน้ำประปาชั่วคราว\nอบต.หนองบัว ขอแจ้งงดจ่ายน้ำในวันที่ 23 พ.ย. 2569 เวลา 09.00-16.00 น. หมู่ 1 และหมู่ 3 เพื่อซ่อมท่อเมน ขนาด 150 มม. สอบถามโทร 042-000-000 คุณสมชาย',
      'voiced',
      { source: 'การประปา', agoMs: 25 * MINUTE },
    );
    put(
      'flood',
      'เรื่อง เฝ้าระวังน้ำล้นตลิ่ง\nปภ. แจ้งให้ประชาชนริมลำห้วยยกของขึ้นที่สูง ตั้งแต่วันที่ 22 พ.ย. 2569 เป็นต้นไป',
      'voiced',
      { class: 'important', source: 'ปภ.', agoMs: 10 * MINUTE },
    );
    put('hostile', `${HOSTILE}\n${HOSTILE}`, 'voiced', { source: HOSTILE, agoMs: 5 * MINUTE });
    put(
      'pension',
      'เรื่อง รับเงินเบี้ยยังชีพ\nผ.บ.ท. แจ้งให้ผู้สูงอายุหมู่ 1 นำสมุดบัญชีมาที่ที่ทำการ อบต. ในวันศุกร์ที่ 27 พ.ย. 2569 เวลา 09.00 น. และ ผ.บ.ท. จะลงข่าวที่ @nongbua ในวันเดียวกัน',
      'voiced',
      { source: 'พัฒนาชุมชน', agoMs: 20 * MINUTE },
    );
    put(
      'meeting',
      'เรื่อง ประชุมกองทุนหมู่บ้าน\nขอเชิญประชุมวันจันทร์ที่ 27 พ.ย. 2569 เวลา 13.30 น. รับสมัครถึงวันที่ 3 ต.ค. 2569 สอบถามคุณสมชาย โทร 081-234-5678 โอนเงินเข้าเลขบัญชี 123-4-56789-0 ผู้กู้เลขประจำตัว 1-1037-02071-81-1',
      'voiced',
      { source: 'กองทุนหมู่บ้าน', agoMs: 12 * MINUTE },
    );
    const spoken = put('voice', 'เสียงกำนันเรื่องน้ำท่วม', 'voiced', { agoMs: 18 * MINUTE });
    const original = { sha256: 'v'.repeat(64), type: 'audio/webm', name: 'recording', bytes: 90_000 };
    items.set(spoken.item!, {
      ...items.get(spoken.item!)!,
      kind: 'audio',
      text: 'กำนันพูดเอง อยากให้ออกเย็นนี้',
      original,
    });
    bulletins.set('voice', {
      ...spoken,
      current: { ...spoken.current, words: '', source: { kind: 'recording', original }, reading: undefined },
    });
    const heard = clips.get(spoken.current.clip!)!;
    const doubts = [
      { what: 'noisy-recording' as const, value: 11 },
      { what: 'unlike-the-house' as const, value: 10 },
    ];
    clips.set(heard.sha256, { ...heard, voice: 'recorded', doubts });
    put('letter', LETTER, 'voiced', { source: 'อำเภอ', agoMs: 15 * MINUTE });
    put(
      'drafted',
      'เรื่อง เชิญประชุมประชาคมหมู่บ้าน\nวันศุกร์ที่ 27 พ.ย. 2569 เวลา 13.30 น. ณ ศาลากลางบ้าน หมู่ 2',
      'drafted',
      { agoMs: MINUTE },
    );
    put('unvoiced', 'เรื่อง รับสมัครผู้สูงอายุเรียน QX-7 ฟรี', 'unvoiced', {
      reason: 'engine-failed: espeak-ng ended with code 1',
      agoMs: 60 * MINUTE,
    });
    put('returned', 'เรื่อง ฉีดวัคซีนพิษสุนัขบ้า', 'returned', {
      reason: 'วันเวลาไม่ตรง ขอวันที่ใหม่จากปศุสัตว์',
      agoMs: 5 * 60 * MINUTE,
    });
    put('booked', 'เรื่อง เบี้ยยังชีพผู้สูงอายุ ประจำเดือนธันวาคม\nจ่ายวันที่ 10 ธ.ค. 2569', 'approved', {
      agoMs: 20 * 60 * MINUTE,
      n: 2,
    });
    put('aired', 'เรื่อง กำจัดลูกน้ำยุงลายทุกวันศุกร์', 'approved', { agoMs: 26 * 60 * MINUTE });
    older.set('booked', [
      {
        ...bulletins.get('booked')!.current,
        n: 1,
        state: 'superseded',
        words: 'เรื่อง เบี้ยยังชีพ จ่ายวันที่ 9 ธ.ค. 2569',
      },
    ]);
    for (const id of ['booked', 'aired']) {
      const { current } = bulletins.get(id)!;
      consents.set(id, [
        {
          bulletin: id as BulletinId,
          revision: current.n,
          clip: current.clip!,
          officer: 'wichai' as OfficerId,
          officerName: 'คุณวิชัย',
          at: now - 18 * 60 * MINUTE,
          area: ['990101'],
          voidedAt: undefined,
        },
      ]);
    }
    const evening = instantOf(today, 1080);
    const morning = instantOf(today, 360);
    for (const n of [0, 1, 2, 3]) play('booked', n, evening, 'published');
    play('aired', 0, morning, 'finished', {
      startedAt: morning + 80,
      endedAt: morning + 95_080,
      skewMs: 80,
      playedMs: 95_000,
    });
    play('aired', 1, morning, 'finished', {
      startedAt: morning + 40,
      endedAt: morning + 95_040,
      skewMs: 40,
      playedMs: 95_000,
    });
    play('aired', 2, morning, 'failed', { startedAt: morning + 50, why: 'power', playedMs: 42_000 });
    play('aired', 3, morning, 'unknown');
    items.set('poster', {
      ...items.get('iwater')!,
      id: 'poster' as ItemId,
      kind: 'image',
      text: undefined,
      bulletin: undefined,
      original: { sha256: 'p'.repeat(64), type: 'image/png', name: 'โปสเตอร์งานบุญบั้งไฟ.png', bytes: 68 },
    });
    const line = (
      n: number,
      act: AuditLine['act'],
      kind: AuditLine['subject']['kind'],
      id: string,
      facts: AuditLine['facts'],
      agoMs: number,
      who = 'wichai',
      door: AuditLine['by']['door'] = 'console',
    ) =>
      audit.push({
        n,
        org: ORG,
        hash: 'h',
        act,
        subject: { kind, id },
        facts,
        at: now - agoMs,
        by: {
          officer: who === '' ? undefined : (who as OfficerId),
          name: who === '' ? 'hokrachai' : officers.get(who)!.name,
          door,
        },
      });
    line(9, 'approved', 'bulletin', 'booked', { revision: 2, towers: 4 }, 18 * 60 * MINUTE);
    line(8, 'voiced', 'bulletin', 'booked', { revision: 2 }, 19 * 60 * MINUTE, '', 'system');
    line(7, 'revised', 'bulletin', 'booked', { revision: 2 }, 20 * 60 * MINUTE, 'somsri');
    line(6, 'returned', 'bulletin', 'returned', { revision: 1, reason: HOSTILE }, 21 * 60 * MINUTE, 'somsri');
    line(5, 'tower-claimed', 'tower', towers[0]!.id, {}, 30 * 60 * MINUTE, '', 'system');
    line(
      4,
      'quiet-hours-changed',
      'organisation',
      ORG,
      { fromMinute: 1260, toMinute: 300 },
      31 * 60 * MINUTE,
      'somsri',
    );
    line(3, 'officer-added', 'officer', 'manee', { name: 'คุณมานี' }, 32 * 60 * MINUTE, 'somsri');
    line(2, 'signed-in', 'officer', 'nida', { how: 'password' }, 33 * 60 * MINUTE, 'nida');
    line(1, 'item-received', 'item', 'ibooked', { door: 'line' }, 34 * 60 * MINUTE, 'nida', 'line');
  }

  const tally = (of: readonly DayPlay[]) => ({
    planned: of.filter((one) => ['planned', 'published', 'ready'].includes(one.state)).length,
    finished: of.filter((one) => one.state === 'finished').length,
    failed: of.filter((one) => ['failed', 'skipped', 'stopped', 'rejected'].includes(one.state)).length,
    unknown: of.filter((one) => one.state === 'unknown').length,
    sounding: of.filter((one) => one.state === 'started').length,
  });
  const cardOf = (bulletin: Bulletin): QueueCard => {
    const mine = plays.filter((one) => one.bulletin === bulletin.id && one.state !== 'withdrawn');
    const next = mine.filter((one) => one.at > at).sort((a, b) => a.at - b.at)[0];
    return {
      bulletin,
      item: items.get(`i${bulletin.id}`),
      clipMs: bulletin.current.clip === undefined ? undefined : clipMs,
      unread: bulletin.current.reading?.unread.length ?? 0,
      consents: (consents.get(bulletin.id) ?? []).length,
      wishRefused: undefined,
      nextPlayAt: next?.at,
      plays: tally(mine),
    };
  };
  const find = (id: string): Bulletin => {
    const bulletin = bulletins.get(id);
    if (bulletin === undefined) throw new RelayError('not-found', 'there is no such bulletin');
    return bulletin;
  };
  const change = (bulletin: Bulletin, current: Partial<Revision>, more: Partial<Bulletin> = {}) =>
    bulletins.set(bulletin.id, {
      ...bulletin,
      ...more,
      version: bulletin.version + 1,
      changedAt: at,
      current: { ...bulletin.current, ...current },
    });

  const dictionary = new Map<string, DictionaryEntry>();
  if (!empty) {
    const entry = (written: string, spoken: string, more: Partial<DictionaryEntry> = {}) =>
      dictionary.set(written, {
        written,
        spoken,
        kind: 'place',
        use: 'always',
        note: '',
        shared: false,
        by: undefined,
        byName: '',
        at: now - 3 * DAY_MS,
        bulletin: undefined,
        ...more,
      });
    entry('บ้านโคกฟื้นฐี้', 'บ้านโคกฟื้นถี่');
    entry('รพ.สต.โนนสูง', 'โรงพยาบาลส่งเสริมสุขภาพตำบลโนนสูง', {
      kind: 'abbreviation',
      by: 'somsri' as OfficerId,
      byName: 'คุณสมศรี',
      at: now - 2 * 3_600_000,
      shared: true,
      note: 'ชื่อเต็มตามป้าย',
    });
    entry(HOSTILE, '', {
      kind: 'other',
      use: 'unread',
      by: 'wichai' as OfficerId,
      byName: HOSTILE,
      at: now - 60_000,
    });
  }
  const dictionaryDesk = createDictionaryDesk({
    clock,
    changed: () => deeds.push('dictionary changed'),
    dictionary: {
      read: async () => ({ always: new Map(), unread: new Map() }),
      all: async () => [...dictionary.values()],
      find: async (_org, written) => dictionary.get(written),
      async change(_org, { put: entries, remove }) {
        for (const one of entries) dictionary.set(one.written, one);
        for (const one of remove) dictionary.delete(one);
        return [];
      },
    },
  });

  const organisations = {
    change: async (_org: OrgId, change: Partial<Organisation>) => {
      organisation = { ...organisation, ...change };
      const { formulas, tone, roughWeather, volume } = change;
      if (volume !== undefined) deeds.push(`volume ${JSON.stringify(volume)}`);
      else if (roughWeather !== undefined) deeds.push(`rough weather ${roughWeather}`);
      else if (formulas !== undefined) deeds.push(`formulas ${formulas.opening} | ${formulas.closing}`);
      else deeds.push(`tone ${tone?.fromMinute} ${tone?.volume}`);
    },
    find: async () => organisation,
    villages: async () => villages,
  } as unknown as Organisations;
  const desks: ConsoleDesks = {
    dictionary: dictionaryDesk,
    formulas: createFormulasDesk({
      clock,
      dictionary: { read: async () => ({ always: new Map(), unread: new Map() }) },
      organisations,
    }),
    weather: createWeatherDesk({ clock, organisations }),
    preview: createVoicePreview({
      id: 'tone',
      say: async ({ text }) => {
        deeds.push(`say ${text}`);
        return toneOf(400);
      },
    }),
    intake: {
      async submit(asker, submission) {
        if (submission.text.trim() === '')
          throw new RelayError('invalid-input', 'empty', { facts: { field: 'words', why: 'empty' } });
        if (submission.text.length > 20_000)
          throw new RelayError('too-large', 'long', {
            facts: { field: 'words', length: submission.text.length, longest: 20_000 },
          });
        const id = `n${submission.messageId.toLowerCase()}`;
        const known = bulletins.has(id);
        if (!known)
          put(id, submission.text, 'drafted', {
            class: submission.class ?? 'routine',
            author: asker.kind === 'officer' ? asker.officer.id : 'nida',
            agoMs: 0,
          });
        deeds.push(`submit ${submission.messageId}`);
        return { outcome: known ? 'known' : 'added', item: `i${id}` as ItemId, bulletin: id as BulletinId };
      },
      record: (asker, recording) =>
        record(
          {
            clock,
            changed: () => undefined,
            originals: {
              keep: async (_org: OrgId, bytes: Uint8Array, name: string) => {
                recordings.push(bytes);
                return { sha256: 'r'.repeat(64), type: sniffType(bytes), name, bytes: bytes.length };
              },
              erase: async () => void recordings.pop(),
            } as unknown as Originals,
            items: {
              async add(item: Item, draft: Parameters<Items['add']>[1]) {
                const id = `v${item.messageId.toLowerCase()}` as BulletinId;
                const known = bulletins.has(id);
                const author = item.sentBy ?? 'nida';
                if (!known && draft !== undefined) {
                  const made = put(id, draft.draft.title, 'drafted', {
                    author,
                    agoMs: 0,
                    class: draft.draft.class,
                  });
                  items.set(made.item!, { ...item, bulletin: id });
                  change(made, { words: '', source: draft.draft.source, reading: undefined });
                }
                deeds.push(`record ${draft?.draft.title} ${item.text ?? ''}`.trim());
                return { outcome: known ? 'known' : 'added', item: item.id, bulletin: id };
              },
            } as unknown as Items,
          },
          asker,
          recording,
        ),
      async type(by, item, words) {
        mustBeAbleTo(by, 'edit-words');
        items.delete(item);
        return put(`t${item}`, words, 'drafted', { author: by.id }).id;
      },
      original: async () => ({ bytes: PIXEL, type: 'image/png', name: 'poster.png' }),
    },
    newsroom: {
      async settle(by, id, { seenVersion, answers }) {
        mustBeAbleTo(by, 'edit-words');
        const bulletin = find(id);
        const { settled, left } = settlingOf(bulletin, seenVersion, answers, { officer: by, now });
        older.set(id, [...(older.get(id) ?? []), { ...bulletin.current, state: 'superseded' }]);
        const { n, words } = bulletin.current;
        const reading = readWords(words, { always: new Map(), unread: new Map() }, settled);
        const spoken = reading.spoken === bulletin.current.reading?.spoken;
        change(bulletin, {
          n: n + 1,
          settled,
          reading,
          state: 'voiced',
          clip: spoken ? bulletin.current.clip : clipFor(`${id}.${n + 1}`).sha256,
        });
        for (const one of answers)
          deeds.push(
            `settle ${id} ${one.written} ${one.how} ${one.spoken ?? ''}${one.remember ? ' remember' : ''}`,
          );
        return { left };
      },
      async revise(by, id, edit) {
        mustBeAbleTo(by, 'edit-words');
        const bulletin = find(id);
        mustBeEditable(bulletin, edit.seenVersion);
        if (edit.words.trim() === '')
          throw new RelayError('invalid-input', 'empty', { facts: { field: 'words', why: 'empty' } });
        older.set(id, [...(older.get(id) ?? []), { ...bulletin.current, state: 'superseded' }]);
        change(
          bulletin,
          {
            n: bulletin.current.n + 1,
            words: edit.words,
            state: 'drafted',
            clip: undefined,
            author: by.id,
            authorName: by.name,
          },
          { title: titleOf(edit.words), class: edit.class },
        );
        deeds.push(`revise ${id}`);
      },
      async heard(by, clip, from, to) {
        if (!clips.has(clip)) throw new RelayError('not-found', 'no clip');
        const key = `${by.id}.${clip}`;
        covered.set(key, Math.min(clipMs, (covered.get(key) ?? 0) + Math.max(0, to - from)));
        return covered.get(key)! / clipMs;
      },
      async approve(by, id, decision) {
        mustBeAbleTo(by, 'decide');
        const bulletin = find(id);
        mustBeDecidable(bulletin, decision);
        mustBeReadSurely(bulletin.current);
        const heard = covered.get(`${by.id}.${decision.clip}`) ?? 0;
        if (!decision.declared && heard < clipMs * 0.98)
          throw new RelayError('needs-listening', 'listen', {
            facts: { leftMs: clipMs - heard, coveredMs: heard },
          });
        const { wish } = decision.wish;
        if (wish.kind === 'slot') {
          const opening = openingsBetween(
            slots,
            exceptions,
            instantOf(wish.date, 0),
            instantOf(wish.date, 1440),
          ).find((one) => one.slot.id === wish.slot);
          if (opening === undefined || opening.closesAt < at)
            throw new RelayError('in-the-past', 'over', { facts: { slot: wish.slot } });
        }
        if (wish.kind === 'at' && touchesQuiet(wish.at, clipMs, quietHours))
          throw new RelayError('quiet-hours', 'night', {
            facts: { minute: minuteOfDay(wish.at), ...quietHours },
          });
        const given = consents.get(id) ?? [];
        const count = consentCounts(bulletin, rules, given, by);
        consents.set(id, [
          ...given,
          {
            bulletin: id,
            revision: bulletin.current.n,
            clip: decision.clip,
            officer: by.id,
            officerName: by.name,
            at,
            area: ['990101'],
            voidedAt: undefined,
          },
        ]);
        deeds.push(
          `approve ${id} ${by.id} ${wish.kind} ${decision.wish.towers.length} ${decision.declared ? 'declared' : 'played'}`,
        );
        if (count.complete) {
          change(bulletin, { state: 'approved' });
          const startsAt =
            wish.kind === 'slot'
              ? instantOf(wish.date, slots.find((one) => one.id === wish.slot)!.startsAtMinute)
              : at + 10_000;
          for (const id2 of decision.wish.towers)
            play(
              id,
              towers.findIndex((one) => one.id === id2),
              startsAt,
              'published',
            );
        }
        return count;
      },
      async turnDown(by, id, { revision, to, reason }) {
        mustBeAbleTo(by, 'decide');
        if (reason.trim() === '')
          throw new RelayError('invalid-input', 'why', { facts: { field: 'reason', why: 'empty' } });
        const bulletin = find(id);
        if (bulletin.current.n !== revision) throw new RelayError('stale', 'newer');
        if (bulletin.current.state !== 'voiced' && bulletin.current.state !== 'unvoiced')
          throw new RelayError('conflict', 'decided', { facts: { state: bulletin.current.state } });
        change(bulletin, { state: to, reason });
        deeds.push(`${to} ${id} ${reason}`);
      },
      async withdraw(by, id, { seenVersion, reason }) {
        mustBeAbleTo(by, 'withdraw');
        const bulletin = find(id);
        if (bulletin.version !== seenVersion) throw new RelayError('stale', 'newer');
        change(bulletin, { state: 'withdrawn', reason });
        deeds.push(`withdraw ${id} ${reason}`);
        return { unreachable: towers.filter((one) => !one.online) };
      },
      async retryVoice(by, id) {
        mustBeAbleTo(by, 'edit-words');
        change(find(id), { state: 'drafted', reason: undefined });
        deeds.push(`retry ${id}`);
      },
      async bookAgain(by, id, _seen, wish) {
        mustBeAbleTo(by, 'book');
        deeds.push(`book ${id} ${wish.wish.kind} ${wish.towers.length}`);
      },
    },
    timetable: {
      slots: async () => slots,
      async day(_org, date) {
        const from = instantOf(date, 0);
        const openings = openingsBetween(slots, exceptions, from, from + DAY_MS).map((opening) => {
          const inside = plays.filter(
            (one) => one.at >= opening.opensAt && one.at < opening.closesAt && one.state !== 'withdrawn',
          );
          const once = new Map(inside.map((one) => [one.booking, one.clipMs]));
          return { ...opening, plays: inside, usedMs: [...once.values()].reduce((sum, ms) => sum + ms, 0) };
        });
        return { openings, others: [] };
      },
      async offers(_org, of, count) {
        const ahead = openingsBetween(slots, exceptions, at, at + 7 * DAY_MS).slice(0, count);
        const booked = ahead.map((one) => ({
          wish: {
            wish: { kind: 'slot' as const, slot: one.slot.id, date: one.date },
            repeat: ONCE,
            towers: of.towers,
          },
          at: one.opensAt,
          slot: one.slot as Slot | undefined,
        }));
        const soon = {
          wish: { wish: { kind: 'now' as const }, repeat: ONCE, towers: of.towers },
          at: at + 10_000,
          slot: undefined,
        };
        return touchesQuiet(at, of.clipMs, quietHours) ? booked : [...booked, soon];
      },
      async putSlot(by, slot) {
        mustBeAbleTo(by, 'change-timetable');
        if (slot.name.trim() === '')
          throw new RelayError('invalid-input', 'name', { facts: { field: 'name' } });
        if (slot.weekdays.length === 0)
          throw new RelayError('invalid-input', 'days', { facts: { field: 'weekdays' } });
        const id = slot.id ?? (`s${slot.startsAtMinute}` as SlotId);
        const index = slots.findIndex((one) => one.id === id);
        slots.splice(index < 0 ? slots.length : index, index < 0 ? 0 : 1, { ...slot, id });
        deeds.push(`slot ${id} ${slot.startsAtMinute}`);
        return id;
      },
      async removeSlot(by, id) {
        mustBeAbleTo(by, 'change-timetable');
        slots.splice(
          slots.findIndex((one) => one.id === id),
          1,
        );
        deeds.push(`slot-removed ${id}`);
      },
      async except(by, exception) {
        mustBeAbleTo(by, 'change-timetable');
        exceptions.push(exception);
        deeds.push(`except ${exception.slot} ${exception.date} ${exception.movedToMinute}`);
      },
      async setQuietHours(by, quiet) {
        mustBeAbleTo(by, 'change-timetable');
        deeds.push(`quiet ${quiet.fromMinute}-${quiet.toMinute}`);
      },
    },
    care: createTowerCare({
      vitals: { open: async () => ailments },
      caretakers: {
        all: async () => caretakers,
        async set(_org, place, caretaker) {
          if (caretaker === undefined) caretakers.delete(place);
          else caretakers.set(place, caretaker);
          deeds.push(`caretaker ${place} ${caretaker?.name ?? ''}`);
        },
      },
      tones: {
        ordered: async (_org, id) => void deeds.push(`tested ${id}`),
        answered: async () => new Map(towers.slice(0, 1).map(({ id }) => [id, now - DAY_MS])),
      },
      towers: { all: async () => towers, find: async (_org, id) => towers.find((one) => one.id === id) },
      organisations,
      bookings: { taken: async () => [] },
      line: { testTone: async (id, volume) => void deeds.push(`tone ${id} ${volume}`) },
      clock,
    }),
    volume: createVolumeDesk({
      ...{ organisations, clock, limits, changed: () => undefined },
      towers: {
        async setVolume(_org, id, policy, own) {
          const n = towers.findIndex((one) => one.id === id);
          const before = towers[n];
          if (before === undefined) return false;
          towers[n] = { ...before, limits: { ...before.limits, ...policy }, ownVolume: own };
          deeds.push(`volume ${id} ${own ? 'own' : 'office'} ${JSON.stringify(policy)}`);
          return true;
        },
      },
    }),
    towers: {
      all: async () => towers,
      async add(by, { name }) {
        mustBeAbleTo(by, 'change-towers');
        deeds.push(`tower ${name}`);
        return {
          tower: towers[0]?.id ?? ('99010101-01' as TowerId),
          code: 'k7m2p9x4',
          expiresAt: at + 7 * DAY_MS,
        };
      },
      newCode: async () => ({ code: 'b3n8q5w2', expiresAt: at + 7 * DAY_MS }),
      async stopSound(by, which) {
        mustBeAbleTo(by, 'stop-sound');
        deeds.push(`stop ${which}`);
      },
      async mute(by, id, until) {
        mustBeAbleTo(by, 'change-towers');
        deeds.push(`mute ${id} ${until}`);
      },
    },
    staff: {
      async signIn(username, password) {
        const found = [...officers.values()].find((one) => one.username === username);
        if (found === undefined || password !== 'a good long password')
          throw new RelayError('not-signed-in', 'wrong', { facts: { why: 'wrong' } });
        return { token: `token-of-${found.id}`, officer: found };
      },
      async signInByLink(token) {
        if (token !== 'fresh-link') throw new RelayError('gone', 'used');
        deeds.push('link spent');
        return { token: 'token-of-somsri', officer: officers.get('somsri')! };
      },
      async session(token) {
        const found = officers.get(token.replace('token-of-', ''));
        if (found === undefined || !found.active) return undefined;
        return {
          officer: found,
          session: {
            fingerprint: 'f',
            org: ORG,
            officer: found.id,
            csrf: `csrf-of-${found.id}`,
            madeAt: now,
            seenAt: now,
            expiresAt: now + DAY_MS,
          },
        };
      },
      signOut: async () => void deeds.push('sign-out'),
      all: async () => [...officers.values()],
      async invite(by, person) {
        mustBeAbleTo(by, 'change-people');
        if (person.roles.length === 0)
          throw new RelayError('invalid-input', 'roles', { facts: { field: 'roles' } });
        if (!/^[a-z0-9._-]{3,40}$/.test(person.username))
          throw new RelayError('invalid-input', 'user', { facts: { field: 'username' } });
        if (officers.has(person.username))
          throw new RelayError('conflict', 'taken', { facts: { state: 'name-taken', field: 'username' } });
        deeds.push(`invite ${person.username} ${person.roles.join(',')}`);
        return { officer: person.username as OfficerId, token: 'invitetoken123', expiresAt: at + 7 * DAY_MS };
      },
      async accept(_token, password) {
        if (password.length < 10)
          throw new RelayError('invalid-input', 'short', { facts: { field: 'password', shortest: 10 } });
        return { token: 'token-of-manee', officer: officers.get('manee')! };
      },
      async changeRoles(by, person, roles) {
        mustBeAbleTo(by, 'change-people');
        if (roles.length === 0) throw new RelayError('invalid-input', 'roles', { facts: { field: 'roles' } });
        if (person === 'somsri' && !roles.includes('administrator'))
          throw new RelayError('conflict', 'last', { facts: { state: 'last-administrator' } });
        deeds.push(`roles ${person} ${roles.join(',')}`);
      },
      async remove(by, person) {
        mustBeAbleTo(by, 'change-people');
        if (person === 'somsri')
          throw new RelayError('conflict', 'last', { facts: { state: 'last-administrator' } });
        deeds.push(`remove ${person}`);
      },
      async changePassword(_by, before, after) {
        if (after.length < 10)
          throw new RelayError('invalid-input', 'short', { facts: { field: 'password', shortest: 10 } });
        if (before !== 'a good long password')
          throw new RelayError('invalid-input', 'old', { facts: { field: 'oldPassword' } });
        deeds.push('password');
      },
      lineCode: async () => ({ code: 'a1b2c3d4', expiresAt: at + 10 * MINUTE }),
    },
    audit: {
      list: async (_org, filter) =>
        audit
          .filter(
            (one) =>
              (filter.before === undefined || one.n < filter.before) &&
              (filter.officer === undefined || one.by.officer === filter.officer) &&
              (filter.subject === undefined || one.subject.id === filter.subject.id),
          )
          .slice(0, filter.limit),
      firstBroken: async () => undefined,
    },
    views: {
      queue: async (_org, { mine }) =>
        [...bulletins.values()]
          .filter((one) => (mine === undefined || one.current.author === mine) && one.id !== 'aired')
          .map(cardOf),
      untyped: async () =>
        [...items.values()].filter((one) => one.original !== undefined && one.bulletin === undefined),
      async bulletin(_org, id): Promise<BulletinPage | undefined> {
        const bulletin = bulletins.get(id);
        if (bulletin === undefined) return undefined;
        const all = plays.filter((one) => one.bulletin === id);
        return {
          ...cardOf(bulletin),
          clip: bulletin.current.clip === undefined ? undefined : clips.get(bulletin.current.clip),
          given: consents.get(id) ?? [],
          revisions: [bulletin.current, ...(older.get(id) ?? [])],
          bookings: [],
          allPlays: all,
        };
      },
      plays: async (_org, from, to) => plays.filter((one) => one.at >= from && one.at < to),
      asRun: async (_org, from, to) => {
        const day = plays.filter((one) => one.at >= from && one.at < to);
        return [...new Set(day.map((one) => one.bulletin))].map((id) => {
          const mine = day.filter((one) => one.bulletin === id);
          const first = mine[0]!;
          return {
            bulletin: id,
            title: first.title,
            class: first.class,
            at: first.at,
            clip: first.clip,
            clipMs: first.clipMs,
            approvedBy: ['คุณวิชัย'],
            plays: mine,
          };
        });
      },
      playsAt: async (_org, id, limit) => plays.filter((one) => one.tower === id).slice(0, limit),
    },
    items: { find: async (_org, id) => items.get(id) },
    organisations: { find: async () => organisation, villages: async () => villages },
    voiceProgress: { of: (id) => (id === 'drafted' ? { step: 'speaking', share: 0.4 } : undefined) },
  };

  return {
    desks,
    clock,
    clipMs,
    officers,
    villages,
    towers,
    ailments,
    caretakers,
    slots,
    dictionary,
    bulletins,
    plays,
    deeds,
    audit,
    recordings,
    items,
    covered,
    /** Moves the standing clock. */
    pass: (ms: number) => {
      at += ms;
    },
    today: (): LocalDate => localDate(at),
    put,
    change: (id: string, current: Partial<Revision>) => change(find(id), current),
    finishVoice: (id: string) => change(find(id), { state: 'voiced', clip: clipFor(`${id}.1`).sha256 }),
  };
}

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The console on a server of its own, clips included. */
export async function openConsole(
  village: PaperVillage,
  secureCookies = false,
  sentenceFor: ConsoleParts['sentenceFor'] = (error, language) => `${language}:${error.code}`,
): Promise<FastifyInstance> {
  const app = fastify({ logger: false, bodyLimit: 1_048_576, routerOptions: { maxParamLength: 100 } });
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  app.get('/clips/:name', async (request, reply) => {
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const whole = toneOf(village.clipMs);
    if (range === null) return reply.type('audio/wav').header('accept-ranges', 'bytes').send(whole);
    const from = Number(range[1]);
    const to = range[2] === '' ? whole.length - 1 : Math.min(Number(range[2]), whole.length - 1);
    return reply
      .code(206)
      .type('audio/wav')
      .header('accept-ranges', 'bytes')
      .header('content-range', `bytes ${from}-${to}/${whole.length}`)
      .send(whole.subarray(from, to + 1));
  });
  await app.register(
    createConsole(village.desks, {
      clock: village.clock,
      sentenceFor,
      secureCookies,
      log,
    }),
  );
  return app;
}

/** A quiet tone as WAV: mono, 16 bits, 8 kHz. */
function toneOf(ms: number): Buffer {
  const samples = Math.round((ms / 1000) * 8_000);
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8_000, 24);
  wav.writeUInt32LE(16_000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let n = 0; n < samples; n++)
    wav.writeInt16LE(Math.round(3_000 * Math.sin((n / 8_000) * 2 * Math.PI * 330)), 44 + n * 2);
  return wav;
}
