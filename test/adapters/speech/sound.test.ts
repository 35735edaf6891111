import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { speakInTurn } from '../../../src/adapters/speech/speak-in-turn.ts';
import { readWav, type Sound, withoutEdges, writeWav } from '../../../src/adapters/speech/wav.ts';
import { RelayError } from '../../../src/core/errors.ts';
import { shortWav } from './speech-fixtures.ts';

const never = new AbortController().signal;

t.test('what is written to a WAV file is read from it', async (t) => {
  const path = join(t.testdir(), 'sound.wav');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.int16Array({ maxLength: 200 }), { maxLength: 5 }),
      fc.nat(50),
      async (pieces, ms) => {
        const wav = await writeWav(path, 8000);
        for (const samples of pieces) await wav.add({ rate: 8000, samples });
        await wav.addSilence(ms);
        const length = await wav.finish();
        const file = readFileSync(path);
        const { rate, samples } = readWav(file);
        const whole = [...pieces.flatMap((piece) => [...piece]), ...Array(ms * 8).fill(0)];
        return (
          rate === 8000 &&
          samples.join() === whole.join() &&
          length === Math.round(whole.length / 8) &&
          file.readUInt32LE(4) === file.length - 8
        );
      },
    ),
    { numRuns: 50 },
  );
});

t.test('the WAV files of other programs are read', async (t) => {
  t.same([...readWav(shortWav([1, -2, 3])).samples], [1, -2, 3], 'with a length that was never filled in');
  const stereo = Buffer.from(shortWav([]));
  stereo.writeUInt16LE(3, 20);
  stereo.writeUInt16LE(2, 22);
  stereo.writeUInt16LE(32, 34);
  const floats = Buffer.from(Float32Array.of(0.5, 0.25, 9, 9, -1, -1).buffer);
  t.same(
    [...readWav(Buffer.concat([stereo, floats])).samples],
    [12_288, 32_767, -32_767],
    'two channels of float',
  );
  const plain = Buffer.from(shortWav([7, 8]));
  const note = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
  t.same(
    [...readWav(Buffer.concat([plain.subarray(0, 36), note, plain.subarray(36)])).samples],
    [7, 8],
    'with a note',
  );
});

t.test('what is no sound is refused', async (t) => {
  const wav = Buffer.from(shortWav([1, 2, 3]));
  const odd = Buffer.from(wav);
  odd.writeUInt16LE(6, 20);
  const bare = Buffer.concat([wav.subarray(0, 12), wav.subarray(36), Buffer.alloc(30)]);
  for (const file of [
    Buffer.alloc(0),
    Buffer.from('ID3 this is another kind of file altogether, not WAV'),
    odd,
    bare,
  ]) {
    t.throws(() => readWav(file), { code: 'unreadable-audio' });
  }
  fc.assert(
    fc.property(fc.nat(wav.length - 1), fc.nat(255), fc.nat(wav.length), (at, value, length) => {
      const broken = Buffer.from(wav);
      broken[at] = value;
      try {
        return readWav(broken.subarray(0, length)).samples.length <= 3;
      } catch (error) {
        return error instanceof RelayError && error.code === 'unreadable-audio';
      }
    }),
    { numRuns: 2000 },
  );
});

t.test('silence is cut from the edges and from nowhere else', async (t) => {
  t.same([...withoutEdges(Int16Array.of(0, 5, -16, 300, 0, 0, -17, 3, 0))], [300, 0, 0, -17]);
  t.equal(withoutEdges(Int16Array.of(0, 16, -16)).length, 0);
});

t.test(
  'pieces made out of order are written in order, with exactly the asked silence between them',
  async (t) => {
    const wavPath = join(t.testdir(), 'out.wav');
    const waiting = new Map<number, () => void>();
    let inHand = 0;
    let most = 0;
    const make = async (piece: { value: number }): Promise<Sound> => {
      most = Math.max(most, ++inHand);
      const second = waiting.get(piece.value - 1);
      if (piece.value % 2 === 1) await new Promise<void>((done) => waiting.set(piece.value, done));
      second?.();
      inHand -= 1;
      return { rate: 8000, samples: Int16Array.of(0, 0, piece.value * 100, 0, piece.value * 100, 0) };
    };
    const pieces = [1, 2, 3, 4].map((value) => ({ value, pauseAfterMs: (value + 1) / 8 }));
    const shares: number[] = [];
    const ms = await speakInTurn(
      { pieces, make, atOnce: 2, wavPath, onProgress: (share) => shares.push(share) },
      never,
    );
    const samples = [...readWav(readFileSync(wavPath)).samples];
    t.same(samples, [100, 0, 100, 0, 0, 200, 0, 200, 0, 0, 0, 300, 0, 300, 0, 0, 0, 0, 400, 0, 400]);
    t.equal(ms, Math.round(samples.length / 8));
    t.equal(most, 2, 'never more in hand than allowed');
    t.same(shares, [0.25, 0.5, 0.75, 1]);
  },
);

t.test('a piece is made twice at most, and a failure leaves no file', async (t) => {
  const wavPath = join(t.testdir(), 'out.wav');
  const tries: number[] = [];
  const sound: Sound = { rate: 1000, samples: Int16Array.of(500) };
  const pieces = [0, 1, 2].map((value) => ({ value, pauseAfterMs: 0 }));
  const failing =
    (code: 'engine-failed' | 'invalid-input', times: number) => async (piece: { value: number }) => {
      tries.push(piece.value);
      if (piece.value === 1 && tries.filter((value) => value === 1).length <= times)
        throw new RelayError(code, 'no');
      return sound;
    };
  t.equal(await speakInTurn({ pieces, make: failing('engine-failed', 1), atOnce: 1, wavPath }, never), 3);
  t.same(tries.splice(0), [0, 1, 1, 2]);
  await t.rejects(speakInTurn({ pieces, make: failing('engine-failed', 2), atOnce: 1, wavPath }, never), {
    code: 'engine-failed',
  });
  t.same(tries.splice(0), [0, 1, 1]);
  t.notOk(existsSync(wavPath));
  await t.rejects(speakInTurn({ pieces, make: failing('invalid-input', 1), atOnce: 1, wavPath }, never), {
    code: 'invalid-input',
  });
  t.same(tries.splice(0), [0, 1], 'what another try cannot mend is not tried again');
  await t.rejects(speakInTurn({ pieces: [], make: failing('engine-failed', 0), atOnce: 1, wavPath }, never), {
    code: 'invalid-input',
  });
  const uneven = async (piece: { value: number }) => ({ ...sound, rate: 1000 + piece.value });
  await t.rejects(speakInTurn({ pieces, make: uneven, atOnce: 1, wavPath }, never), {
    code: 'engine-failed',
  });
  const stop = new AbortController();
  const stopping = speakInTurn(
    {
      pieces,
      make: failing('engine-failed', 0),
      atOnce: 1,
      wavPath,
      onProgress: () => stop.abort(new Error('enough')),
    },
    stop.signal,
  );
  await t.rejects(stopping, { message: 'enough' });
  t.notOk(existsSync(wavPath));
});

t.test('a folder that is not there is a failure of the disk', async (t) => {
  const folder = t.testdir();
  writeFileSync(join(folder, 'file'), '');
  await t.rejects(writeWav(join(folder, 'file', 'out.wav'), 8000), { code: 'disk-failed', retry: true });
});
