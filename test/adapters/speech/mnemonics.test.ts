import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import { breathsOf, SYLLABLES_PER_BREATH } from '../../../src/adapters/speech/breaths.ts';
import { inBrackets, syllableMnemonics } from '../../../src/adapters/speech/espeak-mnemonics.ts';
import { findEspeak } from '../../../src/adapters/speech/espeak-native.ts';
import type { Gaps } from '../../../src/thai/gaps.ts';
import { toPhrases } from '../../../src/thai/phrases.ts';
import { readThai } from '../../../src/thai/reading.ts';
import { phrase, syl, word } from './speech-fixtures.ts';

const FIRSTS = ['p', 'pʰ', 'b', 't', 'tʰ', 'd', 'k', 'kʰ', 'f'];
const ONSETS = [
  ...FIRSTS,
  ...['tɕ', 'tɕʰ', 's', 'h', 'm', 'n', 'ŋ', 'r', 'l', 'w', 'j', 'ʔ'],
  ...FIRSTS.flatMap((first) => ['r', 'l', 'w'].map((second) => first + second)),
];
const VOWELS = [...'ieɛaɔouɯɤ'].flatMap((v) => [v, `${v}ː`]).concat(['ia', 'ɯa', 'ua']);
const CODAS = ['', 'p', 't', 'k', 'm', 'n', 'ŋ', 'w', 'j'];
const TONES = ['mid', 'low', 'falling', 'high', 'rising'] as const;
const { PATH, HOKRACHAI_REQUIRE_PEERS } = process.env;
const espeak = await findEspeak(PATH);
const peers = HOKRACHAI_REQUIRE_PEERS === '1';

/** Written apart from the mapping: what one syllable may look like when it reaches the engine. */
const V = '(?:i\\.|[ieEaOou@])';
const SYLLABLE = new RegExp(
  `^(?:(?:[ptk]_hh|[pbtdkf])[*lw]?|tS;|tSh|[shmnN*lwj?])(?:${V}[24]|'${V}:[24]|'(?:i\\.|[iu])(?:2@2|4@4))[ptkmnNwj]?$`,
);

t.test('words of announcements are mapped as they were measured', async (t) => {
  const said = (syllables: string) => breathsOf([phrase([word(...syllables.split(' '))])])[0]?.mnemonics;
  t.equal(
    said('s-a--low w-a-t-low d-iː--mid'),
    "sa2wa4td'i:2",
    'สวัสดี: low and high by turns, whatever the tones',
  );
  t.equal(said('pr-a--low k-aː-t-low'), "p*a2k'a:4t", 'ประกาศ');
  t.equal(said('kʰ-aː-w-low'), "k_hh'a:2w", 'ข่าว');
  t.equal(said('kʰ-aː-w-falling'), "k_hh'a:2w", 'ข้าว');
  t.equal(said('n-aː-m-high tʰ-ua-m-falling'), "n'a:2mt_hh'u4@4m", 'น้ำท่วม');
  t.equal(said('m-uː--low b-aː-n-falling'), "m'u:2b'a:4n", 'หมู่บ้าน');
  t.equal(said('r-oː-ŋ-mid r-ia-n-mid'), "*'o:2N*'i4@4n", 'โรงเรียน');
  t.equal(said('m-ɯa-ŋ-mid'), "m'i.2@2N", 'เมือง');
  t.equal(said('kl-a-j-falling kl-a-j-mid'), 'kla2jkla4j', 'ใกล้ไกล');
  t.equal(said('pʰr-u-ŋ-falling n-iː--high'), "p_hh*u2Nn'i:4", 'พรุ่งนี้');
  t.equal(said('m-aː-k-falling'), "m'a:2k", 'มาก');
  t.equal(said('tɕʰ-ɤː-n-mid'), "tSh'@:2n", 'เชิญ');
  t.equal(said('tɕ-ɯː-t-low'), "tS;'i.:2t", 'จืด');
  t.equal(said('kʰw-aː-m-mid'), "k_hhw'a:2m", 'ความ');
});

