// What the fleet's head and its crews say to each other: orders go to a process with many towers, news come back.
import type { ClaimResponse } from '../wire/claim.ts';

/** Towers lie along one of two roads: those of the country can be cut off while the town goes on. */
export type Place = 'town' | 'country';

export interface TowerToRun {
  readonly credentials: ClaimResponse;
  readonly place: Place;
}

export type Order =
  | {
      readonly do: 'run';
      readonly towers: readonly TowerToRun[];
      /** Their first connection is spread over this. */
      readonly overMs: number;
      /** Through roads that can be cut; otherwise straight to the broker. */
      readonly roads: boolean;
    }
  | { readonly do: 'close' | 'open'; readonly place: Place | 'all' }
  | { readonly do: 'wear'; readonly bytes: number | undefined }
  | { readonly do: 'skip'; readonly ms: number }
  | { readonly do: 'measure' | 'end' };

/** Something that happened at a tower; `at` by the machine's clock. */
export interface Happening {
  readonly tower: string;
  readonly at: number;
  readonly event: string;
  readonly id?: string;
  readonly ann?: string;
  readonly why?: string;
  readonly items?: number;
  readonly skewMs?: number;
}

export interface Measure {
  readonly towers: number;
  /** RSS of the process and what it was before the first tower, bytes. */
  readonly rss: number;
  readonly rssBefore: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly cuts: number;
}

export type News =
  | { readonly is: 'ready' }
  | { readonly is: 'happenings'; readonly list: readonly Happening[] }
  | { readonly is: 'measure'; readonly measure: Measure }
  | { readonly is: 'failed'; readonly text: string }
  | { readonly is: 'ended' };
