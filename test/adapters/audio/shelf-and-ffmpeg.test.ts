// What surrounds mastering: the shelf of clips, finding ffmpeg, telling sound files apart, our chimes, the scratch folder.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import t from 'tap';
import { createClipShelf } from '../../../src/adapters/audio/clip-shelf.ts';
import { describe, findFfmpeg, pathDirsOf } from '../../../src/adapters/audio/find-ffmpeg.ts';
import { nextGain } from '../../../src/adapters/audio/level.ts';
import { createListener } from '../../../src/adapters/audio/listen.ts';
import { readLoudness } from '../../../src/adapters/audio/loudness.ts';
import { createScratch } from '../../../src/adapters/audio/scratch.ts';
import { sniffAudio } from '../../../src/adapters/audio/sniff-audio.ts';
import { loudness, RATE, speechLike, truePeak, wavOf } from './ear.ts';

const shaOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const whole = async (stream: Readable) => Buffer.concat(await stream.toArray());

t.test('the shelf keeps a clip under its hash and gives it out whole or in part', async (t) => {
  const dir = join(t.testdir({}), 'clips');
  const shelf = createClipShelf(dir);
  await shelf.start();
  const bytes = Buffer.from('สมมุติว่านี่คือเสียง');
  const sha = shaOf(bytes);
  t.equal(await shelf.has(sha, 'mp3'), false);
  await t.rejects(shelf.read(sha, 'mp3'), { code: 'not-found', retry: false });
  await shelf.put(sha, 'mp3', bytes);
  t.equal(await shelf.has(sha, 'mp3'), true);
  t.equal(await shelf.has(sha, 'opus'), false, 'the other codec is another file');
  t.same(await readdir(dir), [`${sha}.mp3`]);
  t.same(Buffer.from(await shelf.read(sha, 'mp3')), bytes);
  const opened = await shelf.open(sha, 'mp3');
  t.same(await whole(opened.stream), bytes);
  const part = await shelf.open(sha, 'mp3', { from: 3, to: 5 });
  t.match(part, { size: bytes.length, from: 3, to: 5 });
  t.same(await whole(part.stream), bytes.subarray(3, 6));
  const tail = await shelf.open(sha, 'mp3', { from: 10, to: 1e9 });
  t.same(await whole(tail.stream), bytes.subarray(10));
  await t.rejects(shelf.open(sha, 'mp3', { from: bytes.length, to: 1e9 }), { code: 'invalid-input' });
  await shelf.remove(sha, 'mp3');
  t.equal(await shelf.has(sha, 'mp3'), false);
  await shelf.remove(sha, 'mp3');
});

t.test('a damaged clip is never given out, and making it again repairs it', async (t) => {
  const dir = t.testdir({});
  const shelf = createClipShelf(dir);
  const bytes = Buffer.from('เสียง');
  const sha = shaOf(bytes);
  await shelf.put(sha, 'mp3', bytes);
  await writeFile(join(dir, `${sha}.mp3`), 'เสียงอื่น');
  await t.rejects(shelf.read(sha, 'mp3'), { code: 'unreadable-audio', message: /เสียหาย.*damaged/ });
  await t.rejects(shelf.open(sha, 'mp3'), { code: 'unreadable-audio' });
  await shelf.put(sha, 'mp3', bytes);
  t.same(Buffer.from(await shelf.read(sha, 'mp3')), bytes);
});

t.test('no name leads out of the shelf, and no clip gets a name that is not its own', async (t) => {
  const shelf = createClipShelf(t.testdir({}));
  for (const name of ['../../etc/passwd', '', 'ABC', `${'a'.repeat(63)}/`, 'a'.repeat(65)]) {
    await t.rejects(shelf.has(name, 'mp3'), { code: 'invalid-input' });
    await t.rejects(shelf.read(name, 'mp3'), { code: 'invalid-input' });
  }
  await t.rejects(shelf.put('0'.repeat(64), 'mp3', Buffer.from('x')), { code: 'invalid-input' });
});

