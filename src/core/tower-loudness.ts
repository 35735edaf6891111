// How loud an ailment is told: louder with its age, and before the next play that it would swallow. The steps are
// `noted` (the tower's page), `listed` (list of towers and navigation), `raised` (on top of the first page) and
// `reported` (told to whoever answers for the office, in the record).
import type { Instant } from './ids.ts';
import { MEANINGS, type UnwellReason } from './tower-meanings.ts';
import type { Ailment } from './tower-wellness.ts';

export const LOUDNESS = ['noted', 'listed', 'raised', 'reported'] as const;
export type Loudness = (typeof LOUDNESS)[number];

export const LISTED_AFTER_MS = 15 * 60_000;
export const RAISED_AFTER_MS = 4 * 3_600_000;
export const REPORTED_AFTER_MS = 24 * 3_600_000;
/** Time enough for somebody to ride there before the play. */
export const BEFORE_PLAY_MS = 2 * 3_600_000;

/** Somebody speaks in the tower's name, has had hands on it, or the office's keys are not those that it trusts. */
const AT_ONCE: readonly UnwellReason[] = ['cloned', 'distrust', 'keys-behind', 'tamper'];
/** Residents hear everything, or nobody knows better yet: enough for the list. */
const NEVER_RAISED: readonly UnwellReason[] = ['unheard', 'rules-behind'];

/** An ailment as it is kept while it lasts; `missesAt` is the next play it would swallow. */
export interface OpenAilment extends Ailment {
  readonly missesAt: Instant | undefined;
}

export function loudnessOf(ailment: OpenAilment, now: Instant): Loudness {
  return lower(byAge(ailment, now), mostOf(ailment.reason));
}

function byAge({ reason, since, missesAt }: OpenAilment, now: Instant): Loudness {
  const age = now - since;
  if (age >= REPORTED_AFTER_MS) return 'reported';
  const isUrgent = missesAt !== undefined && missesAt - now <= BEFORE_PLAY_MS;
  if (age >= RAISED_AFTER_MS || isUrgent || AT_ONCE.includes(reason)) return 'raised';
  return age >= LISTED_AFTER_MS ? 'listed' : 'noted';
}

function mostOf(reason: UnwellReason): Loudness {
  return MEANINGS[reason].effect === 'sounds' || NEVER_RAISED.includes(reason) ? 'listed' : 'reported';
}

export function isLouder(one: Loudness, other: Loudness): boolean {
  return LOUDNESS.indexOf(one) > LOUDNESS.indexOf(other);
}

export function atLeast(one: Loudness | undefined, step: Loudness): boolean {
  return one !== undefined && !isLouder(step, one);
}

function lower(one: Loudness, other: Loudness): Loudness {
  return isLouder(one, other) ? other : one;
}

/** What is told of a tower: its ailments, loudest first, and how loud it is told as a whole. */
export interface Wellness {
  readonly ailments: readonly (OpenAilment & { readonly loudness: Loudness })[];
  readonly loudness: Loudness | undefined;
}

/** @param muted somebody has switched it off: then silence is no surprise, and nobody is called */
export function wellnessOf(open: readonly OpenAilment[], now: Instant, muted: boolean): Wellness {
  const rank = (reason: UnwellReason) => Object.keys(MEANINGS).indexOf(reason);
  const ailments = open
    .map((one) => ({ ...one, loudness: muted ? ('noted' as const) : loudnessOf(one, now) }))
    .sort(
      (a, b) =>
        LOUDNESS.indexOf(b.loudness) - LOUDNESS.indexOf(a.loudness) || rank(a.reason) - rank(b.reason),
    );
  return { ailments, loudness: ailments[0]?.loudness };
}
