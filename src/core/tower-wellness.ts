// What makes a tower unwell: one table from the facts that are known of it to reasons, each with since when. A reason says
// what it means for residents (`effect`) and whose turn it is (`turn`); how loud it is told is in tower-loudness.ts.
import type { Instant, OrgId, TowerId } from './ids.ts';
import { type Connect, isUnstable } from './tower-link.ts';

/** Mobile networks flap: what is shorter is not told as lost contact. */
export const FLAP_MS = 2 * 60_000;
/** Three reports of health with their jitter: a line that is up but says nothing. */
export const NO_HEALTH_MS = 3 * 6 * 60_000;
/** A tower reports its plan with its health: only then it can be called late. */
const PLAN_GRACE_MS = 15 * 60_000;
const TONE_GRACE_MS = 10 * 60_000;
const CLOCK_DRIFTS_MS = 500;
/** From here on a tower plays nothing but emergencies (tower-protocol section 10). */
const CLOCK_OFF_MS = 2_000;
const SKEW_MS = 500;
const FREE_BYTES = 32 * 1024 * 1024;
/** Days after which sound that nobody has heard is a question of its own. */
export const UNHEARD_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

/** Residents: hear nothing; perhaps nothing; everything, but somebody should look. */
export type Effect = 'silent' | 'uncertain' | 'sounds';
/** Who must act: whoever looks after the tower in the village, or the office's administrator. */
export type Turn = 'village' | 'office';

interface Meaning {
  readonly effect: Effect;
  readonly turn: Turn;
}

/** Worst first: of two that are equally loud the upper one is told. */
export const MEANINGS = {
  cloned: { effect: 'silent', turn: 'office' },
  distrust: { effect: 'silent', turn: 'office' },
  'keys-behind': { effect: 'silent', turn: 'office' },
  tamper: { effect: 'uncertain', turn: 'village' },
  sound: { effect: 'silent', turn: 'village' },
  storage: { effect: 'silent', turn: 'village' },
  'no-time': { effect: 'silent', turn: 'village' },
  'clock-off': { effect: 'silent', turn: 'village' },
  'muted-there': { effect: 'silent', turn: 'village' },
  'no-contact': { effect: 'uncertain', turn: 'village' },
  'no-word': { effect: 'uncertain', turn: 'village' },
  'play-failed': { effect: 'uncertain', turn: 'office' },
  'plan-behind': { effect: 'uncertain', turn: 'office' },
  power: { effect: 'uncertain', turn: 'village' },
  'tone-failed': { effect: 'uncertain', turn: 'village' },
  'rules-behind': { effect: 'uncertain', turn: 'office' },
  unheard: { effect: 'uncertain', turn: 'office' },
  'disk-nearly-full': { effect: 'sounds', turn: 'village' },
  unstable: { effect: 'sounds', turn: 'village' },
  'clock-drifts': { effect: 'sounds', turn: 'village' },
  skewed: { effect: 'sounds', turn: 'office' },
  'old-protocol': { effect: 'sounds', turn: 'office' },
} as const satisfies Record<string, Meaning>;
export type UnwellReason = keyof typeof MEANINGS;
export const UNWELL_REASONS = Object.keys(MEANINGS) as readonly UnwellReason[];

/** The last thing a tower said of a play that was over. */
export interface LastResult {
  readonly state: 'finished' | 'stopped' | 'skipped' | 'failed' | 'rejected';
  readonly why: string | undefined;
  readonly at: Instant;
  readonly skewMs: number | undefined;
}