t.test('what is not a Thai syllable is refused', async (t) => {
  const good = { onset: 'k', vowel: 'aː', coda: 'n', tone: 'mid' as const };
  const wrong = [
    { ...good, onset: '' },
    { ...good, onset: 'constructor' },
    { ...good, onset: '__proto__' },
    { ...good, onset: 'sr' },
    { ...good, onset: 'krr' },
    { ...good, onset: ']]rm -rf[[' },
    { ...good, vowel: 'a:' },
    { ...good, vowel: '' },
    { ...good, vowel: 'ː' },
    { ...good, vowel: 'iaː' },
    { ...good, vowel: 'toString' },
    { ...good, coda: 's' },
    { ...good, coda: ' ' },
    { ...good, coda: '<break/>' },
    { ...good, tone: '3' as 'mid' },
    { ...good, tone: 'valueOf' as 'mid' },
  ];
  for (const syllable of wrong) {
    t.throws(() => syllableMnemonics(syllable, '2'), { code: 'invalid-input' }, JSON.stringify(syllable));
  }
  t.throws(() => breathsOf([]), { code: 'invalid-input' }, 'nothing to say');
  t.throws(
    () => breathsOf([{ spoken: 'ก', words: [], pauseAfterMs: 0 }]),
    { code: 'invalid-input' },
    'no syllable at all',
  );
  for (const pause of [-1, Number.NaN, Number.POSITIVE_INFINITY, 60_001]) {
    t.throws(
      () => breathsOf([phrase([word('k-aː--mid')], pause)]),
      { code: 'invalid-input' },
      `pause ${pause}`,
    );
  }
});

t.test('whatever stands in a syllable, only our mnemonics come out', async (t) => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(...ONSETS, ...VOWELS, ...CODAS, ...TONES, ']]', '[[a]]', "p' ", 'ประกาศ'),
  );
  let accepted = 0;
  fc.assert(
    fc.property(piece, piece, piece, piece, (onset, vowel, coda, tone) => {
      try {
        const out = syllableMnemonics({ onset, vowel, coda, tone: tone as 'mid' }, '4');
        accepted += 1;
        return SYLLABLE.test(out);
      } catch (error) {
        return (error as { code?: string }).code === 'invalid-input';
      }
    }),
    { numRuns: 5_000 },
  );
  for (const onset of ONSETS) {
    for (const vowel of VOWELS) {
      for (const coda of CODAS) {
        for (const tone of TONES) {
          const out = syllableMnemonics({ onset, vowel, coda, tone }, '2');
          if (!SYLLABLE.test(out)) t.fail(`${onset}${vowel}${coda} ${tone} gave ${out}`);
          accepted += 1;
        }
      }
    }
  }
  t.ok(accepted >= 48 * 21 * 9 * 5, 'every shape of syllable has its mnemonics');
});

t.test('only our mnemonics get into brackets', async (t) => {
  t.equal(inBrackets("k_hh'a:2w sa4"), "[[k_hh'a:2w sa4]]");
  for (const text of [
    '',
    'a2]] ข่าว [[a2',
    '[[a2',
    'ข่าว',
    "a2 <mark name='x'/>",
    'a2\na2',
    'a3',
    'V2',
    'y2',
    '_',
    'p_h',
  ]) {
    t.throws(() => inBrackets(text), { code: 'internal' }, JSON.stringify(text));
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        return !/[[\]<>&_\\"\n\u0e00-\u0e7f]/.test(
          inBrackets(text)
            .slice(2, -2)
            .replaceAll(/[ptk]_hh/g, ''),
        );
      } catch {
        return true;
      }
    }),
  );
});

t.test('long phrases are said in breaths, and no syllable is lost, doubled or moved', async (t) => {
  const shape = fc.array(
    fc.tuple(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 }), fc.nat(900)),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(shape, (wanted) => {
      let n = 0;
      const phrases = wanted.map(([lengths, pauseAfterMs]) => ({
        spoken: 'ก',
        words: lengths.map((length) => ({
          text: 'ก',
          syllables: Array.from({ length }, () => syl(`${ONSETS[n++ % 21]}-aː-${CODAS[n % 9]}-mid`)),
        })),
        pauseAfterMs,
      }));
      fc.pre(n > 0);
      const breaths = breathsOf(phrases);
      const all = phrases.flatMap((p) => p.words.flatMap((w) => w.syllables));
      const bare = all.map((syllable) => syllableMnemonics(syllable, '2').replaceAll('2', '')).join('');
      const turns = breaths.map((breath) => breath.mnemonics.replaceAll(/[^24]/g, ''));
      return (
        breaths.map((breath) => breath.mnemonics.replaceAll(/[ 24]/g, '')).join('') === bare &&
        JSON.stringify(breaths.flatMap((breath) => breath.syllables)) === JSON.stringify(all) &&
        turns.every(
          (turn) => turn.length > 0 && turn.length <= SYLLABLES_PER_BREATH && /^(?:24)*2?$/.test(turn),
        )
      );
    }),
  );
  const long = breathsOf([
    phrase(
      Array.from({ length: 31 }, () => word('k-aː--mid')),
      700,
    ),
  ]);
  t.same(
    long.map((breath) => [breath.mnemonics.split(' ').length, breath.pauseAfterMs]),
    [
      [16, 120],
      [15, 700],
    ],
    'parts of like length',
  );
  const name = breathsOf([phrase([word(...Array.from({ length: 25 }, () => 'k-aː--mid'))])]);
  t.same(
    name.map((breath) => breath.mnemonics.split(' ').map((part) => part.length / 5)),
    [[12, 12, 1]],
    'a very long name gets gaps',
  );
  const empty = breathsOf([
    phrase([word('k-aː--mid')], 200),
    phrase([], 900),
    phrase([word('k-aː--mid')], 100),
  ]);
  t.same(
    empty.map((breath) => breath.pauseAfterMs),
    [900, 100],
    'a phrase without words only lengthens the pause',
  );
});

