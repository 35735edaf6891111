// The Opus container taken apart and put together, and a stretch of a file exchanged, with real ffmpeg.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { findFfmpeg, pathDirsOf } from '../../../src/adapters/audio/find-ffmpeg.ts';
import { listenToFile } from '../../../src/adapters/audio/listen.ts';
import { readOpusFile, turnedDown, writeOpusFile } from '../../../src/adapters/audio/ogg-opus.ts';
import { mendPeaks } from '../../../src/adapters/audio/peak-mending.ts';
import { type RunPass, runFfmpeg } from '../../../src/adapters/audio/run-ffmpeg.ts';
import { decode, RATE, speechLike, truePeak, wavOf } from './ear.ts';

const npm = await findFfmpeg({ configured: undefined, pathDirs: [] }).catch(() => undefined);
const system = await findFfmpeg({
  configured: undefined,
  pathDirs: pathDirsOf(process.env['PATH']),
  bundled: async () => undefined,
}).catch(() => undefined);
const builds = [npm, system].filter((found) => found !== undefined).filter(({ hasOpus }) => hasOpus);
t.ok(builds.length > 0, 'there is an ffmpeg with Opus to test with');

const AS_THE_HOUSE = [
  '-c:a',
  'libopus',
  '-b:a',
  '24k',
  '-application',
  'voip',
  '-cutoff',
  '8000',
  '-f',
  'ogg',
];
const dir = t.testdir({});
const never = new AbortController().signal;

async function opusOf(program: string, sound: Float64Array, name: string): Promise<string> {
  const wav = join(dir, `${name}.wav`);
  await writeFile(wav, wavOf(sound));
  const path = join(dir, `${name}.opus`);
  const args = ['-v', 'error', '-y', '-f', 'wav', '-i', wav, '-ar', '48000', ...AS_THE_HOUSE, path];
  execFileSync(program, args);
  return path;
}

for (const { path: program, version } of builds) {
  t.test(`with ffmpeg ${version}`, async (t) => {
    const spoken = speechLike(9000, 0.4);
    const path = await opusOf(program, spoken, `spoken-${version}`);
    const bytes = await readFile(path);
    const file = readOpusFile(bytes);
    if (file === undefined) throw new Error('ffmpeg’s own file is not understood');

    t.test('a file taken apart and put together sounds as before, sample for sample', async (t) => {
      t.ok(file.packets.length >= 450 && file.packets.length <= 452, `${file.packets.length} packets in 9 s`);
      const again = join(dir, 'again.opus');
      await writeFile(again, writeOpusFile(file));
      t.ok(Buffer.from(decode(program, again).buffer).equals(Buffer.from(decode(program, path).buffer)));
      t.same(readOpusFile(await readFile(again)), file);
      const said = execFileSync(program, ['-v', 'warning', '-i', again, '-f', 'null', '-'], {
        stdio: 'pipe',
      });
      t.equal(said.toString(), '', 'ffmpeg finds nothing to complain of');
    });

    t.test('a file that is turned down sounds so much softer, and is otherwise the same', async (t) => {
      const softer = join(dir, 'softer.opus');
      await writeFile(softer, writeOpusFile(turnedDown(file, 0.5)));
      t.same(readOpusFile(await readFile(softer))?.packets, file.packets);
      const [before, after] = [decode(program, path), decode(program, softer)];
      t.ok(Math.abs(truePeak(before) - truePeak(after) - 0.5) < 0.01);
      const unlike = before.reduce(
        (most, x, i) => Math.max(most, Math.abs(x * 10 ** (-0.5 / 20) - (after[i] ?? 0))),
        0,
      );
      t.ok(unlike < 1e-3, `to ${unlike}`);
    });

    t.test('long packets and long files fill their pages, and no more', async (t) => {
      const [first] = file.packets;
      const toc = first?.[0] ?? 0;
      const long = Array.from({ length: 130 }, (_, n) => Uint8Array.from([toc, ...Array(n * 9).fill(n)]));
      const there = readOpusFile(writeOpusFile({ ...file, packets: long, endGranule: 9n }));
      t.same(
        there?.packets.map(({ length }) => length),
        long.map(({ length }) => length),
      );
      t.equal(there?.endGranule, 9n);
    });

    t.test(
      'a peak over the bar is turned down where it is; the rest of the file stays, packet for packet',
      async (t) => {
        const atMs = 4321;
        const knocked = Float64Array.from(spoken);
        const at = Math.round((atMs * RATE) / 1000);
        for (let i = 0; i < 300; i += 1)
          knocked[at + i] = 0.99 * Math.sin((Math.PI * i) / 300) * Math.sin((2 * Math.PI * 2000 * i) / RATE);
        const name = `knocked-${version}`;
        const mended = await opusOf(program, knocked, name);
        const before = readOpusFile(await readFile(mended));
        const peakDb = truePeak(decode(program, mended));
        t.ok(peakDb > -1, `it peaks at ${peakDb.toFixed(1)} dBTP`);

        const run: RunPass = (pass) => runFfmpeg(program, pass, { signal: never, timeoutMs: 60_000 });
        const programme = join(dir, `${name}.wav`);
        const decoded = join(dir, 'decoded.wav');
        await writeFile(decoded, wavOf(decode(program, mended).map((x) => x / 2)));
        const listener = await listenToFile(decoded, 20 * Math.log10(2));
        const around = { file: mended, programme, scratch: dir, listener, headroomDb: 12 };
        const { dips = [], stretches = [] } =
          (await mendPeaks(run, around, [{ atMs, db: peakDb + 1.2 }], [])) ?? {};
        t.equal(dips.length, 1);
        const after = decode(program, mended);
        t.ok(truePeak(after) <= -1, `mended: ${truePeak(after).toFixed(1)} dBTP`);
        const [stretch] = stretches;
        if (stretch === undefined) throw new Error('nothing was exchanged');
        const there = after.subarray((stretch.fromMs * RATE) / 1000, (stretch.toMs * RATE) / 1000);
        const told = Math.max(...stretch.peaks.map(({ db }) => db));
        t.ok(
          Math.abs(told - truePeak(there)) < 0.1,
          `said to peak at ${told.toFixed(2)}: so it does in its file`,
        );

        const other = { ...around, listener: await listenToFile(decoded, 0) };
        t.equal(await mendPeaks(run, other, [{ atMs, db: 1 }], []), undefined, 'another sound is not put in');
        t.equal(after.length, decode(program, path).length, 'it is as long as it was');

        const now = readOpusFile(await readFile(mended));
        const changed = (before?.packets ?? []).flatMap((packet, n) =>
          Buffer.compare(packet, now?.packets[n] ?? new Uint8Array()) === 0 ? [] : [n * 20],
        );
        t.ok(
          (changed[0] ?? 0) > atMs - 2600 && (changed.at(-1) ?? 1e9) < atMs + 2600,
          'all within five seconds',
        );
        t.ok(changed.length > 5);
      },
    );
  });
}

t.test('bytes that are no Opus file are not taken for one, whatever they are', async (t) => {
  const [one] = builds;
  if (one === undefined) throw new Error('no ffmpeg');
  const bytes = await readFile(await opusOf(one.path, speechLike(1000), 'hostile'));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (any) => readOpusFile(any) === undefined));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), (cut) => {
      const part = readOpusFile(bytes.subarray(0, cut));
      // Cut between two pages it is a shorter file.
      return part === undefined || part.packets.length < 60;
    }),
  );
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
      const hurt = Buffer.from(bytes);
      hurt[at] = value;
      readOpusFile(hurt);
    }),
  );
  t.pass('never thrown');
});
