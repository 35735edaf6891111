// Mastering with real ffmpeg: npm's 4.1 always, the system's where there is one (required with HOKRACHAI_REQUIRE_PEERS=1).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { createClipShelf } from '../../../src/adapters/audio/clip-shelf.ts';
import {
  correct,
  keepsToBars,
  measuredWhenTurnedDown,
  straysOf,
  turnDownFor,
} from '../../../src/adapters/audio/correction.ts';
import { type FoundFfmpeg, findFfmpeg, pathDirsOf } from '../../../src/adapters/audio/find-ffmpeg.ts';
import { createMastering } from '../../../src/adapters/audio/mastering.ts';
import { createScratch } from '../../../src/adapters/audio/scratch.ts';
import { RelayError } from '../../../src/core/errors.ts';
import type { HouseSound, MasteredClip } from '../../../src/pipeline/ports.ts';
import {
  decode,
  levelBetween,
  loudness,
  noise,
  RATE,
  scaled,
  speechLike,
  toneBetween,
  truePeak,
  wavOf,
} from './ear.ts';

const WITH_CHIMES: HouseSound = {
  chain: 'G',
  openingChime: 'audio/chime-routine.wav',
  closingChime: 'audio/chime-end.wav',
  gapMs: 1000,
  repeat: 1,
  version: '1',
};
const BARE: HouseSound = { ...WITH_CHIMES, openingChime: 'none', closingChime: 'none' };
const CHIME_MS = 2150;
const never = new AbortController().signal;

const npm = await findFfmpeg({ configured: undefined, pathDirs: [] }).catch(() => undefined);
const system = await findFfmpeg({
  configured: undefined,
  pathDirs: pathDirsOf(process.env['PATH']),
  bundled: async () => undefined,
}).catch(() => undefined);
const builds = [npm, system].filter((found): found is FoundFfmpeg => found !== undefined);
t.ok(builds.length > 0, 'there is an ffmpeg to test with');
if (process.env['HOKRACHAI_REQUIRE_PEERS'] === '1') {
  t.ok(npm !== undefined && system !== undefined, 'both builds of ffmpeg are there');
}
const [one] = builds as [FoundFfmpeg];
const newest = builds.at(-1) ?? one;

const dir = t.testdir({ shelf: {}, scratch: {}, sources: {} });
const shelf = createClipShelf(join(dir, 'shelf'));
const scratch = createScratch(join(dir, 'scratch'));

async function source(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(dir, 'sources', name);
  await writeFile(path, bytes);
  return path;
}
const pathOf = (clip: MasteredClip, codec: string) => {
  const rendition = clip.renditions.find((made) => made.codec === codec);
  return join(dir, 'shelf', `${rendition?.sha256}.${codec}`);
};
const masteringWith = (ffmpeg: FoundFfmpeg) => createMastering({ ffmpeg, shelf, scratch });
const failureOf = async (work: Promise<unknown>): Promise<RelayError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof RelayError) return error;
  throw new Error(`expected a RelayError, got ${error}`);
};

const spoken = await source('spoken.wav', wavOf(speechLike(8000)));
const word = await source('word.wav', wavOf(speechLike(1200)));

