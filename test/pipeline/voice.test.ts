// The voice stage between its ports: which voice spoke goes with the revision, a stand-in's clip is not taken for the
// wanted voice's, and one voice that hangs does not hold up the queue.
import t from 'tap';
import { createEngineOrder } from '../../src/adapters/speech/engine-order.ts';
import { createRests } from '../../src/adapters/speech/rests.ts';
import type { Fallback } from '../../src/core/bulletin.ts';
import type { Clip } from '../../src/core/clip.ts';
import { knownOf } from '../../src/core/dictionary.ts';
import { RelayError } from '../../src/core/errors.ts';
import type { BulletinId, OrgId } from '../../src/core/ids.ts';
import { createConveyor } from '../../src/pipeline/conveyor.ts';
import type { EngineFor, SpeechEngine } from '../../src/pipeline/ports.ts';
import type { ClaimedDraft } from '../../src/pipeline/records.ts';
import { createVoice, type VoicePorts } from '../../src/pipeline/voice.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
type Voiced = { readonly bulletin: string; readonly clip: Clip; readonly fallback: Fallback | undefined };

/** A stage over drafts of these words, with a mastering that only counts. */
function stageFor(engineFor: EngineFor, words: readonly string[], parallel = 2) {
  const waiting: ClaimedDraft[] = words.map((one, n) => ({
    org: 'org' as OrgId,
    bulletin: `b${n}` as BulletinId,
    n: 1,
    class: one.startsWith('ด่วน') ? 'emergency' : 'routine',
    words: one,
    source: { kind: 'words' },
    settled: [],
    attempts: 0,
    owner: 'o',
    version: 1,
  }));
  const voiced: Voiced[] = [];
  const shelf: Clip[] = [];
  const expected: (number | undefined)[] = [];
  const stage = createVoice({
    drafts: {
      claim: async (_owner, _now, limit) => waiting.splice(0, limit),
      renew: async () => true,
      voiced: async ({ bulletin }, _reading, clip, _now, fallback) => {
        shelf.push(clip);
        return voiced.push({ bulletin, clip, fallback }) > 0;
      },
      unvoiced: async ({ bulletin }, _reading, reason) => t.fail(`${bulletin}: ${reason}`),
      postpone: async ({ bulletin }, reason) => void t.fail(`${bulletin}: ${reason}`),
      clipOf: async (_org, recipe) => shelf.find((clip) => clip.recipe === recipe),
    },
    dictionary: { read: async () => knownOf([]) } as Partial<
      VoicePorts['dictionary']
    > as VoicePorts['dictionary'],
    engineFor,
    mastering: {
      master: async (_source, _sound, expectedMs) => {
        expected.push(expectedMs);
        const sha256 = `clip-${expected.length}`;
        return { sha256, ms: 1, lufs: -14, truePeakDb: -2, renditions: [], peaks: [], doubts: [] };
      },
    },
    originals: {} as VoicePorts['originals'],
    scratch: { within: (work) => work('/scratch') },
    clock: { now: () => 0, ulid: () => 'u' },
    every: () => () => {},
    soundFor: async (_org, of) => ({
      chain: 'G',
      openingChime: '',
      closingChime: '',
      gapMs: 0,
      repeat: 1,
      version: of,
    }),
    owner: 'o',
    parallel,
    changed: () => {},
  });
  const ticker = { start: () => {}, stop: () => {} };
  return { conveyor: createConveyor([stage], { ticker, log: quiet }), voiced, expected, waiting };
}

function voice(id: string, speak?: (signal: AbortSignal) => Promise<number>): SpeechEngine {
  return {
    id,
    check: async () => ({ usable: true, detail: id }),
    speak: async (_script, wavPath, signal) => {
      const expectedMs = await speak?.(signal);
      return { engine: `${id} 1.0`, wavPath, ms: 1, ...(expectedMs === undefined ? {} : { expectedMs }) };
    },
  };
}

