// Many short pieces of speech into one file: a few are made at once, each is written in its turn, with its pause. At most
// `atOnce` pieces are held in memory, however long the text is; whoever stops listening stops the making.
import { RelayError } from '../../core/errors.ts';
import { type Sound, type WavWriter, withoutEdges, writeWav } from './wav.ts';

/** A piece to be said, and the silence after it in ms. */
export interface Piece {
  readonly pauseAfterMs: number;
}

/** Makes the sound of one piece. Rejects with the signal's reason once that is aborted. */
export type Maker<P extends Piece> = (piece: P, signal: AbortSignal) => Promise<Sound>;

export interface Turns<P extends Piece> {
  readonly pieces: readonly P[];
  readonly make: Maker<P>;
  readonly atOnce: number;
  /** How often a piece is made before it counts as failed; default 2, for a child that died or hung. */
  readonly tries?: number;
  readonly wavPath: string;
  readonly onProgress?: ((doneShare: number) => void) | undefined;
}

/**
 * Says all pieces into `wavPath`, with exactly the asked silence between them and none at the edges. A piece that fails
 * is made once more, unless the engine tries by itself; on failure no file is left.
 * @returns duration in ms
 * @throws RelayError `engine-failed` or `timeout` of the engine, `disk-full`, `disk-failed`, or the signal's reason
 */
export async function speakInTurn<P extends Piece>(turns: Turns<P>, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  const begun: Promise<Made>[] = [];
  let writer: WavWriter | undefined;
  try {
    let pauseMs = 0;
    for (const [turn, piece] of turns.pieces.entries()) {
      for (const next of turns.pieces.slice(turn + begun.length, turn + turns.atOnce)) {
        begun.push(made(turns, next, either));
      }
      const { sound, error } = (await begun.shift()) ?? {};
      if (sound === undefined) throw error;
      signal.throwIfAborted();
      writer ??= await writeWav(turns.wavPath, sound.rate);
      await writer.addSilence(pauseMs);
      await writer.add(sound);
      pauseMs = piece.pauseAfterMs;
      turns.onProgress?.((turn + 1) / turns.pieces.length);
    }
    if (writer === undefined) throw new RelayError('invalid-input', 'There is nothing to say.');
    return await writer.finish();
  } catch (error) {
    stopped.abort(error);
    await Promise.all(begun);
    await writer?.discard();
    throw error;
  }
}

/** Never rejects, so that a piece that fails before its turn is not an error nobody waits for. */
interface Made {
  readonly sound?: Sound;
  readonly error?: unknown;
}

async function made<P extends Piece>(
  { make, tries = 2 }: Turns<P>,
  piece: P,
  signal: AbortSignal,
): Promise<Made> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { rate, samples } = await make(piece, signal);
      const heard = withoutEdges(samples);
      if (heard.length === 0)
        throw new RelayError('engine-failed', 'The speech engine gave only silence.', { retry: true });
      return { sound: { rate, samples: heard } };
    } catch (error) {
      const again =
        error instanceof RelayError && (error.code === 'engine-failed' || error.code === 'timeout');
      if (!again || attempt >= tries || signal.aborted) return { error };
    }
  }
}
