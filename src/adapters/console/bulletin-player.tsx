// The player: the browser's own controls with the waveform above. Our script tells the relay what was played; an officer
// without it, or who cannot hear, vouches by a tick that is recorded as what it is.
import type { JSX } from 'preact';
import type { Fallback } from '../../core/bulletin.ts';
import type { Clip } from '../../core/clip.ts';
import type { BulletinId } from '../../core/ids.ts';
import { Icon, Tick, useHere } from './bits.tsx';

export function Player({
  clip,
  bulletin,
  heading,
  fallback,
  gate = true,
  vouch = false,
}: {
  readonly clip: Clip;
  readonly bulletin: BulletinId;
  readonly heading?: string;
  /** That another voice speaks than the wanted one. */
  readonly fallback?: Fallback | undefined;
  /** Whether what is played counts towards an approval. */
  readonly gate?: boolean;
  /** Whether this officer could approve it now: then there is a way without ears. */
  readonly vouch?: boolean;
}): JSX.Element {
  const { house, w, when } = useHere();
  const url = house.clipUrl(clip.sha256);
  return (
    <section
      class="card player"
      data-player
      data-ms={clip.ms}
      data-late={w.soundLate}
      {...(gate ? { 'data-heard': `/b/${bulletin}/heard?clip=${clip.sha256}` } : {})}
    >
      <h2 class="hidden">{heading ?? w.listenFirst}</h2>
      <div class="said nums">
        <span>
          <Icon name="volume-2" /> {heading ?? w.listenFirst}
        </span>
        <span>
          {when.clock(clip.ms)}
          {gate ? (
            <span
              data-share
              data-all={` · ${w.heardAll}`}
              data-some={` · ${w.heardShare(0).replace('0', '{p}')}`}
              aria-live="off"
            />
          ) : null}
        </span>
      </div>
      <Waveform peaks={clip.peaks} name={clip.sha256.slice(0, 8)} />
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript is the page itself, word for word */}
      <audio controls preload="metadata" src={url} aria-label={heading ?? w.listenFirst}>
        <a href={url}>{w.noPlayer}</a>
      </audio>
      {fallback === undefined ? null : (
        <p class="small" data-fallback>
          <Icon name="triangle-alert" /> {w.otherVoice(fallback.wanted)} <span lang="en">{fallback.why}</span>
        </p>
      )}
      {vouch ? <CannotListen /> : null}
    </section>
  );
}

/** The tick in place of listening; it belongs to the approval's form wherever it stands on the page. */
function CannotListen(): JSX.Element {
  const { w } = useHere();
  return (
    <details class="small">
      <summary>{w.cannotListen}</summary>
      <Tick name="declared" value="1" label={w.declare} form="approve" />
    </details>
  );
}

/** How the sound was made and measured, for who wants to know. */
export function SoundFacts({ clip }: { readonly clip: Clip }): JSX.Element {
  const { w } = useHere();
  return (
    <details class="small">
      <summary>{w.soundFacts}</summary>
      <dl class="facts">
        <Fact term={w.voiceOf} fact={clip.voice} />
        <Fact term={w.loudness} fact={`${clip.lufs.toFixed(1)} LUFS · ${clip.truePeakDb.toFixed(1)} dBTP`} />
        <Fact term={w.clipName} fact={clip.sha256.slice(0, 16)} />
      </dl>
    </details>
  );
}

function Fact({ term, fact }: { readonly term: string; readonly fact: string }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd lang="en">{fact}</dd>
    </div>
  );
}

/** Bars of the loudness over time, drawn twice: the darker copy is uncovered as the sound goes on. */
function Waveform({
  peaks,
  name,
}: {
  readonly peaks: readonly number[];
  readonly name: string;
}): JSX.Element {
  const step = 1000 / Math.max(1, peaks.length);
  const bars = peaks
    .map((peak, n) => {
      const half = Math.max(1, (Math.min(100, Math.max(0, peak)) / 100) * 27);
      return `M${(n * step).toFixed(1)} ${(28 - half).toFixed(1)}h${(step * 0.62).toFixed(1)}v${(half * 2).toFixed(1)}h-${(step * 0.62).toFixed(1)}z`;
    })
    .join('');
  return (
    <svg class="wave" viewBox="0 0 1000 56" preserveAspectRatio="none" aria-hidden="true">
      <path d={bars} />
      <clipPath id={`w-${name}`}>
        <rect x="0" y="0" width="0" height="56" data-shade />
      </clipPath>
      <path class="done" d={bars} clip-path={`url(#w-${name})`} />
    </svg>
  );
}
