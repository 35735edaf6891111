// What will be said, in revisions. States only move forward; every edit of the words is a new revision.
import type { Reading } from '../thai/reading.ts';
import { RelayError } from './errors.ts';
import type { BulletinId, ClipSha, Instant, ItemId, OfficerId, OrgId } from './ids.ts';
import type { Original } from './item.ts';

export const CLASSES = ['routine', 'important', 'emergency'] as const;
export type BulletinClass = (typeof CLASSES)[number];

/**
 * drafted → voiced | unvoiced → approved | returned | rejected → withdrawn; a newer revision makes the older superseded.
 * `unvoiced` is a stop with a reason a person reads; a new try or new words leave it.
 */
export type RevisionState =
  | 'drafted'
  | 'unvoiced'
  | 'voiced'
  | 'approved'
  | 'returned'
  | 'rejected'
  | 'withdrawn'
  | 'superseded';

/** Where the sound comes from: the words read aloud, or a person's recording mastered like the rest. */
export type RevisionSource =
  | { readonly kind: 'words' }
  | { readonly kind: 'recording'; readonly original: Original };

/** How a person settled a token that could not be read surely. `spoken` is kept of what was said in its place. */
export interface Settlement {
  readonly written: string;
  readonly how: 'as-proposed' | 'said' | 'left-out';
  /** As typed; of `as-proposed` what the proposal was, '' where it is left out. */
  readonly spoken: string;
  readonly by: OfficerId;
  readonly byName: string;
  readonly at: Instant;
}

/** That another voice spoke than the one of the settings: which was wanted, and why it did not speak. */
export interface Fallback {
  readonly wanted: string;
  readonly why: string;
}

export interface Revision {
  readonly bulletin: BulletinId;
  readonly n: number;
  readonly words: string;
  readonly source: RevisionSource;
  readonly author: OfficerId | undefined;
  readonly authorName: string;
  readonly state: RevisionState;
  /** Why it is unvoiced, returned, rejected or withdrawn. */
  readonly reason: string | undefined;
  readonly reading: Reading | undefined;
  /** What people answered for this bulletin's unread tokens, carried from revision to revision. */
  readonly settled: readonly Settlement[];
  readonly clip: ClipSha | undefined;
  /** Of the clip's voice, where it is not the wanted one. The clip itself may serve another revision that wanted it. */
  readonly fallback?: Fallback | undefined;
  readonly attempts: number;
  readonly notBefore: Instant;
  readonly madeAt: Instant;
}

export interface Bulletin {
  readonly id: BulletinId;
  readonly org: OrgId;
  readonly item: ItemId | undefined;
  readonly title: string;
  readonly class: BulletinClass;
  /** The revision that counts now; older ones are superseded. */
  readonly current: Revision;
  /** Moves with every change: the compare-and-swap of every writer, the page's own stamp. */
  readonly version: number;
  readonly madeAt: Instant;
  readonly changedAt: Instant;
}

const DECIDABLE: readonly RevisionState[] = ['voiced'];
const EDITABLE: readonly RevisionState[] = [
  'drafted',
  'unvoiced',
  'voiced',
  'approved',
  'returned',
  'rejected',
  'withdrawn',
];

/** The revision must be waiting for a decision, and be the one the officer saw. */
export function mustBeDecidable(bulletin: Bulletin, seen: { revision: number; clip: ClipSha }): void {
  const now = bulletin.current;
  if (now.n !== seen.revision || (now.clip !== undefined && now.clip !== seen.clip)) {
    throw new RelayError('stale', 'the bulletin has a newer revision than the one on the page', {
      facts: { seen: seen.revision, current: now.n },
    });
  }
  if (!DECIDABLE.includes(now.state)) {
    throw new RelayError('conflict', `revision ${now.n} is ${now.state}, not waiting for a decision`, {
      facts: { state: now.state },
    });
  }
}

/**
 * Nothing goes on air that could not be read: every unread token has a person's answer first.
 * @throws unread-words (facts.count, first)
 */
export function mustBeReadSurely(revision: Pick<Revision, 'reading'>): void {
  const unread = revision.reading?.unread ?? [];
  if (unread.length === 0) return;
  throw new RelayError('unread-words', `${unread.length} token(s) have no sure reading`, {
    facts: { count: unread.length, first: (unread[0]?.written ?? '').trim().slice(0, 40) },
  });
}

/** Who has a share in what is heard: who wrote the words, and who said how something is read or left it out. */
export function isAuthor(revision: Pick<Revision, 'author' | 'settled'>, officer: OfficerId): boolean {
  return (
    revision.author === officer ||
    revision.settled.some((one) => one.by === officer && one.how !== 'as-proposed')
  );
}

/** Any state but `superseded` can be edited into revision n+1; emergency on air is withdrawn by the same step. */
export function mustBeEditable(bulletin: Bulletin, seenVersion: number): void {
  if (bulletin.version !== seenVersion) {
    throw new RelayError('stale', 'somebody changed this bulletin meanwhile', {
      facts: { current: bulletin.version },
    });
  }
  if (!EDITABLE.includes(bulletin.current.state)) {
    throw new RelayError('conflict', `a ${bulletin.current.state} revision cannot be edited`);
  }
}

/** Words cleaned for the record: NFC, no NUL, trimmed. Refuses the empty and the overlong. */
export function cleanWords(words: string, longest: number): string {
  // NUL is refused by PostgreSQL and means nothing in speech; a forward from a phone may carry it.
  const clean = words.normalize('NFC').replaceAll('\u0000', '').trim();
  if (clean === '')
    throw new RelayError('invalid-input', 'the text is empty', { facts: { field: 'words', why: 'empty' } });
  if (clean.length > longest) {
    throw new RelayError(
      'too-large',
      `the text has ${clean.length} characters, at most ${longest} are allowed`,
      {
        facts: { field: 'words', length: clean.length, longest },
      },
    );
  }
  return clean;
}