t.test('what a power cut left half-written is cleared away at the start', async (t) => {
  const dir = t.testdir({ 'a.mp3.123.part': 'half', 'keep.mp3': 'whole' });
  await createClipShelf(dir).start();
  t.same(await readdir(dir), ['keep.mp3']);
  const making = join(t.testdir({ old: { x: '1' } }), 'making');
  const scratch = createScratch(making);
  await scratch.start();
  await t.rejects(
    scratch.within(async (folder) => {
      await writeFile(join(folder, 'x'), 'y');
      throw new Error('stopped');
    }),
    /stopped/,
  );
  t.same(await readdir(making), []);
});

t.test('a shelf that cannot be written says so, to be tried again', async (t) => {
  const dir = t.testdir({ file: 'not a folder' });
  const bytes = Buffer.from('x');
  await t.rejects(createClipShelf(join(dir, 'file')).put(shaOf(bytes), 'mp3', bytes), {
    code: 'disk-failed',
    retry: true,
  });
});

t.test('a recording’s type is told by its bytes, never by its name', async (t) => {
  const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
  t.equal(sniffAudio(wavOf(new Float64Array(4))), 'wav');
  t.equal(sniffAudio(Buffer.from('OggS\0\x02')), 'ogg');
  t.equal(sniffAudio(hex('00000018 66747970 4d344120 00000000')), 'm4a');
  t.equal(sniffAudio(hex('0000001c 66747970 33677034')), 'm4a', '3gp from old telephones too');
  t.equal(sniffAudio(hex('1a45dfa3 9f428681 01428781')), 'webm', 'what Chrome and Firefox record');
  t.equal(sniffAudio(Buffer.from('ID3\x04\0\0')), 'mp3');
  t.equal(sniffAudio(hex('fff340c0')), 'mp3');
  t.equal(sniffAudio(hex('fffb9064')), 'mp3');
  t.equal(sniffAudio(hex('fff15080')), 'aac');
  for (const not of [
    '',
    'ff',
    'ffffffff',
    'fff3f0c0',
    'ffeb9064',
    'fff34cc0',
    '89504e470d0a1a0a',
    '25504446',
  ]) {
    t.equal(sniffAudio(hex(not)), undefined, not);
  }
  t.equal(sniffAudio(Buffer.from('RIFF\0\0\0\0AVI LIST')), undefined);
  t.equal(sniffAudio(Buffer.from('#EXTM3U')), undefined);
});

t.test('ffmpeg is taken from the settings, else from PATH, else from npm', async (t) => {
  const dir = t.testdir({ good: {}, poor: {}, mute: {}, empty: {} });
  const listing = (encoders: string, filters: string) =>
    `#!/bin/sh\ncase "$2" in\n-version) echo "ffmpeg version 8.0-test Copyright";;\n-encoders) printf '%s\\n' ${encoders};;\n-filters) printf '%s\\n' ${filters};;\nesac\n`;
  const line = (names: string[], flags: string) =>
    names.map((name) => `' ${flags} ${name}  words about it'`).join(' ');
  const needed = ['firequalizer', 'compand', 'alimiter', 'ebur128', 'apad', 'atrim', 'afade', 'concat'];
  const program = async (folder: string, text: string) => {
    const path = join(dir, folder, 'ffmpeg');
    await writeFile(path, text);
    await chmod(path, 0o755);
    return path;
  };
  const good = await program('good', listing(line(['libmp3lame'], 'A....D'), line(needed, '..')));
  const poor = await program('poor', listing(line(['aac'], 'A....D'), line(needed.slice(1), '...')));
  const mute = await program('mute', '#!/bin/sh\nexit 3\n');
  const dirs = ['empty', 'mute', 'poor', 'good'].map((name) => join(dir, name));
  const none = async () => undefined;

  const found = await findFfmpeg({ configured: undefined, pathDirs: dirs, bundled: none });
  t.same(found, { path: good, version: '8.0-test', source: 'path', hasOpus: false, hasAfftdn: false });
  t.match(describe(found), /^ffmpeg 8\.0-test, .*good\/ffmpeg \(from PATH\): no Opus/);
  t.match(await findFfmpeg({ configured: good, pathDirs: [] }), { source: 'configured', path: good });
  t.match(await findFfmpeg({ configured: undefined, pathDirs: [], bundled: async () => good }), {
    source: 'npm',
  });
  await t.rejects(findFfmpeg({ configured: poor, pathDirs: dirs }), {
    code: 'no-engine',
    message: /poor\/ffmpeg lacks libmp3lame, firequalizer/,
  });
  await t.rejects(findFfmpeg({ configured: mute, pathDirs: dirs }), {
    code: 'no-engine',
    message: /does not answer/,
  });
  await t.rejects(findFfmpeg({ configured: undefined, pathDirs: dirs.slice(0, 3), bundled: none }), {
    code: 'no-engine',
    message: /mute\/ffmpeg does not answer.*lacks.*install ffmpeg 4\.1/,
  });
  t.same(pathDirsOf(undefined), []);
});

