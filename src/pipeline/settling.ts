// Settling: what an officer says of the tokens that could not be read, as answers kept with the bulletin and entries for
// the dictionary. Used by the newsroom, which makes them revision n+1.
import type { Bulletin, RevisionState, Settlement } from '../core/bulletin.ts';
import {
  cleanSpoken,
  type DictionaryEntry,
  type EntryKind,
  keyOf,
  LONGEST_WRITTEN,
  oneLine,
} from '../core/dictionary.ts';
import { RelayError } from '../core/errors.ts';
import type { Instant } from '../core/ids.ts';
import type { Officer } from '../core/officer.ts';
import type { UnreadToken } from '../thai/reading.ts';
import type { ReadingAnswer } from './desks.ts';

export interface Settling {
  /** All answers of the bulletin, older ones included. */
  readonly settled: readonly Settlement[];
  readonly remembered: readonly DictionaryEntry[];
  /** Unread tokens without an answer. */
  readonly left: number;
}

const WAITING: readonly RevisionState[] = ['voiced', 'unvoiced', 'returned'];

/** @throws stale, conflict (facts.state), invalid-input (facts.field answers, written or spoken) */
export function settlingOf(
  bulletin: Bulletin,
  seenVersion: number,
  answers: readonly ReadingAnswer[],
  who: { readonly officer: Officer; readonly now: Instant },
): Settling {
  mustBeSettleable(bulletin, seenVersion);
  const unread = new Map<string, UnreadToken>();
  for (const token of bulletin.current.reading?.unread ?? []) {
    const key = keyOf(token.written);
    if (!unread.has(key)) unread.set(key, token);
  }
  if (answers.length === 0) refuse('answers', 'empty');
  const settled = new Map<string, Settlement>();
  const remembered: DictionaryEntry[] = [];
  for (const answer of answers) {
    const key = keyOf(answer.written);
    const token = unread.get(key);
    if (token === undefined) refuse('written', 'not-unread');
    if (settled.has(key)) refuse('written', 'twice');
    const settlement = settlementOf(answer, token, who);
    settled.set(key, settlement);
    // What is longer is no name or short form, but a link or a torn text.
    if (answer.remember && settlement.written.length <= LONGEST_WRITTEN)
      remembered.push(entryOf(settlement, answer.kind, bulletin));
  }
  const before = bulletin.current.settled.filter((one) => !settled.has(keyOf(one.written)));
  const left = (bulletin.current.reading?.unread ?? []).filter(
    (token) => !settled.has(keyOf(token.written)),
  ).length;
  return { settled: [...before, ...settled.values()], remembered, left };
}

function mustBeSettleable({ version, current }: Bulletin, seenVersion: number): void {
  if (version !== seenVersion) {
    throw new RelayError('stale', 'somebody changed this bulletin meanwhile', {
      facts: { current: version },
    });
  }
  if (!WAITING.includes(current.state)) {
    throw new RelayError('conflict', `a ${current.state} revision has nothing to settle`, {
      facts: { state: current.state },
    });
  }
}

function settlementOf(
  { how, spoken }: ReadingAnswer,
  token: UnreadToken,
  { officer, now }: { readonly officer: Officer; readonly now: Instant },
): Settlement {
  return {
    written: oneLine(token.written),
    how,
    spoken: how === 'said' ? cleanSpoken(spoken ?? '') : how === 'as-proposed' ? token.proposed.trim() : '',
    by: officer.id,
    byName: officer.name,
    at: now,
  };
}

function entryOf(
  { written, spoken, by, byName, at }: Settlement,
  kind: EntryKind | undefined,
  bulletin: Bulletin,
): DictionaryEntry {
  const looks: EntryKind = /[.A-Za-z]/.test(written) ? 'abbreviation' : 'other';
  return {
    written,
    spoken,
    kind: kind ?? looks,
    use: 'unread',
    note: '',
    shared: false,
    by,
    byName,
    at,
    bulletin: bulletin.id,
  };
}

function refuse(field: string, why: 'empty' | 'not-unread' | 'twice'): never {
  throw new RelayError('invalid-input', `${field} of the answers: ${why}`, { facts: { field, why } });
}