/** What is known of a claimed tower. */
export interface TowerSigns {
  readonly tower: TowerId;
  readonly org: OrgId;
  readonly claimedAt: Instant | undefined;
  /** The broker said so; a will that came after a newer birth is not in here (failure 30). */
  readonly online: boolean;
  readonly offlineAt: Instant | undefined;
  readonly lastContactAt: Instant | undefined;
  /** Its newest connections, oldest first. */
  readonly connects: readonly Connect[];
  /** Two machines answered to its name: neither is let in until it is claimed anew. */
  readonly blockedAt: Instant | undefined;
  readonly clockErrorMs: number | undefined;
  /** The highest version of the protocol it speaks. */
  readonly protocol: number | undefined;
  readonly freeBytes: number | undefined;
  readonly fault: string | undefined;
  readonly faultAt: Instant | undefined;
  readonly planSeq: number;
  readonly heldSeq: number;
  readonly planPublishedAt: Instant | undefined;
  readonly planValidUntil: Instant | undefined;
  readonly configSeq: number;
  readonly heldConfigSeq: number | undefined;
  readonly trustVer: number | undefined;
  readonly lastResult: LastResult | undefined;
  /** The first play of which nothing was ever told, since the tower last told the end of one. */
  readonly noWordSince: Instant | undefined;
  readonly lastHeardAt: Instant | undefined;
  readonly toneSentAt: Instant | undefined;
  readonly toneAnsweredAt: Instant | undefined;
  /** It said that it would not sound the tone, and why: a word of the protocol. */
  readonly toneRefusedAt?: Instant | undefined;
  readonly toneRefused?: string | undefined;
  /** The next play at this tower; `ready` when plan and clip are there. */
  readonly nextPlay: { readonly at: Instant; readonly ready: boolean } | undefined;
}

/** What the towers are measured against. */
export interface Standards {
  readonly now: Instant;
  readonly protocol: number;
  readonly trustVer: number | undefined;
}

export interface Ailment {
  readonly tower: TowerId;
  readonly reason: UnwellReason;
  readonly since: Instant;
  /** More of it, for the sentence: `why` of a failed play, `errMs`, `skewMs`. */
  readonly detail?: string | number;
}

/** Since when, or nothing; `true` where only somebody who looks can say when it began. */
interface Finding {
  readonly since: Instant | undefined;
  readonly detail?: string | number | undefined;
}
type Rule = (signs: TowerSigns, standards: Standards) => Finding | undefined;

const FAULTS: Readonly<Record<string, UnwellReason>> = {
  'amp-fault': 'sound',
  'audio-device': 'sound',
  'disk-full': 'storage',
  'no-time': 'no-time',
  'bad-signature': 'distrust',
  'unknown-key': 'distrust',
  'key-scope': 'distrust',
  'key-expired': 'distrust',
  'wrong-tower': 'distrust',
  replay: 'distrust',
  power: 'power',
  tamper: 'tamper',
  'local-mute': 'muted-there',
};

const fault =
  (reason: UnwellReason): Rule =>
  ({ fault, faultAt }) =>
    fault !== undefined && FAULTS[fault] === reason ? { since: faultAt, detail: fault } : undefined;

/** The last play came to nothing for a reason of this kind. */
const ended =
  (reason: UnwellReason): Rule =>
  ({ lastResult }) => {
    if (lastResult === undefined || lastResult.state === 'finished' || lastResult.why === undefined) return;
    const found = FAULTS[lastResult.why] ?? (lastResult.state === 'failed' ? 'play-failed' : undefined);
    return found === reason ? { since: lastResult.at, detail: lastResult.why } : undefined;
  };

const either =
  (...rules: readonly Rule[]): Rule =>
  (signs, standards) =>
    rules.map((rule) => rule(signs, standards)).find((one) => one !== undefined);

const isReachable = ({ online, lastContactAt }: TowerSigns, now: Instant) =>
  online && lastContactAt !== undefined && now - lastContactAt < NO_HEALTH_MS;