t.test('loudness is read from the last summary only', async (t) => {
  const summary = (i: string, peak = '') =>
    `x Summary:\n\n  Integrated loudness:\n    I:  ${i} LUFS\n    Threshold: -24.5 LUFS\n${peak}`;
  t.same(readLoudness(`I: -1.0 LUFS ${summary('-14.2', '  True peak:\n    Peak:   -1.3 dBFS\n')}`), {
    lufs: -14.2,
    truePeakDb: -1.3,
  });
  t.same(readLoudness(`${summary('-9.0')}${summary('-20.0')}`), { lufs: -20, truePeakDb: undefined });
  t.same(readLoudness(summary('-inf', 'Peak: -inf dBFS')), { lufs: -70, truePeakDb: -70 });
  t.throws(() => readLoudness('Conversion failed!'), { code: 'internal' });
  t.equal(nextGain({ gainDb: 0, lufs: -15 }, undefined), 1);
  t.equal(
    nextGain({ gainDb: 1, lufs: -14.5 }, { gainDb: 0, lufs: -15 }),
    2,
    'half of each decibel was eaten',
  );
});

t.test('the listener hears length, ends and clipping, however the bytes are cut up', async (t) => {
  const sound = new Float64Array(2 * RATE);
  sound.set(speechLike(1000), 0.5 * RATE);
  sound.set([1, 1, -1], RATE);
  const bytes = wavOf(sound);
  const answers = [];
  for (const size of [1, 7, 4096, bytes.length]) {
    const listener = createListener();
    for (let at = 0; at < bytes.length; at += size) listener.sink.write(bytes.subarray(at, at + size));
    await new Promise((resolve) => listener.sink.end(resolve));
    answers.push(listener.heard());
  }
  const [first, ...others] = answers;
  for (const other of others) t.same(other, first);
  t.match(first, { sampleRate: RATE, ms: 2000 });
  t.ok(
    first !== undefined &&
      Math.abs(first.soundFromMs - 500) < 60 &&
      first.soundToMs > 1300 &&
      first.soundToMs <= 1510,
  );
  t.ok(first !== undefined && first.clippedShare > 0 && first.clippedShare < 0.0002);
  t.equal(first?.peaks.length, 200);
});

t.test('the chimes are made again byte for byte, and measure as they should', async (t) => {
  const dir = t.testdir({});
  execFileSync(process.execPath, ['audio/make-chimes.mjs', dir]);
  const names = (await readdir(dir)).sort();
  t.same((await readdir('audio')).filter((name) => name.endsWith('.wav')).sort(), names);
  t.ok(names.length >= 5);
  for (const name of names) {
    const bytes = await readFile(join(dir, name));
    t.ok(bytes.equals(await readFile(join('audio', name))), name);
    // 24 kHz to the 48 kHz that the weighting is defined for, by ffmpeg's equal: every second sample between two.
    const sound = new Float64Array((bytes.length - 44) / 1);
    for (let i = 0; i < sound.length; i += 1) {
      const at = 44 + 2 * Math.floor(i / 2);
      const next = Math.min(at + 2 * (i % 2), bytes.length - 2);
      sound[i] = (bytes.readInt16LE(at) + bytes.readInt16LE(next)) / 65_536;
    }
    t.ok(Math.abs(loudness(sound) + 16) <= 0.5, `${name}: ${loudness(sound)} LUFS`);
    t.ok(truePeak(sound) <= -3.9, `${name}: ${truePeak(sound)} dBTP`);
  }
  t.ok((await stat('audio/chime-emergency.wav')).size !== (await stat('audio/chime-routine.wav')).size);
});
