// Voice: a drafted revision is read, spoken and mastered, and waits as `voiced` for an officer's ear; what cannot be
// read or made stops as `unvoiced` with the reason. drafted → voiced | unvoiced.

import type { BulletinClass, Fallback } from '../core/bulletin.ts';
import { type Clip, recipeOf } from '../core/clip.ts';
import { readWords } from '../core/dictionary.ts';
import { RelayError } from '../core/errors.ts';
import type { BulletinId, ClipSha, OrgId } from '../core/ids.ts';
import { estimateSpeechMs, toPhrases } from '../thai/phrases.ts';
import type { Reading } from '../thai/reading.ts';
import type { Stage } from './conveyor.ts';
import type { VoiceProgress } from './desks.ts';
import type {
  Clock,
  EngineFor,
  HouseSound,
  MasteredClip,
  Mastering,
  Originals,
  Scratch,
  SpeechEngine,
} from './ports.ts';
import type { ClaimedDraft, Dictionary, Drafts } from './records.ts';

const LEASE_MS = 15_000;
const RENEW_MS = 5_000;
const MOST_ATTEMPTS = 5;

export interface VoicePorts {
  readonly drafts: Drafts;
  readonly dictionary: Dictionary;
  readonly engineFor: EngineFor;
  readonly mastering: Mastering;
  readonly originals: Originals;
  readonly scratch: Scratch;
  readonly clock: Clock;
  readonly every: (ms: number, work: () => void) => () => void;
  readonly soundFor: (org: OrgId, of: BulletinClass) => Promise<HouseSound>;
  readonly owner: string;
  readonly parallel: number;
  readonly changed: () => void;
}

export function createVoice(ports: VoicePorts): Stage<ClaimedDraft> & VoiceProgress {
  const progress = new Map<
    BulletinId,
    { step: 'waiting' | 'reading' | 'speaking' | 'mastering'; share: number }
  >();

  async function run(draft: ClaimedDraft, signal: AbortSignal): Promise<void> {
    const lost = new AbortController();
    const stopRenewing = ports.every(RENEW_MS, () => {
      ports.drafts.renew(draft, ports.clock.now() + LEASE_MS).then(
        (kept) => kept || lost.abort(new RelayError('conflict', 'the lease on this draft was lost')),
        (error: unknown) => lost.abort(error),
      );
    });
    try {
      await make(draft, AbortSignal.any([signal, lost.signal]));
    } finally {
      stopRenewing();
      progress.delete(draft.bulletin);
      ports.changed();
    }
  }

  /** With what the organisation and this bulletin's officers have said about its words; a recording has none. */
  async function readingOf(draft: ClaimedDraft): Promise<Reading | undefined> {
    if (draft.source.kind === 'recording') return undefined;
    return readWords(draft.words, await ports.dictionary.read(draft.org), draft.settled);
  }

  async function make(draft: ClaimedDraft, signal: AbortSignal): Promise<void> {
    progress.set(draft.bulletin, { step: 'reading', share: 0 });
    const reading = await readingOf(draft);
    const sound = await ports.soundFor(draft.org, draft.class);
    const engine = await ports.engineFor(draft.org, draft.class);
    const recipe = recipeFor(draft, reading, sound, engine.id);
    const known = await ports.drafts.clipOf(draft.org, recipe);
    const { clip, fallback } =
      known === undefined
        ? await ports.scratch.within((folder) => render(draft, reading, sound, engine, folder, signal))
        : { clip: known };
    await ports.drafts.voiced(draft, reading, clip, ports.clock.now(), fallback);
  }

  async function render(
    draft: ClaimedDraft,
    reading: Reading | undefined,
    sound: HouseSound,
    engine: SpeechEngine,
    folder: string,
    signal: AbortSignal,
  ): Promise<{ readonly clip: Clip; readonly fallback?: Fallback }> {
    const note = (step: 'speaking' | 'mastering') => (share: number) =>
      progress.set(draft.bulletin, { step, share });
    if (draft.source.kind === 'recording') {
      note('mastering')(0);
      const path = ports.originals.pathOf(draft.org, draft.source.original.sha256);
      const made = await ports.mastering.master(
        { path, recorded: true },
        sound,
        undefined,
        signal,
        note('mastering'),
      );
      const recipe = recipeFor(draft, reading, sound, engine.id);
      return { clip: clipOf(draft, made, 'recorded', recipe, ports.clock.now()) };
    }
    const phrases = reading === undefined ? [] : toPhrases(reading);
    if (reading === undefined || phrases.length === 0) {
      throw new RelayError('unread-words', 'there is nothing in this text that can be read aloud');
    }
    note('speaking')(0);
    const spoken = await engine.speak(
      { text: reading.spoken, phrases },
      `${folder}/speech.wav`,
      signal,
      note('speaking'),
    );
    note('mastering')(0);
    const made = await ports.mastering.master(
      { path: spoken.wavPath, recorded: false },
      sound,
      spoken.expectedMs ?? estimateSpeechMs(phrases),
      signal,
      note('mastering'),
    );
    // Found again by the voice that spoke: the next time the wanted one is asked anew.
    const { fallback } = spoken;
    const recipe = recipeFor(draft, reading, sound, fallback?.by ?? engine.id);
    const clip = clipOf(draft, made, spoken.engine, recipe, ports.clock.now());
    return fallback === undefined
      ? { clip }
      : { clip, fallback: { wanted: fallback.wanted, why: fallback.why } };
  }

  return {
    name: 'voice',
    parallel: ports.parallel,
    due: (limit) => ports.drafts.claim(ports.owner, ports.clock.now(), limit),
    run,
    async failed(draft, error) {
      // A full disk is no fault of this bulletin: it goes on by itself whenever there is room again.
      if (error.retry && (draft.attempts < MOST_ATTEMPTS || error.code === 'disk-full')) {
        const notBefore = ports.clock.now() + Math.min(300_000, 5_000 * 2 ** draft.attempts);
        await ports.drafts.postpone(draft, `${error.code}: ${error.message}`, notBefore);
        return;
      }
      await ports.drafts.unvoiced(
        draft,
        await readingOf(draft),
        `${error.code}: ${error.message}`,
        ports.clock.now(),
      );
      ports.changed();
    },
    of: (bulletin) => progress.get(bulletin),
  };
}

function recipeFor(
  draft: ClaimedDraft,
  reading: Reading | undefined,
  sound: HouseSound,
  engine: string,
): string {
  return recipeOf({
    words:
      draft.source.kind === 'recording'
        ? `recording:${draft.source.original.sha256}`
        : (reading?.spoken ?? ''),
    voices: draft.source.kind === 'recording' ? ['recorded'] : [engine],
    sound: sound.version,
    codecs: `${sound.openingChime}|${sound.closingChime}`,
  });
}

function clipOf(draft: ClaimedDraft, made: MasteredClip, voice: string, recipe: string, now: number): Clip {
  return {
    sha256: made.sha256 as ClipSha,
    org: draft.org,
    ms: made.ms,
    lufs: made.lufs,
    truePeakDb: made.truePeakDb,
    renditions: made.renditions,
    peaks: made.peaks,
    doubts: made.doubts,
    voice,
    recipe,
    madeAt: now,
  };
}
