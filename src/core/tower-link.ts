// A tower's connections as it greets with them: whether its line holds, and whether two machines answer to one name.
import type { Instant } from './ids.ts';

const HOUR_MS = 3_600_000;
const MOST_CONNECTS_AN_HOUR = 6;
const MOST_KEPT = 24;
/** One return could still be a greeting on its way; two are two machines. */
const RETURNS_OF_A_CLONE = 2;

/** One connection; `boot` is made anew each time a controller starts, `conn` counts its connections since then. */
export interface Connect {
  readonly at: Instant;
  readonly boot: string;
  readonly conn: number;
}

/** The list with one more; a greeting that came twice is one. Only the last hour counts, and of it the newest. */
export function withConnect(connects: readonly Connect[], next: Connect): readonly Connect[] {
  const known = connects.some(({ boot, conn }) => boot === next.boot && conn >= next.conn);
  if (known) return connects;
  return [...connects, next].filter(({ at }) => at > next.at - HOUR_MS).slice(-MOST_KEPT);
}

/** More than six connections within the hour (failure 29). */
export function isUnstable(connects: readonly Connect[], now: Instant): boolean {
  return connects.filter(({ at }) => at > now - HOUR_MS).length > MOST_CONNECTS_AN_HOUR + 1;
}

/** A controller that greets again after another one has: nobody starts twice with the same mark (failure 31). */
export function isCloned(connects: readonly Connect[]): boolean {
  let returns = 0;
  const gone = new Set<string>();
  let current: string | undefined;
  for (const { boot } of connects) {
    if (boot === current) continue;
    if (current !== undefined) gone.add(current);
    if (gone.has(boot)) returns += 1;
    current = boot;
  }
  return returns >= RETURNS_OF_A_CLONE;
}
