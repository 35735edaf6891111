// How what is said sounds: the clerk's words, the shared samples, and what must hold for any letters and any text.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { estimateSpeechMs, toPhrases } from '../../src/thai/phrases.ts';
import { pronounce, toIpa } from '../../src/thai/pronunciation.ts';
import { readThai } from '../../src/thai/reading.ts';
import { anyText } from './any-text.ts';

const here = (name: string) => new URL(name, import.meta.url);
const shared = (name: string) => new URL(`../../../shared/samples/${name}`, import.meta.url);
const lines = (url: URL) => readFileSync(url, 'utf8').trim().split('\n');

t.test('every word of the clerk sounds as the clerk wants it', async (t) => {
  const cases: [string, string, string][] = JSON.parse(
    readFileSync(here('pronunciation.cases.json'), 'utf8'),
  );
  for (const [kind, words, sounds] of cases)
    t.equal(
      words
        .split(' ')
        .map((w) => toIpa(pronounce(w)))
        .join(' '),
      sounds,
      kind,
    );
});

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
    t.ok(right / all >= 0.95);
    t.ok(heard / spoken >= 0.98);
  },
);

t.test('any Thai letters have a sound', async () => {
  const letters = fc.string({
    unit: fc.constantFrom(...Array.from({ length: 0x5b }, (_, i) => String.fromCharCode(0xe01 + i))),
    maxLength: 24,
  });
  fc.assert(
    fc.property(letters, (word) => {
      const syllables = pronounce(word);
      return !/[\u0e01-\u0e2e]/.test(word) || syllables.length > 0;
    }),
    { numRuns: 3000 },
  );
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
