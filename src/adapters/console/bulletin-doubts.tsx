// What is doubtful about a bulletin's sound, in words of the ear and with what to do: above the player, before anybody approves.
import type { JSX } from 'preact';
import type { SoundDoubt } from '../../core/clip.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import { Box, LinkButton, useHere } from './bits.tsx';
import type { Words } from './words.ts';

export function Doubts({ page }: { readonly page: BulletinPage }): JSX.Element | null {
  const { w } = useHere();
  const { state, source } = page.bulletin.current;
  const doubts = page.clip?.doubts ?? [];
  if (doubts.length === 0 || state !== 'voiced') return null;
  const recorded = source.kind === 'recording';
  return (
    <Box tone="waiting">
      <strong>{w.soundDoubts}</strong>
      <ul class="points">
        {[...new Set(doubts.map((doubt) => doubtWord(doubt, w)))].map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
      <p>{recorded ? w.doubtRecordAnew : w.doubtReadAnew}</p>
      {recorded ? (
        <div class="actions">
          <LinkButton href="/items/record" icon="mic">
            {w.recordAgain}
          </LinkButton>
        </div>
      ) : null}
    </Box>
  );
}

/** Of the house's bars by their numbers what somebody would hear. */
function doubtWord({ what, value }: SoundDoubt, w: Words): string {
  if (what === 'noisy-recording') return w.doubtNoisy(value);
  const bars: Readonly<Record<number, string>> = {
    1: w.doubtLoudness,
    2: w.doubtPeak,
    3: w.doubtCrest,
    4: w.doubtRange,
    5: w.doubtColour,
    6: w.doubtFar,
    7: w.doubtFar,
    8: w.doubtLikeness,
    9: w.doubtEnds,
    10: w.doubtPauses,
  };
  return bars[value] ?? w.doubtFar;
}
