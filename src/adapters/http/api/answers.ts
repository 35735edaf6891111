// What the API answers with: the shapes as OpenAPI describes them, and the house's things put into them. A field that
// is not named here does not leave the house.
import { z } from 'zod';
import { CLASSES } from '../../../core/bulletin.ts';
import type { Formulas } from '../../../core/formulas.ts';
import type { Officer } from '../../../core/officer.ts';
import { ROLES } from '../../../core/officer.ts';
import { PLAY_STATES, soundedOf } from '../../../core/play.ts';
import type { BulletinWarning } from '../../../core/warnings.ts';
import type { VoiceProgress } from '../../../pipeline/desks.ts';
import type { BulletinPage, DayPlay, QueueCard } from '../../../pipeline/records.ts';
import { iso } from './fields.ts';
import {
  announcementShape,
  announcementsOf,
  readingOf,
  readingShape,
  settledOf,
  settledShape,
  warningOf,
  warningShape,
} from './reading-answers.ts';

const at = z.string().describe('ISO 8601, UTC');
const maybeAt = at.nullable();

export const officerShape = z.object({
  id: z.string(),
  name: z.string(),
  username: z.string(),
  roles: z.array(z.enum(ROLES)),
});

export function officerOf({ id, name, username, roles }: Officer): z.input<typeof officerShape> {
  return { id, name, username, roles: [...roles] };
}

export const cardShape = z.object({
  id: z.string(),
  title: z.string(),
  class: z.enum(CLASSES),
  state: z.string().describe('drafted, unvoiced, voiced, approved, returned, rejected, withdrawn'),
  /** Why it is unvoiced, returned, rejected or withdrawn. */
  reason: z.string().nullable(),
  revision: z.number().describe('Send it back with a decision'),
  version: z.number().describe('Send it back as seenVersion with a change'),
  author: z.string(),
  changedAt: at,
  clipMs: z.number().nullable(),
  unread: z.number().describe('Words nobody has said how to read'),
  consents: z.number(),
  wishRefused: z.string().nullable(),
  repeatRefused: z.string().nullable().describe('Why the next occurrence of a repeat has no room'),
  nextPlayAt: maybeAt,
  plays: z.object({
    planned: z.number(),
    finished: z.number(),
    failed: z.number(),
    unknown: z.number(),
    sounding: z.number(),
  }),
});

export function cardOf(card: QueueCard): z.input<typeof cardShape> {
  const { bulletin } = card;
  return {
    id: bulletin.id,
    title: bulletin.title,
    class: bulletin.class,
    state: bulletin.current.state,
    reason: bulletin.current.reason ?? null,
    revision: bulletin.current.n,
    version: bulletin.version,
    author: bulletin.current.authorName,
    changedAt: iso(bulletin.changedAt),
    clipMs: card.clipMs ?? null,
    unread: card.unread,
    consents: card.consents,
    wishRefused: card.wishRefused ?? null,
    repeatRefused: card.repeatRefused ?? null,
    nextPlayAt: iso(card.nextPlayAt),
    plays: { ...card.plays },
  };
}

export const playShape = z.object({
  id: z.string(),
  bulletin: z.string(),
  tower: z.string(),
  towerName: z.string(),
  at,
  state: z.enum(PLAY_STATES),
  why: z.string().nullable(),
  startedAt: maybeAt,
  endedAt: maybeAt,
  skewMs: z.number().nullable(),
  playedMs: z.number().nullable(),
  sounded: z
    .enum(['sounded', 'unmeasured', 'silent'])
    .nullable()
    .describe(
      'Measured at the loudspeaker; unmeasured: played, and nothing there can measure; null: not played',
    ),
  riseDb: z.number().nullable().describe('Louder than the silence before, where it was measured'),
});

export function playOf(play: Omit<DayPlay, 'title'>): z.input<typeof playShape> {
  return {
    id: play.id,
    bulletin: play.bulletin,
    tower: play.tower,
    towerName: play.towerName,
    at: iso(play.at),
    state: play.state,
    why: play.why ?? null,
    startedAt: iso(play.startedAt),
    endedAt: iso(play.endedAt),
    skewMs: play.skewMs ?? null,
    playedMs: play.playedMs ?? null,
    sounded: soundedOf(play) ?? null,
    riseDb: play.measured?.dB ?? null,
  };
}

export const pageShape = cardShape.extend({
  words: z.string(),
  reading: readingShape.nullable(),
  settled: z.array(settledShape).describe('What people said of words that could not be read'),
  warnings: z.array(warningShape).describe('To look at before it goes on air'),
  announcements: z.array(announcementShape).describe('Proposals from official letters in the words'),
  clip: z
    .object({
      sha256: z.string(),
      ms: z.number(),
      lufs: z.number(),
      truePeakDb: z.number(),
      voice: z.string(),
      peaks: z.array(z.number()).describe('0..100 over the clip'),
      mp3: z.string(),
      opus: z.string().nullable(),
    })
    .nullable(),
  doubts: z
    .array(
      z.object({
        what: z.enum(['noisy-recording', 'unlike-the-house']),
        value: z
          .number()
          .describe('dB of the speech over the room; the number of the bar that does not hold'),
      }),
    )
    .describe('What to know of the sound before it goes on air'),
  fallback: z
    .object({ wanted: z.string(), why: z.string() })
    .nullable()
    .describe('That another voice spoke than the wanted one, and why'),
  voice: z
    .object({ step: z.enum(['waiting', 'reading', 'speaking', 'mastering']), share: z.number() })
    .nullable()
    .describe('How far the voice is, while it is being made'),
  given: z.array(z.object({ officer: z.string(), at, revision: z.number(), standing: z.boolean() })),
  revisions: z.array(z.object({ n: z.number(), state: z.string(), author: z.string(), madeAt: at })),
  allPlays: z.array(playShape),
});

export function pageOf(
  page: BulletinPage,
  progress: ReturnType<VoiceProgress['of']>,
  warnings: readonly BulletinWarning[],
  formulas: Formulas,
): z.input<typeof pageShape> {
  const { current } = page.bulletin;
  return {
    ...cardOf(page),
    words: current.words,
    reading: readingOf(current),
    settled: settledOf(current),
    warnings: warnings.map(warningOf),
    announcements: announcementsOf(current, formulas),
    clip: clipOf(page),
    doubts: (page.clip?.doubts ?? []).map((one) => ({ ...one })),
    fallback: current.fallback ?? null,
    voice: progress === undefined ? null : { ...progress },
    given: page.given.map((one) => ({
      officer: one.officerName,
      at: iso(one.at),
      revision: one.revision,
      standing: one.voidedAt === undefined,
    })),
    revisions: page.revisions.map(({ n, state, authorName, madeAt }) => ({
      n,
      state,
      author: authorName,
      madeAt: iso(madeAt),
    })),
    allPlays: page.allPlays.map(playOf),
  };
}

function clipOf({ clip }: BulletinPage) {
  if (clip === undefined) return null;
  const { sha256, ms, lufs, truePeakDb, voice, peaks, renditions } = clip;
  const hasOpus = renditions.some((one) => one.codec === 'opus');
  return {
    sha256,
    ms,
    lufs,
    truePeakDb,
    voice,
    peaks: [...peaks],
    mp3: `/clips/${sha256}.mp3`,
    opus: hasOpus ? `/clips/${sha256}.opus` : null,
  };
}

/** Every refusal looks like this. */
export const errorShape = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    messageTh: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
    next: z.string(),
    problems: z
      .array(z.object({ field: z.string(), why: z.string(), message: z.string(), messageTh: z.string() }))
      .optional(),
    reference: z.string(),
  }),
});
