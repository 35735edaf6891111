// The one band that says what the last act did: a word in the address after a post becomes a sentence. Only our own words
// are shown, so that a forged address can say nothing.
import type { ComponentChildren } from 'preact';
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
  muted: 'doneMuted',
  unmuted: 'doneUnmuted',
  stopped: 'doneStopped',
  roles: 'doneRoles',
  removed: 'doneRemoved',
  password: 'donePassword',
  theme: 'doneTheme',
} as const satisfies Record<string, keyof Words>;

export type Done = keyof typeof DONE;

export function doneOf({ query, w, when }: Guest): ComponentChildren {
  const done = query['done'];
  if (done === 'approved') {
    const at = Number(query['at']);
    const count = Number(query['towers']);
    const bulletin = /^[0-9a-z]{1,40}$/.test(query['b'] ?? '') ? query['b'] : undefined;
    if (!(at > 0 && at < 9e12) || !(count > 0 && count < 100_000)) return null;
    return (
      <p>
        {w.doneApproved(query['now'] === '1' ? w.airNow : when.at(at), count)}
        {bulletin === undefined ? null : (
          <>
            {' '}
            <a href={`/b/${bulletin}`}>{w.seeBulletin}</a> ·{' '}
            <a href={`/b/${bulletin}/withdraw`}>{w.withdrawIt}</a>
          </>
        )}
      </p>
    );
  }
  if (done === 'consented') return w.doneConsented(Math.max(1, Math.min(9, Number(query['missing']) || 1)));
  const key = Object.entries(DONE).find(([name]) => name === done)?.[1];
  return key === undefined ? null : w[key];
}
