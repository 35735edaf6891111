// Desks in memory for the HTTP door's tests: two organisations, a few officers and one bulletin, no database.
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { buildApp } from '../../../src/adapters/http/http-door.ts';
import { createHttpMetrics } from '../../../src/adapters/http/metrics.ts';
import type { HttpDesks, HttpOptions, HttpParts } from '../../../src/adapters/http/parts.ts';
import { createLineDoor } from '../../../src/adapters/line/door.ts';
import { contractInYaml, contractVectors } from '../../../src/contract.ts';
import { cleanWords } from '../../../src/core/bulletin.ts';
import type { Clip } from '../../../src/core/clip.ts';
import { type DictionaryEntry, knownOf } from '../../../src/core/dictionary.ts';
import { RelayError } from '../../../src/core/errors.ts';
import type {
  BulletinId,
  ClipSha,
  ItemId,
  OfficerId,
  OrgId,
  SlotId,
  TowerId,
  VillageCode,
} from '../../../src/core/ids.ts';
import { type Item, LONGEST_TEXT } from '../../../src/core/item.ts';
import type { Officer, Role } from '../../../src/core/officer.ts';
import { mustBeAbleTo } from '../../../src/core/officer.ts';
import { addDays, instantOf, localDate, minuteOfDay, ONCE, type Slot } from '../../../src/core/timetable.ts';
import { mustBeVolumePolicy } from '../../../src/core/tower-volume.ts';
import type { TowerCare } from '../../../src/pipeline/desks.ts';
import { createDictionaryDesk } from '../../../src/pipeline/dictionary-desk.ts';
import type { BulletinPage, Dictionary } from '../../../src/pipeline/records.ts';
import { createVoicePreview } from '../../../src/pipeline/voice-preview.ts';

export const NOW = Date.parse('2026-11-22T05:00:00Z');
export const OURS = 'org-ours' as OrgId;
export const THEIRS = 'org-theirs' as OrgId;
export const BULLETIN = '01kambulletin0000000000001' as BulletinId;
export const CLIP = 'a'.repeat(64) as ClipSha;
export const OPUS = 'b'.repeat(64);
export const SECRET = '0123456789abcdef0123456789abcdef';
export const SOUND = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));

export const TOKENS = {
  approver: 'approver-session-token',
  reporter: 'reporter-session-token',
  stranger: 'stranger-session-token',
  ministry: 'hk_ministrytokenministry',
};

export function officer(name: string, roles: readonly Role[], org = OURS): Officer {
  return {
    id: `officer-${name}` as OfficerId,
    org,
    name,
    username: name,
    roles,
    active: true,
    hasPassword: true,
    lineUserId: undefined,
    lastSeenAt: undefined,
  };
}

const OFFICERS: Readonly<Record<string, Officer>> = {
  [TOKENS.approver]: officer('somsri', ['approver', 'administrator']),
  [TOKENS.reporter]: officer('nida', ['reporter']),
  [TOKENS.stranger]: officer('elsewhere', ['approver', 'administrator'], THEIRS),
};

/** One tower that fell silent half an hour ago, and whom to call about it. */
const CARE = [
  {
    tower: {
      ...{ id: '99010101-01' as TowerId, org: OURS, name: 'หมู่ 1', claimed: true, online: false },
      village: { code: '99010101' as VillageCode, org: OURS, moo: 1, name: 'บ้านหนองบัว' },
      limits: {
        volume: { routine: 60, important: 75, emergency: 100 },
        softerHours: [{ fromMinute: 1140, toMinute: 390, most: 40 }],
      } as unknown as TowerCare['tower']['limits'],
      ownVolume: true,
      ...{ lastContactAt: NOW - 1_800_000, lastHeardAt: NOW, heardBy: 'tone' },
      ...{ planSeq: 2, heldSeq: 2, planValidUntil: NOW + 3_600_000 },
      ...{ clockErrorMs: 9, fault: undefined, mutedUntil: undefined },
    },
    ailments: [
      {
        ...{ tower: '99010101-01' as TowerId, reason: 'no-contact', since: NOW - 1_800_000 },
        ...{ missesAt: undefined, loudness: 'listed' },
      },
    ],
    loudness: 'listed',
    caretaker: { name: 'ผู้ใหญ่สมชาย', phone: '081-234-5678' },
    toneAnsweredAt: NOW,
  },
] as const satisfies readonly TowerCare[];

