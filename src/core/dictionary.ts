// The organisation's own words: how its places, people and short forms are said, with who said so and when. Entries come
// from founding, from the dictionary's page and from what officers settled in a bulletin; out goes what the reader is given.
import { type Reading, readThai } from '../thai/reading.ts';
import { repair } from '../thai/repair.ts';
import type { Settlement } from './bulletin.ts';
import { RelayError } from './errors.ts';
import type { BulletinId, Instant, OfficerId } from './ids.ts';

export const ENTRY_KINDS = ['place', 'person', 'abbreviation', 'other'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/**
 * `always` goes before every rule of the reader, wherever the written form stands. `unread` only answers where the
 * reader itself does not know: what was settled in one bulletin never changes what is read surely in another.
 */
export const ENTRY_USES = ['always', 'unread'] as const;
export type EntryUse = (typeof ENTRY_USES)[number];

/** What a person says of a written form. `spoken` is Thai as it is said; '' leaves the form out (only with use `unread`). */
export interface EntryWords {
  readonly written: string;
  readonly spoken: string;
  readonly kind: EntryKind;
  readonly use: EntryUse;
  readonly note: string;
  /** Offered to the organisations above in the tree. */
  readonly shared: boolean;
}

export interface DictionaryEntry extends EntryWords {
  /** Undefined: the system itself, when the organisation was founded. */
  readonly by: OfficerId | undefined;
  readonly byName: string;
  readonly at: Instant;
  /** The bulletin in which it was settled, if it was. */
  readonly bulletin: BulletinId | undefined;
}

/** What the reader is given of the dictionary. */
export interface Known {
  readonly always: ReadonlyMap<string, string>;
  readonly unread: ReadonlyMap<string, string>;
}

export const LONGEST_WRITTEN = 100;
export const LONGEST_SPOKEN = 200;
export const LONGEST_NOTE = 200;

const THAI_LETTERS = /^[\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e ]+$/;

/** A written form as it is compared: mended as the reader mends its text, which is NFC as the form is. */
export function keyOf(written: string): string {
  return repair(written).text.trim();
}

export function knownOf(entries: readonly Pick<EntryWords, 'written' | 'spoken' | 'use'>[]): Known {
  const always = new Map<string, string>();
  const unread = new Map<string, string>();
  for (const { written, spoken, use } of entries) {
    const key = keyOf(written);
    if (use === 'unread') unread.set(key, spoken);
    // Plain Thai said as it is written would only cut words apart: a village called นา in every นาที.
    else if (spoken !== written || !THAI_LETTERS.test(written)) always.set(key, spoken);
  }
  return { always, unread };
}

/** The words read with the organisation's dictionary and what was settled in the bulletin itself, which goes before it. */
export function readWords(words: string, known: Known, settled: readonly Settlement[]): Reading {
  const answers = new Map<string, string | undefined>(known.unread);
  for (const { written, how, spoken } of settled) {
    answers.set(keyOf(written), how === 'as-proposed' ? undefined : spoken);
  }
  return readThai(words, known.always, answers);
}

/** An edit keeps the answers whose token may still be there; whoever gave the others has no share in the new words. */
export function stillMet(settled: readonly Settlement[], words: string): readonly Settlement[] {
  const text = keyOf(words);
  return settled.filter((one) => text.includes(keyOf(one.written)));
}

/**
 * An entry as it is kept: NFC, trimmed, its spoken form sure to be read.
 * @throws RelayError `invalid-input` (facts.field written, spoken, note, kind, use; facts.why), `too-large`
 */
export function cleanEntry(entry: EntryWords): EntryWords {
  const written = cleanWritten(entry.written);
  const note = oneLine(entry.note);
  mustFit('note', note, LONGEST_NOTE);
  if (!ENTRY_KINDS.includes(entry.kind)) refuse('kind', 'form');
  if (!ENTRY_USES.includes(entry.use)) refuse('use', 'form');
  const spoken = entry.spoken === '' ? '' : cleanSpoken(entry.spoken);
  if (spoken === '' && entry.use === 'always') refuse('spoken', 'empty');
  return {
    written,
    spoken,
    kind: entry.kind,
    use: isShort(written) ? 'unread' : entry.use,
    note,
    shared: entry.shared,
  };
}

/** How something is said, as a person typed it: one line of Thai that the reader itself reads without a doubt. */
export function cleanSpoken(spoken: string): string {
  const clean = oneLine(spoken);
  if (clean === '') refuse('spoken', 'empty');
  mustFit('spoken', clean, LONGEST_SPOKEN);
  const reading = readThai(clean);
  if (reading.unread.length > 0 || reading.spoken === '') refuse('spoken', 'unread');
  return clean;
}

export function cleanWritten(written: string): string {
  const clean = oneLine(written);
  if (clean === '' || keyOf(clean) === '') refuse('written', 'empty');
  mustFit('written', clean, LONGEST_WRITTEN);
  return clean;
}

/** One mark, letter or two figures: in every text by chance, so it never goes before the rules. */
function isShort(written: string): boolean {
  const letters = written.match(/\p{L}/gu)?.length ?? 0;
  const figures = written.match(/\p{N}/gu)?.length ?? 0;
  return letters < 2 && figures < 3;
}

/** NFC, without control characters, halves of characters and spaces that nobody sees. */
export function oneLine(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

function mustFit(field: string, text: string, longest: number): void {
  if (text.length > longest) {
    throw new RelayError(
      'too-large',
      `${field} has ${text.length} characters, at most ${longest} are allowed`,
      {
        facts: { field, length: text.length, longest },
      },
    );
  }
}

function refuse(field: string, why: 'empty' | 'unread' | 'form'): never {
  throw new RelayError('invalid-input', `${field} of a dictionary entry: ${why}`, { facts: { field, why } });
}
