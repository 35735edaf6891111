// On the bulletin's page: that its words are an official letter, how long the whole takes, and the way to a short draft.
import type { JSX } from 'preact';
import type { BulletinPage } from '../../pipeline/records.ts';
import { type Proposal, proposeAnnouncements } from '../../thai/letter/propose.ts';
import { estimateSpeechMs, toPhrases } from '../../thai/phrases.ts';
import type { Reading } from '../../thai/reading.ts';
import { Box, LinkButton } from './bits.tsx';
import type { Visit } from './visit.ts';

/** The drafts for what waits; none where the words are no letter, or are settled for good. */
export function proposalsOf({ bulletin: { current } }: BulletinPage): readonly Proposal[] {
  const waits = ['drafted', 'unvoiced', 'voiced', 'returned'].includes(current.state);
  return waits && current.source.kind === 'words' ? proposeAnnouncements(current.words) : [];
}

/** How long the whole takes: measured where there is a sound, else estimated; undefined before it is read. */
export function wholeMs(clipMs: number | undefined, reading: Reading | undefined): number | undefined {
  return clipMs ?? (reading === undefined ? undefined : estimateSpeechMs(toPhrases(reading)));
}

export function LetterCard({
  visit,
  page,
}: {
  readonly visit: Visit;
  readonly page: BulletinPage;
}): JSX.Element | null {
  const { w, when } = visit;
  const proposals = visit.may('edit-words') ? proposalsOf(page) : [];
  if (proposals.length === 0) return null;
  const whole = wholeMs(page.clip?.ms, page.bulletin.current.reading);
  const shortest = Math.min(...proposals.map((one) => one.speechMs));
  return (
    <Box tone="info">
      <strong>{w.isLetter(proposals.length)}</strong>
      <p>
        {whole === undefined ? '' : `${w.letterWhole(when.length(whole))} · `}
        {w.letterDraft(when.length(shortest))}
      </p>
      <div class="actions">
        <LinkButton href={`/b/${page.bulletin.id}/letter`} icon="file-text">
          {w.seeDraft}
        </LinkButton>
      </div>
    </Box>
  );
}