for (const ffmpeg of builds) {
  t.test(`with ffmpeg ${ffmpeg.version} (${ffmpeg.source})`, async (t) => {
    const mastering = masteringWith(ffmpeg);
    const steps: number[] = [];
    const clip = await mastering.master(
      { path: spoken, recorded: false },
      WITH_CHIMES,
      8000,
      never,
      (share) => steps.push(share),
    );
    const mp3 = decode(ffmpeg.path, pathOf(clip, 'mp3'));

    t.test('both files keep to the house’s loudness and peak after decoding, as measured here', async (t) => {
      t.same(
        clip.renditions.map(({ codec }) => codec),
        ['mp3', 'opus'],
      );
      for (const rendition of clip.renditions) {
        const heard = decode(ffmpeg.path, pathOf(clip, rendition.codec));
        const lufs = loudness(heard);
        t.ok(Math.abs(lufs + 14) <= 1, `${rendition.codec}: ${lufs} LUFS`);
        t.ok(Math.abs(lufs - rendition.lufs) <= 0.2, 'and the stored figure is the measured one');
        t.ok(truePeak(heard) <= -1, `${rendition.codec}: ${truePeak(heard)} dBTP`);
        t.ok(
          Math.abs(rendition.ms - (heard.length * 1000) / RATE) < 5,
          'and the length is the decoded length',
        );
      }
    });

    t.test('the clip is chime, a second, speech, a second, chime', async (t) => {
      // An MP3 without a Xing frame begins with its encoder's 50 ms and is filled up to a whole frame.
      const speechAt = CHIME_MS + 1000;
      const speechEnd = speechAt + 8000;
      const all = speechEnd + 40 + 1000 + CHIME_MS + 250;
      t.ok(clip.ms >= all && clip.ms < all + 120, `${clip.ms} ms in all, of ${all}`);
      t.ok(Math.abs((clip.renditions[1]?.ms ?? 0) - all) < 30, 'the Opus file is exactly as long');
      t.ok(toneBetween(mp3, 784, 50, 450) > toneBetween(mp3, 523, 50, 450) + 15, 'it opens with G5');
      t.ok(toneBetween(mp3, 523, 650, 1050) > -25, 'then C5');
      t.ok(levelBetween(mp3, CHIME_MS + 100, speechAt - 100) < -55, 'then it is quiet');
      t.ok(levelBetween(mp3, speechAt + 300, speechAt + 2000) > -17, 'then there is speech');
      t.ok(levelBetween(mp3, speechEnd + 200, speechEnd + 950) < -55, 'then it is quiet again');
      const close = speechEnd + 1040;
      t.ok(
        toneBetween(mp3, 523, close + 50, close + 450) > toneBetween(mp3, 784, close + 50, close + 450) + 15,
        'C5',
      );
      const chime = loudness(mp3.subarray(0, (CHIME_MS * RATE) / 1000));
      const speech = loudness(mp3.subarray((speechAt * RATE) / 1000, (speechEnd * RATE) / 1000));
      t.ok(
        chime < speech - 0.5 && chime > speech - 4,
        `the chime (${chime}) stays under the speech (${speech})`,
      );
    });

    t.test('the MP3 is CBR 32 kb/s, 22.05 kHz, mono in every frame, and named by its hash', async (t) => {
      const bytes = await readFile(pathOf(clip, 'mp3'));
      t.equal(createHash('sha256').update(bytes).digest('hex'), clip.sha256);
      t.equal(clip.renditions[0]?.bytes, bytes.length);
      let frames = 0;
      let at = 0;
      while (at + 4 <= bytes.length) {
        // Version 2, layer III, 32 kb/s, 22.05 kHz; a frame holds 576 samples: 104 bytes, or 105 with padding.
        if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf2 || (bytes[at + 2]! & 0xfc) !== 0x40) break;
        if ((bytes[at + 3]! & 0xc0) !== 0xc0) break;
        at += 104 + ((bytes[at + 2]! >> 1) & 1);
        frames += 1;
      }
      t.equal(at, bytes.length, `all ${frames} frames are alike`);
      t.match((await readFile(pathOf(clip, 'opus'))).toString('latin1', 0, 4), 'OggS');
    });

    t.test('the waveform shows the pauses, and progress only grows', async (t) => {
      t.equal(clip.peaks.length, 240);
      t.ok(clip.peaks.every((peak) => Number.isInteger(peak) && peak >= 0 && peak <= 100));
      const bar = (ms: number) => clip.peaks[Math.floor((ms / clip.ms) * 240)] ?? 0;
      t.ok(bar(CHIME_MS + 500) <= 2 && bar(CHIME_MS + 2000) > 20);
      t.same(
        steps,
        [...steps].sort((a, b) => a - b),
      );
      t.equal(steps.at(-1), 1);
    });

    t.test('the same words make the same file', async (t) => {
      const again = await mastering.master({ path: spoken, recorded: false }, WITH_CHIMES, 8000, never);
      t.same(again, clip);
    });

    t.test('a single short word is brought to the same level, with and without chimes', async (t) => {
      const alone = await mastering.master({ path: word, recorded: false }, BARE, 1200, never);
      const chimed = await mastering.master({ path: word, recorded: false }, WITH_CHIMES, 1200, never);
      const heard = decode(ffmpeg.path, pathOf(alone, 'mp3'));
      const said = [...heard.subarray(0.1 * RATE, 1.15 * RATE)];
      const inLoop = loudness(Float64Array.from([...said, ...said, ...said, ...said]));
      t.ok(Math.abs(inLoop + 14) <= 1, `alone ${inLoop} LUFS`);
      const whole = decode(ffmpeg.path, pathOf(chimed, 'mp3'));
      t.ok(Math.abs(loudness(whole) + 14) <= 1, `with chimes ${loudness(whole)} LUFS`);
      t.ok(truePeak(whole) <= -1 && truePeak(heard) <= -1);
    });

    t.test('a voice far too quiet or rather loud ends at the same loudness', async (t) => {
      for (const peak of [0.02, 0.99]) {
        const path = await source(`level-${peak}.wav`, wavOf(speechLike(5000, peak)));
        const made = await mastering.master({ path, recorded: false }, BARE, undefined, never);
        t.ok(Math.abs(loudness(decode(ffmpeg.path, pathOf(made, 'mp3'))) + 14) <= 1, `${made.lufs} LUFS`);
      }
    });

    t.test(
      'a telephone’s recording is trimmed at its ends and sounds like the rest, whatever its type',
      async (t) => {
        const speech = speechLike(5000, 0.2);
        const random = noise(3);
        const room = Float64Array.from({ length: 9 * RATE }, () => 0.0006 * random());
        for (const [i, x] of speech.entries()) room[i + 2.5 * RATE] = x + (room[i + 2.5 * RATE] ?? 0);
        const wav = await source('phone.wav', wavOf(room));
        const kinds = {
          'phone.m4a': ['aac', 'ipod'],
          'phone.ogg': ['libopus', 'ogg'],
          'phone.mp3': ['libmp3lame', 'mp3'],
          'browser.webm': ['libopus', 'webm'],
        };
        for (const [name, [codec = '', format = '']] of Object.entries(kinds)) {
          execFileSync(ffmpeg.path, [
            ...['-v', 'error', '-nostdin', '-y', '-i', wav, '-b:a', '64k', '-c:a', codec],
            ...['-f', format, join(dir, 'sources', name)],
          ]);
        }
        for (const name of ['phone.wav', ...Object.keys(kinds)]) {
          const path = join(dir, 'sources', name);
          const made = await mastering.master({ path, recorded: true }, BARE, undefined, never);
          // 0.15 s and 0.25 s are kept around the sound; the tail is 0.25 s more.
          t.ok(made.ms > 4800 && made.ms < 6000, `${name}: ${made.ms} ms of 9000`);
          const heard = decode(ffmpeg.path, pathOf(made, 'mp3'));
          t.ok(
            Math.abs(loudness(heard) + 14) <= 1 && truePeak(heard) <= -1,
            `${name}: ${loudness(heard)} LUFS`,
          );
        }
      },
    );

    t.test('said twice means twice, with five seconds between', async (t) => {
      const twice = await mastering.master(
        { path: word, recorded: false },
        { ...BARE, repeat: 2 },
        1200,
        never,
      );
      const all = 2 * 1240 + 5000 + 250;
      t.ok(twice.ms >= all && twice.ms < all + 120, `${twice.ms} ms`);
    });
  });
}

