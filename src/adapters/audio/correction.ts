// What to change before a file is encoded again: how it measured after decoding → gain, ceiling and dips. A speech codec
// throws a few single peaks, decibels over the limiter; only around them the sound is turned down, for a tenth of a second.
import type { Dip } from './chains.ts';
import { nextGain, TARGET_LUFS, type Try } from './level.ts';
import type { Spot } from './listen.ts';

export const PEAK_MAX_DBTP = -1;
/** ffmpeg prints tenths, and no two meters read a peak alike: −1.05 may be −0.95. */
const PRINTED_STEP_DB = 0.1;
/** To where a peak that is over the bar is brought. */
const AIM_DBTP = PEAK_MAX_DBTP - 2 * PRINTED_STEP_DB;
const LUFS_TOLERANCE = 1;
/** A programme of a word or two has too few blocks for the gates; it is held to a wider bar. */
const SHORT_TOLERANCE = 3;
/** Just low enough not to be over it. */
const UNDER_THE_BAR = PEAK_MAX_DBTP - PRINTED_STEP_DB;
/** More places than this are no single peaks: then the limiter comes down on all of them. */
const MOST_NEW_DIPS = 40;
/** One dip covers what is nearer than this. */
const DIP_REACH_MS = 40;
/** Encoding again moves the peaks; what is just under the bar, or turned down just to it, would come over it. */
const NEAR_DB = 0.4;
const DIP_MARGIN_DB = 1.5;

export interface Correction {
  /** For the whole programme, chimes and speech alike. */
  readonly gainDb: number;
  readonly ceilingDb: number;
  /** In the programme's own time. */
  readonly dips: readonly Dip[];
}

/** A decoded file, measured. */
export interface Measured {
  readonly lufs: number;
  readonly truePeakDb: number;
  readonly isShort: boolean;
  /** The 10 ms that peak near full scale, in the programme's own time. */
  readonly spots: readonly Spot[];
}

/** Compared between two tenths, where rounding cannot tip it. */
export function isOver(truePeakDb: number): boolean {
  return truePeakDb + PRINTED_STEP_DB - PEAK_MAX_DBTP >= PRINTED_STEP_DB / 2;
}

export function keepsToBars(measured: Measured): boolean {
  return isRightlyLoud(measured) && !isOver(measured.truePeakDb);
}

/** What to encode with the next time, for a file that does not keep to the bars. */
export function correct(correction: Correction, measured: Measured, before: Try | undefined): Correction {
  const { lufs, truePeakDb } = measured;
  const offDb = TARGET_LUFS - lufs;
  if (!isOver(truePeakDb))
    return { ...correction, gainDb: nextGain({ gainDb: correction.gainDb, lufs }, before) };
  const { dips, leftDb } = dipped(correction.dips, measured);
  // Peaks come down with the whole programme as far as its loudness allows, and by the limiter for the rest.
  const share = Math.min(Math.max(0, toleranceOf(measured) - offDb), leftDb);
  return {
    gainDb: correction.gainDb - share,
    ceilingDb: leftDb > 0 ? correction.ceilingDb - leftDb - PRINTED_STEP_DB : correction.ceilingDb,
    dips,
  };
}

/**
 * How far a finished file may simply be turned down, so that as many of its stray peaks as can be come under the bar while
 * its loudness stays right. The higher ones are left to be mended.
 * @returns dB, 0 where that helps nothing
 */
export function turnDownFor(measured: Measured): number {
  const roomDb = toleranceOf(measured) - (TARGET_LUFS - measured.lufs);
  const excesses = measured.spots.map(({ db }) => db - UNDER_THE_BAR).filter((db) => db > 0 && db <= roomDb);
  return excesses.reduce((most, db) => Math.max(most, db), 0);
}

/** What the file measures when it is turned down: decibels are decibels. */
export function measuredWhenTurnedDown(measured: Measured, db: number): Measured {
  return {
    ...measured,
    lufs: measured.lufs - db,
    truePeakDb: measured.truePeakDb - db,
    spots: measured.spots.map((spot) => ({ ...spot, db: spot.db - db })),
  };
}

/**
 * The few single peaks that alone keep a file of the right loudness over the bar, and by how much each is over it.
 * @returns undefined when they are none or many, or the loudness is not right
 */
export function straysOf(measured: Measured): readonly Dip[] | undefined {
  if (!isRightlyLoud(measured) || !isOver(measured.truePeakDb)) return undefined;
  const strays: Dip[] = [];
  for (const { atMs, db } of highestFirst(measured)) {
    // What was turned down to just there is not over it by a rounding.
    if (db <= UNDER_THE_BAR + 0.001) break;
    if (!strays.some((dip) => Math.abs(dip.atMs - atMs) < DIP_REACH_MS))
      strays.push({ atMs, db: db - AIM_DBTP });
    if (strays.length > MOST_NEW_DIPS) return undefined;
  }
  return strays.length > 0 ? strays : undefined;
}

function isRightlyLoud(measured: Measured): boolean {
  return Math.abs(TARGET_LUFS - measured.lufs) <= toleranceOf(measured);
}

function toleranceOf({ isShort }: Measured): number {
  return (isShort ? SHORT_TOLERANCE : LUFS_TOLERANCE) - 1.5 * PRINTED_STEP_DB;
}

function highestFirst({ spots }: Measured): readonly Spot[] {
  return spots.toSorted((a, b) => b.db - a.db || a.atMs - b.atMs);
}

/** @returns dips for the highest peaks, and by how much the others are still over */
function dipped(
  old: readonly Dip[],
  measured: Measured,
): { readonly dips: readonly Dip[]; readonly leftDb: number } {
  const fresh: Dip[] = [];
  let leftDb = 0;
  for (const { atMs, db } of highestFirst(measured)) {
    if (db <= AIM_DBTP - NEAR_DB) break;
    if (fresh.some((dip) => Math.abs(dip.atMs - atMs) < DIP_REACH_MS)) continue;
    if (fresh.length === MOST_NEW_DIPS) {
      leftDb = Math.max(0, db - AIM_DBTP);
      break;
    }
    fresh.push({ atMs, db: db - AIM_DBTP + DIP_MARGIN_DB });
  }
  // A peak that its dip did not catch gets a second one on top: dips add up.
  return { dips: [...old, ...fresh.map(({ atMs, db }) => ({ atMs, db: db - leftDb }))], leftDb };
}
