// The one band that says what the last act did: a word in the address after a post becomes a sentence. Only our own words
// are shown, so that a forged address can say nothing.
import type { ComponentChildren } from 'preact';
import type { BulletinPage } from '../../pipeline/records.ts';
import type { Guest } from './visit.ts';
import type { Words } from './words.ts';

const DONE = {
  returned: 'doneReturned',
  rejected: 'doneRejected',
  withdrawn: 'doneWithdrawn',
  revised: 'doneRevised',
  submitted: 'doneSubmitted',
  known: 'doneKnown',
  retried: 'doneRetried',
  booked: 'doneBooked',
  slot: 'doneSlot',
  'slot-removed': 'doneSlotRemoved',
  exception: 'doneException',
  quiet: 'doneQuiet',
  formulas: 'doneFormulas',
  rough: 'doneRough',
  calm: 'doneCalm',
  recorded: 'doneRecorded',
  muted: 'doneMuted',
  unmuted: 'doneUnmuted',
  stopped: 'doneStopped',
  roles: 'doneRoles',
  removed: 'doneRemoved',
  password: 'donePassword',
  theme: 'doneTheme',
  imported: 'doneImported',
  caretaker: 'doneCaretaker',
  tested: 'doneTested',
  tone: 'doneTone',
  volume: 'doneVolume',
  'own-volume': 'doneOwnVolume',
  'office-volume': 'doneOfficeVolume',
} as const satisfies Record<string, keyof Words>;

export function doneOf(guest: Guest): ComponentChildren {
  const { query, w } = guest;
  const done = query['done'];
  if (done === 'approved') return approvedBand(guest);
  if (done === 'consented') return w.doneConsented(Math.max(1, Math.min(9, Number(query['missing']) || 1)));
  const key = Object.entries(DONE).find(([name]) => name === done)?.[1];
  return key === undefined ? null : w[key];
}

/** What was approved for when and where, with the way to undo it. */
function approvedBand({ query, w, when }: Guest): ComponentChildren {
  const at = Number(query['at']);
  const count = Number(query['towers']);
  if (!(at > 0 && at < 9e12) || !(count > 0 && count < 100_000)) return null;
  const bulletin = query['b'] ?? '';
  return (
    <p>
      {w.doneApproved(query['now'] === '1' ? w.airNow : when.at(at), count)}
      {/^[0-9a-z]{1,40}$/.test(bulletin) ? (
        <>
          {' '}
          <a href={`/b/${bulletin}`}>{w.seeBulletin}</a> ·{' '}
          <a href={`/b/${bulletin}/withdraw`}>{w.withdrawIt}</a>
        </>
      ) : null}
    </p>
  );
}

/** What the last settling did to the sound; undefined where it is no news any more. */
export function settledBand({ w, query }: Guest, page: BulletinPage): string | undefined {
  const { current } = page.bulletin;
  if (query['done'] !== 'settled') return undefined;
  if (current.state === 'drafted') return w.settledMaking;
  if (current.state !== 'voiced') return undefined;
  const before = page.revisions.find((one) => one.n === current.n - 1);
  return before?.clip !== undefined && before.clip === current.clip ? w.settledSame : w.settledNew;
}
