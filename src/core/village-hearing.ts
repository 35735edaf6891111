// When residents of a village last really heard something, whichever of its towers it came from.
import type { Instant } from './ids.ts';
import type { Tower, Village } from './tower.ts';
import { UNHEARD_DAYS } from './tower-wellness.ts';

const DAY_MS = 24 * 3_600_000;

export interface VillageHearing {
  readonly village: Village;
  readonly towers: number;
  /** The end of a play or of a test tone; undefined when nothing was ever heard. */
  readonly lastHeardAt: Instant | undefined;
  readonly by: 'play' | 'tone' | undefined;
  /** Nothing for more days than a tower may be believed without a sound. */
  readonly unheard: boolean;
}

/** Villages with a tower or without, longest silence first. */
export function hearingOf(
  villages: readonly Village[],
  towers: readonly Tower[],
  now: Instant,
): readonly VillageHearing[] {
  return villages
    .map((village) => {
      const own = towers.filter((tower) => tower.village.code === village.code && tower.claimed);
      const last = [...own].sort((a, b) => (b.lastHeardAt ?? 0) - (a.lastHeardAt ?? 0))[0];
      const lastHeardAt = last?.lastHeardAt;
      return {
        village,
        towers: own.length,
        lastHeardAt,
        by: lastHeardAt === undefined ? undefined : (last?.heardBy ?? ('play' as const)),
        unheard: own.length > 0 && now - (lastHeardAt ?? 0) > UNHEARD_DAYS * DAY_MS,
      };
    })
    .sort((a, b) => (a.lastHeardAt ?? 0) - (b.lastHeardAt ?? 0) || a.village.moo - b.village.moo);
}