export const clip: Clip = {
  sha256: CLIP,
  org: OURS,
  ms: 12_000,
  lufs: -14.1,
  truePeakDb: -1.4,
  renditions: [
    { codec: 'mp3', sha256: CLIP, bytes: SOUND.length, ms: 12_000, lufs: -14.1, truePeakDb: -1.4 },
    { codec: 'opus', sha256: OPUS, bytes: SOUND.length, ms: 12_000, lufs: -14.1, truePeakDb: -1.4 },
  ],
  peaks: [1, 50, 100],
  doubts: [],
  voice: 'espeak-ng 1.51 (native)',
  recipe: 'r',
  madeAt: NOW,
};

export function page(): BulletinPage {
  const current: BulletinPage['bulletin']['current'] = {
    bulletin: BULLETIN,
    n: 3,
    words: 'ประชุม 23 พ.ย.',
    source: { kind: 'words' },
    author: undefined,
    authorName: 'กระทรวง',
    state: 'voiced',
    reason: undefined,
    reading: {
      segments: [
        { written: '23', span: { start: 7, end: 9 }, spoken: 'ยี่สิบสาม', kind: 'date', confidence: 'sure' },
      ] as unknown as NonNullable<BulletinPage['bulletin']['current']['reading']>['segments'],
      spoken: 'ประชุม ยี่สิบสาม พฤศจิกายน',
      unread: [{ written: 'ฬฬ', span: { start: 0, end: 2 }, why: 'ไม่รู้จัก', proposed: '' }],
    },
    settled: [],
    clip: CLIP,
    attempts: 0,
    notBefore: 0,
    madeAt: NOW,
  };
  return {
    bulletin: {
      id: BULLETIN,
      org: OURS,
      item: undefined,
      title: 'ประชุม',
      class: 'routine',
      current,
      version: 7,
      madeAt: NOW,
      changedAt: NOW,
    },
    item: undefined,
    clipMs: clip.ms,
    unread: 1,
    consents: 0,
    wishRefused: undefined,
    nextPlayAt: undefined,
    plays: { planned: 0, finished: 0, failed: 0, unknown: 0, sounding: 0 },
    clip,
    given: [],
    revisions: [current],
    bookings: [],
    allPlays: [],
  };
}

const SLOT: Slot = {
  id: 'evening' as SlotId,
  name: 'เย็น',
  weekdays: [0, 1, 2, 3, 4, 5, 6],
  startsAtMinute: 1080,
  lengthMs: 10_000,
};

/** The dictionary's rows without a database; one bulletin is read again whenever something is put. */
function dictionaryInMemory(): Dictionary {
  const rows = new Map<string, DictionaryEntry>();
  const of = (org: OrgId) => [...rows].filter(([key]) => key.startsWith(`${org} `)).map(([, entry]) => entry);
  return {
    read: async (org) => knownOf(of(org)),
    all: async (org) => of(org),
    find: async (org, written) => rows.get(`${org} ${written}`),
    change: async (org, { put, remove }) => {
      for (const written of remove) rows.delete(`${org} ${written}`);
      for (const entry of put) rows.set(`${org} ${entry.written}`, entry);
      return put.length > 0 ? [BULLETIN] : [];
    },
  };
}

export interface Village {
  readonly app: FastifyInstance;
  /** Raw events the webhook has stored. */
  readonly kept: { readonly webhookEventId: string; readonly raw: string }[];
  readonly items: Map<string, Item>;
  /** What the newsroom was asked, in order. */
  readonly asked: unknown[];
  readonly logged: string[];
}

export interface Twist {
  readonly options?: Partial<HttpOptions>;
  readonly desks?: Partial<HttpDesks>;
  readonly noLine?: boolean;
  readonly plugins?: readonly FastifyPluginAsync[];
  readonly towerClips?: HttpParts['towerClips'];
}

