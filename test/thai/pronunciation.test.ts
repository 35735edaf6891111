// How what is said sounds: the clerk's words, the shared samples, and what must hold for any letters and any text.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { estimateSpeechMs, toPhrases } from '../../src/thai/phrases.ts';
import { pronounce, toIpa } from '../../src/thai/pronunciation.ts';
import { readThai } from '../../src/thai/reading.ts';
import { pronounceRespelling } from '../../src/thai/respelling.ts';
import { irregularWords } from '../../src/thai/tables/irregular.ts';
import { anyText } from './any-text.ts';

const here = (name: string) => new URL(name, import.meta.url);
const shared = (name: string) => new URL(`../../../shared/samples/${name}`, import.meta.url);
const sound = (word: string) => toIpa(pronounce(word));
const lines = (url: URL) => readFileSync(url, 'utf8').trim().split('\n');

/** A kind with words and their sounds, or with words respelt: the respelling is the wish, the lexicon has no say in it. */
type Case = readonly [kind: string, words: string, sounds?: string];

t.test('every word of the clerk sounds as the clerk wants it', async (t) => {
  const cases: Case[] = JSON.parse(readFileSync(here('pronunciation.cases.json'), 'utf8'));
  for (const [kind, words, sounds] of cases) {
    if (sounds !== undefined) {
      t.equal(words.split(' ').map(sound).join(' '), sounds, kind);
      continue;
    }
    for (const pair of words.split(' ')) {
      const [word = '', respelling = ''] = pair.split('=');
      const wanted = pronounceRespelling(respelling);
      t.equal(sound(word), wanted.ok ? toIpa(wanted.syllables) : respelling, `${kind}: ${pair}`);
    }
  }
});

t.test('a person corrects a word by respelling it', async (t) => {
  t.equal(sound('สะ-หฺวัด-ดี'), 'sa˨˩.wat˨˩.diː˧');
  t.equal(sound('ปฺระ-กาด'), sound('ประกาศ'));
  t.equal(sound('ทฺรำ-เป็ด'), 'tʰram˧.pet˨˩', 'the point keeps ทร apart from ซ');
  t.equal(sound('ขัด-สะ-หมอน'), 'kʰat˨˩.sa˨˩.mɔːn˩˩˦');
  const faults = [
    ['สบาย-ดี', 'สบาย', 'several-syllables'],
    ['สะ--ดี', '', 'empty'],
    ['', '', 'empty'],
    ['สะ-OK', 'OK', 'not-thai'],
    ['สะ-์', '์', 'no-syllable'],
  ] as const;
  for (const [text, part, fault] of faults)
    t.same(pronounceRespelling(text), { ok: false, part, fault }, text || 'nothing');
  const { words = [] } = toPhrases({ ...readThai(''), spoken: 'ขอเชิญ คุน-หมอ-สม-สัก มา' })[1] ?? {};
  t.same(
    words.map((word) => word.text),
    ['คุนหมอสมสัก'],
    'in a text it stays one word',
  );
});

t.test('every entry of the lexicon is written the way it can be said', async (t) => {
  const words = irregularWords();
  for (const [word, entry] of words) {
    const forms = entry.split('|').filter((form) => form !== '');
    const parts = forms.flatMap((form) => form.split('-'));
    const sayable = parts.every((part) => pronounceRespelling(part.replace(/^[+*]/, '')).ok);
    if (!sayable || forms.length === 0) t.fail(`${word}=${entry}`);
  }
  t.ok(words.length > 4000, `${words.length} entries`);
});

const ONSET = /^(?:(?:[pbtdkf]|[ptk]ʰ)[rlw]?|tɕʰ?|[shmnŋrlwjʔ])$/;
const VOWEL = /^(?:[ieɛaɔouɯɤ]ː?|ia|ɯa|ua)$/;

t.test(
  'the samples of pronunciation are said right',
  { skip: !existsSync(shared('thai-pronunciation.tsv')) },
  async (t) => {
    let right = 0;
    let all = 0;
    let heard = 0;
    let spoken = 0;
    for (const line of lines(shared('thai-pronunciation.tsv'))) {
      if (line.startsWith('#')) continue;
      const [word = '', sounds = '', frequency = '0'] = line.split('\t');
      const ok = sounds.split('|').includes(toIpa(pronounce(word)));
      all++;
      spoken += Number(frequency);
      if (ok) {
        right++;
        heard += Number(frequency);
      }
    }
    t.comment(
      `exact ${((100 * right) / all).toFixed(1)} %, by frequency ${((100 * heard) / spoken).toFixed(1)} %`,
    );
    t.ok(right / all >= 0.97);
    t.ok(heard / spoken >= 0.99);
  },
);

t.test('any Thai letters have a sound, made of the sounds of Thai', async () => {
  const letters = fc.string({
    unit: fc.constantFrom(...Array.from({ length: 0x5b }, (_, i) => String.fromCharCode(0xe01 + i))),
    maxLength: 24,
  });
  fc.assert(
    fc.property(letters, (word) => {
      const syllables = pronounce(word);
      const ours = syllables.every(
        (s) => ONSET.test(s.onset) && VOWEL.test(s.vowel) && /^[ptkmnŋwj]?$/.test(s.coda),
      );
      return ours && (!/[\u0e01-\u0e2e]/.test(word) || syllables.length > 0);
    }),
    { numRuns: 3000 },
  );
});

t.test('a hundred thousand letters without a space are said in a time that grows with them', async (t) => {
  for (const unit of ['ก', 'สม', 'เ', 'ราชการ', 'ฤ', 'ต์', 'สวัสดีครับ'])
    t.ok(pronounce(unit.repeat(Math.ceil(100_000 / unit.length))).length >= (unit === 'เ' ? 0 : 1), unit);
});

t.test('phrases are short enough for one breath and lose no word', async (t) => {
  fc.assert(
    fc.property(anyText, (written) => {
      const reading = readThai(written);
      const phrases = toPhrases(reading);
      const short = phrases.every((p) => p.words.reduce((n, w) => n + w.syllables.length, 0) <= 30);
      return short && estimateSpeechMs(phrases) >= 0;
    }),
    { numRuns: 500 },
  );
  const phrases = toPhrases(readThai('ประกาศ เรื่องน้ำท่วม, ขอให้ขนของขึ้นที่สูง\n\nขอบคุณครับ'));
  t.same(
    phrases.map((p) => [p.spoken, p.pauseAfterMs]),
    [
      ['ประกาศ', 200],
      ['เรื่องน้ำท่วม', 600],
      ['ขอให้ขนของขึ้นที่สูง', 1000],
      ['ขอบคุณครับ', 0],
    ],
  );
});