t.test(
  'a telephone number is said in groups with room around it, and the gaps are the village’s',
  async (t) => {
    const said = (text: string, gaps?: Gaps) =>
      breathsOf(toPhrases(readThai(text, new Map())), gaps).map(
        ({ syllables, pauseAfterMs, isNumber }) =>
          `${isNumber ? 'n' : 'w'}${syllables.length} ${pauseAfterMs}`,
      );
    t.same(said('โทร ๐๘๑-๒๓๔-๕๖๗๘ ครับ'), ['w3 600', 'n3 200', 'n3 200', 'n4 600', 'w1 0']);
    t.same(
      said('ในปี ๒๕๖๙ มีฝน'),
      said('ในปี ๒๕๖๙ มีฝน').filter((one) => one.startsWith('w')),
      'a year is no row of digits',
    );
    const wide = { group: 400, clause: 900, sentence: 1500, number: 1200 };
    t.same(said('มา ไป'), ['w1 200', 'w1 0']);
    t.same(said('มา ไป', wide), ['w1 400', 'w1 0']);
  },
);

t.test(
  'espeak-ng echoes exactly what it was sent',
  { skip: !espeak && !peers && 'espeak-ng is not installed' },
  async (t) => {
    t.ok(espeak, 'espeak-ng is installed');
    const echo = (mnemonics: string, ...more: string[]) =>
      execFileSync(espeak ?? '', ['-v', 'shn', '-m', '-b', '1', '-q', '-x', ...more, '--stdin'], {
        input: `<speak> ${inBrackets(mnemonics)} </speak>`,
        encoding: 'utf8',
      })
        .trim()
        .replaceAll(/\s+/g, ' ');
    const shapes: string[] = [];
    let turn = 0;
    for (const vowel of VOWELS) {
      for (const level of ['2', '4'] as const) {
        const tone = 'mid';
        for (const onset of ONSETS)
          shapes.push(syllableMnemonics({ onset, vowel, coda: CODAS[turn++ % 9] ?? '', tone }, level));
        for (const coda of CODAS)
          shapes.push(syllableMnemonics({ onset: ONSETS[turn++ % 21] ?? '', vowel, coda, tone }, level));
      }
    }
    t.ok(shapes.length > 2_300);
    for (let from = 0; from < shapes.length; from += 30) {
      const sent = shapes.slice(from, from + 30).join(' ');
      if (echo(sent) !== sent) t.equal(echo(sent), sent);
    }
    // Where one syllable ends and the next begins, no two letters may melt into another sound (t and s, n and j).
    const parts = (word: string) =>
      word.match(/[ptk]_h|h|tS;|tS|'?(?:i\.|[ieEaOou@]):?[24]|[pbtdkfsmnN*lwj?]/g) ?? [];
    for (const coda of CODAS.slice(1)) {
      const words = ONSETS.map((onset) =>
        [syl(`s-ua-${coda}-falling`), syl(`${onset}-ɯː-${coda}-low`), syl(`${onset}-a-n-high`)]
          .map((one, i) => syllableMnemonics(one, i % 2 === 0 ? '2' : '4'))
          .join(''),
      );
      for (let from = 0; from < words.length; from += 24) {
        const sent = words.slice(from, from + 24);
        t.equal(
          echo(sent.join(' '), '--sep=+'),
          sent.map((one) => parts(one).join('+')).join(' '),
          `after -${coda}`,
        );
      }
    }
  },
);
