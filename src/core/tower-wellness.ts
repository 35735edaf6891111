// What makes a tower unwell: one table from the facts that are known of it to reasons, each with since when. What a reason
// means is in tower-meanings.ts, how loud it is told in tower-loudness.ts.
import type { Instant, TowerId } from './ids.ts';
import { isUnstable } from './tower-link.ts';
import { MEANINGS, UNWELL_REASONS, type UnwellReason } from './tower-meanings.ts';
import type { TowerSigns } from './tower-signs.ts';

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