const RULES: Readonly<Record<UnwellReason, Rule>> = {
  cloned: ({ blockedAt }) => (blockedAt === undefined ? undefined : { since: blockedAt }),
  distrust: either(fault('distrust'), ended('distrust')),
  // The tower takes nothing that is sealed with what an older trust document names: ours is the one that is behind.
  'keys-behind': ({ trustVer = 0 }, standards) =>
    standards.trustVer !== undefined && trustVer > standards.trustVer
      ? { since: undefined, detail: `${trustVer}/${standards.trustVer}` }
      : undefined,
  tamper: fault('tamper'),
  sound: either(fault('sound'), ended('sound')),
  storage: either(fault('storage'), ended('storage')),
  'no-time': (signs, standards) =>
    signs.lastContactAt !== undefined && signs.connects.length > 0 && signs.clockErrorMs === undefined
      ? { since: signs.connects.at(-1)?.at }
      : fault('no-time')(signs, standards),
  'clock-off': ({ clockErrorMs = 0 }) =>
    clockErrorMs > CLOCK_OFF_MS ? { since: undefined, detail: clockErrorMs } : undefined,
  'muted-there': ended('muted-there'),
  'no-contact': (signs, { now }) => {
    if (signs.lastContactAt === undefined || isReachable(signs, now)) return undefined;
    const since = signs.online ? signs.lastContactAt : (signs.offlineAt ?? signs.lastContactAt);
    return now - since < FLAP_MS ? undefined : { since };
  },
  'no-word': ({ noWordSince }) => (noWordSince === undefined ? undefined : { since: noWordSince }),
  'play-failed': ended('play-failed'),
  'plan-behind': (signs, { now }) => {
    const { planSeq, heldSeq, planPublishedAt: at } = signs;
    // Out of contact it cannot have the plan, and that is told already.
    if (heldSeq >= planSeq || at === undefined || !isReachable(signs, now)) return undefined;
    return now - at < PLAN_GRACE_MS ? undefined : { since: at };
  },
  power: fault('power'),
  'tone-failed': (signs, { now }) => {
    const { toneSentAt: sent, toneAnsweredAt = 0, lastHeardAt = 0, toneRefusedAt = 0, toneRefused } = signs;
    if (sent === undefined || toneAnsweredAt >= sent || lastHeardAt >= sent) return undefined;
    if (toneRefusedAt >= sent) return { since: toneRefusedAt, detail: toneRefused };
    return now - sent < TONE_GRACE_MS ? undefined : { since: sent };
  },
  'rules-behind': (signs, { now, trustVer = 0 }) => {
    if (!isReachable(signs, now)) return undefined;
    const behind =
      (signs.heldConfigSeq ?? signs.configSeq) < signs.configSeq || (signs.trustVer ?? trustVer) < trustVer;
    return behind ? { since: undefined } : undefined;
  },
  unheard: ({ lastHeardAt, claimedAt }, { now }) => {
    const from = lastHeardAt ?? claimedAt;
    if (from === undefined || now - from < UNHEARD_DAYS * DAY_MS) return undefined;
    return { since: from + UNHEARD_DAYS * DAY_MS };
  },
  'disk-nearly-full': ({ freeBytes }) =>
    freeBytes !== undefined && freeBytes < FREE_BYTES ? { since: undefined, detail: freeBytes } : undefined,
  unstable: ({ connects }, { now }) => (isUnstable(connects, now) ? { since: undefined } : undefined),
  'clock-drifts': ({ clockErrorMs = 0 }) =>
    clockErrorMs > CLOCK_DRIFTS_MS && clockErrorMs <= CLOCK_OFF_MS
      ? { since: undefined, detail: clockErrorMs }
      : undefined,
  skewed: ({ lastResult }) =>
    Math.abs(lastResult?.skewMs ?? 0) > SKEW_MS
      ? { since: lastResult?.at, detail: lastResult?.skewMs }
      : undefined,
  'old-protocol': ({ protocol }, standards) =>
    protocol !== undefined && protocol < standards.protocol ? { since: undefined } : undefined,
};

/**
 * What the tower suffers from now, worst first.
 * @param open since when, of what was found before: a beginning that no fact tells is the moment it was first seen
 */
export function ailmentsOf(
  signs: TowerSigns,
  standards: Standards,
  open: ReadonlyMap<UnwellReason, Instant> = new Map(),
): readonly Ailment[] {
  const found = UNWELL_REASONS.flatMap((reason): Ailment[] => {
    const finding = RULES[reason](signs, standards);
    if (finding === undefined) return [];
    const { detail } = finding;
    const since = finding.since ?? open.get(reason) ?? standards.now;
    return [{ tower: signs.tower, reason, since, ...(detail === undefined ? {} : { detail }) }];
  });
  // Whoever is not let in is out of contact for that reason and no other.
  return found.some(({ reason }) => reason === 'cloned')
    ? found.filter(({ reason }) => reason === 'cloned' || reason === 'unheard')
    : found;
}

/** The next play that would not be heard because of it, as far as it is booked. */
export function missedBy(reason: UnwellReason, signs: TowerSigns): Instant | undefined {
  const next = signs.nextPlay;
  if (next === undefined) return undefined;
  switch (MEANINGS[reason].effect) {
    case 'silent':
      return next.at;
    case 'uncertain': {
      // What lies at the tower with its plan sounds from there, line or no line.
      const holds = next.ready && next.at < (signs.planValidUntil ?? 0);
      return reason === 'no-contact' && !holds ? next.at : undefined;
    }
    case 'sounds':
      return undefined;
  }
}