t.test(
  'both builds of ffmpeg make the same programme',
  { skip: builds.length < 2 && 'one build only' },
  async (t) => {
    const [a, b] = await Promise.all(
      builds.map((ffmpeg) =>
        masteringWith(ffmpeg).master({ path: spoken, recorded: false }, BARE, 8000, never),
      ),
    );
    t.ok(
      a !== undefined && b !== undefined && Math.abs(a.lufs - b.lufs) <= 0.5 && Math.abs(a.ms - b.ms) <= 30,
    );
  },
);

t.test(
  'two minutes of a voice with sudden peaks come out as both files, within the bars',
  { skip: !newest.hasOpus && 'no Opus in this build' },
  async (t) => {
    const sound = speechLike(120_000, 0.3);
    const random = noise(11);
    // Every 1.3 s a burst of 3 to 20 ms, up to three times as loud as the voice: knocks, plosives, a slipping hand.
    for (let at = RATE; at < sound.length - RATE; at += Math.round(1.3 * RATE)) {
      const length = Math.round((0.0115 + 0.0085 * random()) * RATE);
      const peak = 0.6 + 0.35 * random();
      const hertz = 1800 + 1200 * random();
      for (let i = 0; i < length; i += 1) {
        const swell = Math.sin((Math.PI * i) / length);
        sound[at + i] = peak * swell * Math.sin((2 * Math.PI * hertz * i) / RATE);
      }
    }
    const path = await source('peaky.wav', wavOf(sound));
    const clip = await masteringWith(newest).master({ path, recorded: false }, WITH_CHIMES, 120_000, never);
    t.same(
      clip.renditions.map(({ codec }) => codec),
      ['mp3', 'opus'],
    );
    for (const rendition of clip.renditions) {
      const heard = decode(newest.path, pathOf(clip, rendition.codec));
      t.ok(Math.abs(loudness(heard) + 14) <= 1, `${rendition.codec}: ${loudness(heard)} LUFS`);
      t.ok(truePeak(heard) <= -1, `${rendition.codec}: ${truePeak(heard)} dBTP`);
    }
  },
);

