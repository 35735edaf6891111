// The reasons a tower can be unwell for: what each means for residents (`effect`) and whose turn it is (`turn`).

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