/** The door with its desks, not yet listening. */
export async function village(twist: Twist = {}): Promise<Village> {
  const kept: Village['kept'] = [];
  const items = new Map<string, Item>();
  const asked: unknown[] = [];
  const logged: string[] = [];
  const note = (facts: object, event: string) =>
    void logged.push(
      `${event} ${JSON.stringify(facts, (_, value) => (value instanceof Error ? String(value) : value))}`,
    );
  const parts: HttpParts = {
    log: { debug: note, info: note, warn: note, error: note },
    clock: { now: () => NOW },
    line: twist.noLine ? undefined : createLineDoor({ channel: 'line', channelSecrets: [SECRET] }),
    clips: {
      open: async (sha256, _codec, range) => {
        asked.push({ open: sha256, range });
        const bytes = range === undefined ? SOUND : SOUND.subarray(range.from, range.to + 1);
        return { stream: Readable.from([bytes]), size: SOUND.length };
      },
    },
    ...(twist.towerClips === undefined ? {} : { towerClips: twist.towerClips }),
    contract: contractInYaml(),
    vectors: contractVectors,
    welcome: async (welcome) => ({ v: 1, tower: welcome.tower, password: welcome.password, extra: ['kept'] }),
    metrics: createHttpMetrics(
      () => ({ intake: 2 }),
      undefined,
      () => ({
        ...{
          towers: 9,
          online: 7,
          ailments: { sound: 1 },
          unwell: { noted: 0, raised: 1 },
          silentMs: 90_000,
        },
      }),
    ),
    plugins: twist.plugins ?? [],
  };
  const desks = { ...desksOf({ kept, items, asked }), ...twist.desks } as HttpDesks;
  const options = { host: '127.0.0.1', port: 0, portIsSet: false, secureCookies: false, ...twist.options };
  return { app: await buildApp(options, desks, parts), kept, items, asked, logged };
}

