// The child that holds the WASM build of espeak-ng, so that its GPL code never runs inside the relay. Settings come as
// arguments, breaths as messages {text}; each is answered by {samples, samplesPerSecond} or {failure}.
import loadEspeak from '@echogarden/espeak-ng-emscripten';

const [voice = '', pitch = '', range = '', rate = ''] = process.argv.slice(2);

function answer(message: object): void {
  process.send?.(message);
}

const espeak = await loadEspeak();
const worker = new espeak.eSpeakNGWorker();
if (worker.set_voice(voice) !== 0) throw new Error(`the voice ${voice} is not in this build`);
worker.set_pitch(Number(pitch));
worker.set_range(Number(range));
worker.set_rate(Number(rate));

function say(text: string): Int16Array {
  const pieces: Int16Array[] = [];
  worker.synthesize(text, (samples) => {
    pieces.push(samples);
    return false;
  });
  const whole = new Int16Array(pieces.reduce((n, piece) => n + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

process.on('message', ({ text }: { text: string }) => {
  try {
    answer({ samples: say(text), samplesPerSecond: worker.get_samplerate() });
  } catch (error) {
    answer({ failure: error instanceof Error ? error.message : String(error) });
  }
});
process.on('disconnect', () => process.exit(0));