t.test(
  'a correction turns down the few peaks where they are, and all of them when they are many',
  async (t) => {
    const start = { gainDb: 0.3, ceilingDb: -2.4, dips: [] };
    const held = { lufs: -14.2, truePeakDb: -1.1, isShort: false, spots: [{ atMs: 5, db: -1.1 }] };
    t.ok(keepsToBars(held), 'what keeps to the bars is left alone');
    t.notOk(keepsToBars({ ...held, lufs: -15.2 }));
    t.ok(keepsToBars({ ...held, lufs: -16.2, isShort: true }));
    t.match(correct(start, { ...held, lufs: -15.2 }, undefined), { ceilingDb: -2.4, dips: [] });

    const one = correct(start, { ...held, truePeakDb: 0.5, spots: [{ atMs: 70, db: 0.5 }] }, undefined);
    t.match(one, { gainDb: 0.3, ceilingDb: -2.4, dips: [{ atMs: 70 }] });
    t.ok((one.dips[0]?.db ?? 0) > 1.6, 'down to the bar and further');
    const again = { ...held, truePeakDb: -0.5, spots: [{ atMs: 70, db: -0.5 }] };
    t.equal(correct(one, again, undefined).dips.length, 2);

    const spots = Array.from({ length: 500 }, (_, i) => ({ atMs: i * 1000, db: -0.2 }));
    const many = correct(start, { ...held, truePeakDb: -0.2, spots }, undefined);
    t.ok(many.ceilingDb < -3.2, 'the limiter takes what is left');
    t.ok(many.gainDb <= 0.3 && many.gainDb > -0.5, 'and loudness gives what it can spare');
    t.ok(many.dips.length < 100);
  },
);

t.test('a finished file is turned down as far as its loudness allows, and only for what that helps', (t) => {
  const file = { lufs: -14.4, isShort: false, truePeakDb: 0.4 };
  const spots = [0.4, -0.81, -0.84, -1.3].map((db, n) => ({ atMs: n * 4000, db }));
  const turnDb = turnDownFor({ ...file, spots });
  t.ok(Math.abs(turnDb - 0.29) < 0.001, 'for the highest it can reach');
  const turned = measuredWhenTurnedDown({ ...file, spots }, turnDb);
  t.same(
    straysOf(turned)?.map(({ atMs }) => atMs),
    [0],
    'the one that is too high is left to be mended',
  );
  t.ok(keepsToBars({ ...turned, truePeakDb: -1.1, spots: [] }));
  t.equal(turnDownFor({ ...file, lufs: -14.84, spots }), 0, 'a file that is soft enough already is not');
  t.equal(turnDownFor({ ...file, spots: [{ atMs: 0, db: -1.2 }] }), 0);
  t.end();
});

