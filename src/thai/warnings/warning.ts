// What the person who approves should look at before it goes on air, each with its place and the facts to show.
import type { Span } from '../reading.ts';

/** A day of the Christian era by the calendar of Bangkok; month and day count from 1. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export type WarningKind =
  | 'weekday'
  | 'past'
  | 'impossible-date'
  | 'impossible-time'
  | 'ends-before-start'
  | 'identity-number'
  | 'private-phone'
  | 'account-number'
  | 'said-once'
  | 'long-number'
  | 'link';

/** The facts of a warning: what is needed to say it in a sentence; a kind has only those that concern it. */
export interface Facts {
  /** The day that is meant, or the day a range begins. */
  readonly date?: Day;
  readonly writtenWeekday?: string;
  readonly rightWeekday?: string;
  readonly daysAgo?: number;
  /** An identity number whose last figure is right. */
  readonly checksum?: boolean;
  /** Figures alone. */
  readonly digits?: string;
  /** The words with the number said twice. */
  readonly proposed?: string;
}

export interface Warning {
  readonly kind: WarningKind;
  readonly span: Span;
  readonly written: string;
  readonly facts: Facts;
}