export function desksOf(to: Pick<Village, 'kept' | 'items' | 'asked'>): HttpDesks {
  const { kept, items, asked } = to;
  const fake: { [Desk in keyof HttpDesks]: Partial<HttpDesks[Desk]> } = {
    webhook: { keep: async (_channel, events) => void kept.push(...events) },
    readiness: { reasons: async () => [] },
    formulas: {
      set: async (officer, formulas) => {
        mustBeAbleTo(officer, 'change-timetable');
        asked.push({ formulas });
        return formulas;
      },
    },
    weather: {
      set: async (officer, roughWeather) => {
        mustBeAbleTo(officer, 'change-timetable');
        asked.push({ roughWeather });
      },
    },
    volume: {
      of: async () => ({
        volume: { routine: 60, important: 75, emergency: 100 },
        softerHours: [{ fromMinute: 1140, toMinute: 1260, most: 40 }],
      }),
      set: async (officer, volume) => {
        mustBeAbleTo(officer, 'change-towers');
        mustBeVolumePolicy(volume);
        asked.push({ volume });
      },
      setTower: async (officer, tower, volume) => {
        mustBeAbleTo(officer, 'change-towers');
        asked.push({ tower, volume });
      },
    },
    voiceProgress: { of: () => undefined },
    audit: {
      list: async (org, filter) => {
        asked.push({ org, filter });
        return [];
      },
    },
    items: { find: async (org, id) => [...items.values()].find((one) => one.org === org && one.id === id) },
    bulletins: { clip: async (org, sha) => (org === OURS && sha === CLIP ? clip : undefined) },
    intake: {
      submit: async (asker, { channel, messageId, text }) => {
        const org = asker.kind === 'officer' ? asker.officer.org : asker.org;
        const key = `${org} ${channel} ${messageId}`;
        const words = cleanWords(text, LONGEST_TEXT);
        const before = items.get(key);
        const item =
          before ?? ({ id: `item${items.size}` as ItemId, org, text: words, bulletin: BULLETIN } as Item);
        items.set(key, item);
        return { outcome: before === undefined ? 'added' : 'known', item: item.id, bulletin: BULLETIN };
      },
      record: async (asker, { bytes, ...recording }) => {
        asked.push({ record: asker.kind, bytes: bytes.length, ...recording });
        if (Buffer.from(bytes).toString('latin1', 0, 4) !== 'OggS')
          throw new RelayError('unreadable-audio', 'not sound');
        return { outcome: 'added', item: 'item-r' as ItemId, bulletin: BULLETIN };
      },
    },
    newsroom: {
      revise: async (_who, id, edit) => void asked.push({ revise: id, edit }),
      settle: async (who, id, settling) => {
        asked.push({ settle: id, who: who.id, ...settling });
        return { left: 2 };
      },
      heard: async (_officer, sha, from, to) => {
        asked.push({ heard: sha, from, to });
        return 0.5;
      },
      approve: async (who, id, decision) => {
        asked.push({ approve: id, who: who.id, decision });
        if (who.org !== OURS) throw new RelayError('not-found', 'there is no such bulletin');
        if (!decision.declared)
          throw new RelayError('needs-listening', 'not heard', { facts: { leftMs: 23_000 } });
        if (decision.wish.wish.kind === 'at' && minuteOfDay(decision.wish.wish.at) >= 21 * 60)
          throw new RelayError('quiet-hours', 'that time is in the quiet hours', {
            facts: { minute: minuteOfDay(decision.wish.wish.at), fromMinute: 21 * 60, toMinute: 5 * 60 },
          });
        return { complete: true, missing: 0 };
      },
      turnDown: async (_who, id, decision) => void asked.push({ turnDown: id, decision }),
      withdraw: async (_who, id, withdrawal) => {
        asked.push({ withdraw: id, withdrawal });
        return { unreachable: [] };
      },
    },
    dictionary: createDictionaryDesk({
      dictionary: dictionaryInMemory(),
      clock: { now: () => NOW, ulid: () => '' },
      changed: () => undefined,
    }),
    preview: createVoicePreview({
      id: 'paper',
      say: async ({ text }) => {
        asked.push({ say: text });
        return Buffer.from(`RIFF ${text}`);
      },
    }),
    organisations: { find: async () => undefined },
    timetable: {
      day: async () => ({ openings: [], others: [] }),
      slots: async () => [SLOT],
      offers: async (_org, of, count) => {
        asked.push({ offers: of, count });
        const date = addDays(localDate(NOW), 1);
        const wish = { kind: 'slot' as const, slot: SLOT.id, date };
        const room = {
          wish: { wish, repeat: ONCE, towers: of.towers },
          at: instantOf(date, SLOT.startsAtMinute),
        };
        return of.clipMs > 60_000 ? [] : [{ ...room, slot: SLOT }];
      },
    },
    towers: {
      all: async () => CARE.map(({ tower }) => tower),
      add: async () => ({ tower: '99010101-04' as never, code: 'abcdefghjk', expiresAt: NOW }),
      newCode: async () => ({ code: 'abcdefghjk', expiresAt: NOW }),
      claim: async (code, address) => {
        asked.push({ claim: code, address });
        if (code !== 'abcdefghjk') throw new RelayError('not-found', 'no such code');
        return { org: OURS, tower: 'tower1' as never, password: 'p'.repeat(40), area: ['99010101'] };
      },
    },
    care: {
      of: async () => CARE,
      hearing: async () =>
        CARE.map(({ tower }) => ({
          ...{ village: tower.village, towers: 1, lastHeardAt: NOW, by: 'tone', unheard: false },
        })),
    },
    staff: {
      session: async (token) => {
        const found = OFFICERS[token];
        if (found === undefined) return undefined;
        const times = { madeAt: NOW, seenAt: NOW, expiresAt: NOW + 1000 };
        const session = {
          fingerprint: 'f',
          org: found.org,
          officer: found.id,
          csrf: `csrf-${token}`,
          ...times,
        };
        return { officer: found, session };
      },
      signOut: async (token) => void asked.push({ signOut: token }),
      signIn: async (username, password, address) => {
        asked.push({ signIn: username, address });
        if (password !== 'correct horse')
          throw new RelayError('not-signed-in', 'wrong', { facts: { why: 'wrong' } });
        return { token: TOKENS.approver, officer: OFFICERS[TOKENS.approver] as Officer };
      },
      signInByLink: async () => {
        throw new RelayError('gone', 'used');
      },
      system: async (token) => {
        if (token !== TOKENS.ministry)
          throw new RelayError('not-signed-in', 'no such token', { facts: { why: 'token' } });
        return { kind: 'system', org: OURS, name: 'กระทรวง' };
      },
    },
    views: {
      queue: async (org) => (org === OURS ? [page()] : []),
      untyped: async () => [],
      bulletin: async (org, id) => (org === OURS && id === BULLETIN ? page() : undefined),
      asRun: async (org, from, to) => {
        asked.push({ asRun: org, from, to });
        return [];
      },
    },
  };
  return fake as HttpDesks;
}