t.test(
  'what must not be broadcast is sent back with a reason in Thai and English (failure 38)',
  async (t) => {
    const mastering = masteringWith(one);
    const clipped = scaled(speechLike(3000), 4).map((x) => Math.max(-1, Math.min(1, x)));
    const good = wavOf(speechLike(3000));
    const m4a = join(dir, 'sources', 'whole.m4a');
    execFileSync(one.path, ['-v', 'error', '-nostdin', '-y', '-i', spoken, '-c:a', 'aac', '-f', 'ipod', m4a]);
    const table: [string, Uint8Array, number | undefined, string, RegExp][] = [
      ['silence', wavOf(new Float64Array(3 * RATE)), undefined, 'clip-refused', /ไม่มีเสียงพูด.*silent/],
      ['a hum below hearing', wavOf(speechLike(3000, 0.001)), undefined, 'clip-refused', /silent/],
      ['clipped', wavOf(clipped), undefined, 'clip-refused', /เสียงแตก.*clipped/],
      ['a finger that slipped', wavOf(speechLike(700)), undefined, 'clip-refused', /สั้นกว่า 1 วินาที.*second/],
      ['too long', good, 1900, 'clip-refused', /ไม่ตรงกับที่คาดไว้.*expected/],
      ['too short', good, 4600, 'clip-refused', /3\.0 s where about 4\.6 s/],
      ['telephone of the last century', wavOf(speechLike(500), 4000), undefined, 'clip-refused', /8 kHz/],
      ['a letter', Buffer.from('เรียน ท่านผู้ใหญ่บ้าน'), undefined, 'unreadable-audio', /m4a, mp3, ogg/],
      ['nothing', new Uint8Array(), undefined, 'unreadable-audio', /m4a, mp3, ogg/],
      [
        'a playlist',
        Buffer.from('#EXTM3U\nfile:///etc/passwd\n'),
        undefined,
        'unreadable-audio',
        /m4a, mp3, ogg/,
      ],
      [
        'a recording cut off',
        (await readFile(m4a)).subarray(0, 6000),
        undefined,
        'unreadable-audio',
        /send it again/,
      ],
      ['a WAV without sound', good.subarray(0, 44), undefined, 'unreadable-audio', /send it again/],
    ];
    for (const [name, bytes, expectedMs, code, reason] of table) {
      const path = await source('refused', bytes);
      const error = await failureOf(mastering.master({ path, recorded: true }, BARE, expectedMs, never));
      t.equal(error.code, code, name);
      t.match(error.message, reason, name);
      t.equal(error.retry, false, `${name}: trying again would not help`);
    }
    const absent = await failureOf(
      mastering.master({ path: join(dir, 'absent.wav'), recorded: true }, BARE, undefined, never),
    );
    t.equal(absent.code, 'not-found');
    const long = createMastering({ ffmpeg: one, shelf, scratch, longestMs: 2000 });
    t.match(
      (await failureOf(long.master({ path: spoken, recorded: false }, BARE, undefined, never))).message,
      /Longer/,
    );
    const justLonger = await mastering.master(
      { path: await source('ok.wav', good), recorded: false },
      BARE,
      2100,
      never,
    );
    t.ok(justLonger.ms > 3000, 'less than 1.5 times is accepted');
  },
);

t.test('a program that hangs, is stopped or is gone does not hold the village up', async (t) => {
  const hanging = join(dir, 'hanging');
  await writeFile(hanging, '#!/bin/sh\ntrap "" TERM\nexec sleep 600\n');
  await chmod(hanging, 0o755);
  const slow = createMastering({ ffmpeg: { ...one, path: hanging }, shelf, scratch, timeoutMs: 50 });
  const late = await failureOf(slow.master({ path: spoken, recorded: false }, BARE, undefined, never));
  t.equal(late.code, 'timeout');
  t.ok(late.retry);

  const patient = createMastering({ ffmpeg: { ...one, path: hanging }, shelf, scratch });
  const control = new AbortController();
  const reason = new Error('the office closed');
  const work = patient.master({ path: spoken, recorded: false }, BARE, undefined, control.signal);
  setImmediate(() => control.abort(reason));
  await t.rejects(work, reason);
  await t.rejects(patient.master({ path: spoken, recorded: false }, BARE, undefined, control.signal), reason);

  const gone = createMastering({ ffmpeg: { ...one, path: join(dir, 'no-ffmpeg') }, shelf, scratch });
  t.equal(
    (await failureOf(gone.master({ path: spoken, recorded: false }, BARE, undefined, never))).code,
    'no-engine',
  );

  const broken = createMastering({ ffmpeg: { ...one, path: dir }, shelf, scratch });
  t.equal(
    (await failureOf(broken.master({ path: spoken, recorded: false }, BARE, undefined, never))).code,
    'engine-failed',
  );
});

t.test('a full disk is reported as one, to be tried again, and nothing half-written stays', async (t) => {
  const full = join(dir, 'full');
  await mkdir(full);
  const real = await import('node:fs/promises');
  const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const shelfOnFullDisk = createClipShelf(full, {
    ...real,
    open: async (...args: Parameters<typeof real.open>) => {
      const file = await real.open(...args);
      file.writeFile = async () => {
        throw noSpace;
      };
      return file;
    },
  });
  const mastering = createMastering({ ffmpeg: one, shelf: shelfOnFullDisk, scratch });
  const error = await failureOf(mastering.master({ path: word, recorded: false }, BARE, undefined, never));
  t.equal(error.code, 'disk-full');
  t.equal(error.retry, true);
  t.equal(error.cause, noSpace);
  t.same(await readdir(full), []);
});

t.test('nothing is left behind where clips are made', async (t) => {
  t.same(await readdir(join(dir, 'scratch')), []);
});