t.test('who speaks is asked for each organisation and class, and a clip is made once', async (t) => {
  const asked: string[] = [];
  const engineFor: EngineFor = async (org, of) => {
    asked.push(`${org} ${of}`);
    return of === 'emergency' ? voice('embedded') : voice('azure', async () => 4321);
  };
  const words = ['ประชุมวันเสาร์', 'ด่วน น้ำท่วม', 'ประชุมวันเสาร์'];
  const { conveyor, voiced, expected } = stageFor(engineFor, words, 1);
  await conveyor.settle();
  t.same(asked, ['org routine', 'org emergency', 'org routine']);
  t.same(
    voiced.map(({ clip, fallback }) => [clip.sha256, clip.voice, fallback]),
    [
      ['clip-1', 'azure 1.0', undefined],
      ['clip-2', 'embedded 1.0', undefined],
      ['clip-1', 'azure 1.0', undefined],
    ],
  );
  t.equal(expected[0], 4321, 'a voice that compared its length with the words is believed');
  t.ok((expected[1] ?? 0) > 500, 'the others are compared with the house’s pace');
});

t.test('a stand-in is told with the revision, and its clip is not the wanted voice’s', async (t) => {
  let down = true;
  const wanted = voice('azure', async () => {
    if (down) throw new RelayError('engine-failed', 'It refuses the key.');
    return 1;
  });
  const order = createEngineOrder({ engines: [wanted, voice('embedded')], log: quiet });
  const words = ['ประชุมวันเสาร์', 'ประชุมวันเสาร์', 'ประชุมวันเสาร์'];
  const { conveyor, voiced, waiting } = stageFor(async () => order, words, 1);
  const later = waiting.splice(1);
  await conveyor.settle();
  t.same(voiced[0]?.fallback, { wanted: 'azure', why: 'It refuses the key.' });
  t.equal(voiced[0]?.clip.voice, 'embedded 1.0');
  down = false;
  waiting.push(...later.splice(0, 1));
  await conveyor.settle();
  t.match(voiced[1], { clip: { sha256: 'clip-2', voice: 'azure 1.0' }, fallback: undefined });
  waiting.push(...later);
  await conveyor.settle();
  t.equal(voiced[2]?.clip.sha256, 'clip-2', 'now it is known');
  const alone = createEngineOrder({ engines: [voice('embedded')], log: quiet });
  const other = stageFor(async () => alone, ['ประชุมวันเสาร์']);
  await other.conveyor.settle();
  t.equal(
    other.voiced[0]?.clip.recipe,
    voiced[0]?.clip.recipe,
    'where the stand-in is wanted its clip is found',
  );
});

t.test('the queue keeps moving when a voice hangs: only what was under way waits for it', async (t) => {
  let hung = 0;
  const patience: AbortController[] = [];
  const deaf = voice('azure', () => {
    hung += 1;
    return new Promise(() => {});
  });
  const after = () => {
    const limit = new AbortController();
    patience.push(limit);
    return limit.signal;
  };
  let now = 0;
  const rests = createRests(() => now);
  const order = createEngineOrder({ engines: [deaf, voice('embedded')], log: quiet, rests, after });
  const words = Array.from({ length: 12 }, (_, n) => `ประชุม ${'เรื่องที่ดิน '.repeat(n + 1)}`);
  const { conveyor, voiced } = stageFor(async () => order, words);
  const done = conveyor.settle();
  while (hung < 2) await new Promise(setImmediate);
  t.equal(voiced.length, 0);
  now = 30_000;
  for (const limit of patience.slice(0, 2)) limit.abort(new DOMException('', 'TimeoutError'));
  await done;
  t.equal(voiced.length, 12);
  t.equal(hung, 2, 'the other ten did not wait for it');
  t.ok(
    voiced.every(({ fallback }) => fallback?.wanted === 'azure'),
    'and each says who should have spoken',
  );
  t.match(voiced.at(-1)?.fallback?.why, /it took too long.* asked again in 60 s/i);
});
