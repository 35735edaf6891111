// `hokrachai speak "…" -o out.mp3`: a text read, spoken and mastered as the relay would, into a file; no relay is needed.
// Everything is made in a temporary folder, and only what is whole is put where it was asked for.
import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { findFfmpeg, pathDirsOf } from '../adapters/audio/find-ffmpeg.ts';
import { type BulletinClass, CLASSES } from '../core/bulletin.ts';
import { RelayError } from '../core/errors.ts';
import { createVoices } from '../engines.ts';
import type { SpeechEngine, SpokenSound } from '../pipeline/ports.ts';
import { loadConfig } from '../settings.ts';
import { estimateSpeechMs, toPhrases } from '../thai/phrases.ts';
import { type Reading, readThai } from '../thai/reading.ts';
import { type Command, commandLog } from './command.ts';
import { type Made, masterInto } from './master-into.ts';
import { textAt } from './named-file.ts';
import { drawSound, measureLoudness } from './sound-picture.ts';

const USAGE =
  'speak "ข้อความ" -o out.mp3 [--voice NAME] [--class routine|important|emergency] [--raw (a WAV, not mastered)] [--picture out.png] [--text-file FILE]; without a text it is read from standard input';

interface Order {
  readonly text: string;
  readonly out: string;
  readonly raw: boolean;
  readonly picture: string | undefined;
  readonly voice: string | undefined;
  readonly of: BulletinClass;
}

export const speakCommand: Command = {
  async run(argv) {
    const order = await orderFrom(argv);
    if (order === undefined) {
      process.stdout.write(`hokrachai ${USAGE}\n`);
      return 2;
    }
    const stop = new AbortController();
    const interrupted = () => stop.abort(new RelayError('internal', 'stopped'));
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    const folder = await mkdtemp(join(tmpdir(), 'hokrachai-speak-'));
    try {
      await speak(order, folder, stop.signal);
      return 0;
    } finally {
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function orderFrom(argv: string[]): Promise<Order | undefined> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      out: { type: 'string', short: 'o' },
      voice: { type: 'string' },
      class: { type: 'string', default: 'routine' },
      raw: { type: 'boolean', default: false },
      picture: { type: 'string' },
      'text-file': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const of = CLASSES.find((one) => one === values.class);
  if (values.help || values.out === undefined || of === undefined) return undefined;
  const fits = values.raw ? ['.wav'] : ['.mp3', '.opus'];
  if (!fits.includes(extname(values.out)))
    throw new RelayError(
      'invalid-input',
      `-o must end in ${fits.join(' or ')}${values.raw ? '' : ' (--raw: .wav)'}`,
    );
  const file = values['text-file'];
  const text =
    positionals.length > 0
      ? positionals.join(' ')
      : await (file === undefined ? textOf(process.stdin) : textAt(file, 'invalid-input'));
  const { raw, picture, voice } = values;
  return { text, out: resolve(values.out), raw, picture, voice, of };
}

async function speak(order: Order, folder: string, signal: AbortSignal): Promise<void> {
  const config = loadConfig(process.env);
  const path = process.env['PATH'];
  const voices = createVoices(config, {
    path,
    log: commandLog(config.logLevel === 'info' ? 'warn' : config.logLevel),
  });
  const chosen = voices.all.find(({ name }) => name === order.voice)?.engine;
  if (order.voice !== undefined && chosen === undefined)
    throw new RelayError(
      'invalid-input',
      `There is no voice named ${order.voice}; hokrachai voices lists them.`,
    );
  const ffmpeg = await findFfmpeg({ configured: config.ffmpegPath, pathDirs: pathDirsOf(path) });

  const reading = readThai(order.text);
  for (const token of reading.unread) process.stderr.write(`  ? ${token.written}: ${token.why}\n`);
  const tell = progressOf(process.stderr);
  const spoken = await speakReading(
    chosen ?? voices.engineFor(undefined, order.of),
    reading,
    folder,
    signal,
    tell,
  );
  const made = order.raw
    ? { ms: spoken.ms, ...(await measureLoudness(ffmpeg.path, spoken.wavPath, signal)), path: spoken.wavPath }
    : await masterInto(
        folder,
        ffmpeg,
        spoken,
        { ...order, expectedMs: estimateSpeechMs(toPhrases(reading)) },
        signal,
        tell,
      );
  const png = join(folder, 'picture.png');
  if (order.picture !== undefined) await drawSound(ffmpeg.path, made.path, png, signal);
  tell('', 1);

  await putInPlace(made.path, order.out);
  if (order.picture !== undefined) await putInPlace(png, resolve(order.picture));
  process.stdout.write(`${summary(order, made, spoken)}\n`);
}

async function speakReading(
  engine: SpeechEngine,
  reading: Reading,
  folder: string,
  signal: AbortSignal,
  tell: (step: string, share: number) => void,
): Promise<SpokenSound> {
  const phrases = toPhrases(reading);
  if (phrases.length === 0)
    throw new RelayError('unread-words', 'There is nothing in this text that can be read aloud.');
  const script = { text: reading.spoken, phrases };
  return engine.speak(script, join(folder, 'speech.wav'), signal, (share) => tell('speaking', share));
}

/** Beside its place first, then renamed: whoever looks sees a whole file or the old one. */
async function putInPlace(from: string, to: string): Promise<void> {
  const beside = join(dirname(to), `.${randomUUID()}.part`);
  try {
    await copyFile(from, beside);
    await rename(beside, to);
  } catch (cause) {
    await rm(beside, { force: true });
    throw new RelayError('disk-failed', `${to} cannot be written.`, { cause });
  }
}

function summary(
  { out, picture }: Order,
  { ms, lufs, truePeakDb }: Made,
  { engine, fallback }: SpokenSound,
): string {
  const lines = [
    `${out}: ${(ms / 1000).toFixed(1)} s, ${lufs.toFixed(1)} LUFS, ${truePeakDb.toFixed(1)} dBTP, ${engine}`,
    ...(fallback === undefined ? [] : [`  not spoken by ${fallback.wanted}: ${fallback.why}`]),
    ...(picture === undefined ? [] : [resolve(picture)]),
  ];
  return lines.join('\n');
}

/** One line that is written over; nothing where nobody looks. */
function progressOf(to: NodeJS.WriteStream): (step: string, share: number) => void {
  return (step, share) => {
    if (!to.isTTY) return;
    to.write(step === '' ? '\r\u001b[K' : `\r\u001b[K${step} ${Math.round(share * 100)} %`);
  };
}
