// Written official Thai → what an announcer says. The text is mended, the passes claim their parts in the order of
// the list below, and what nobody claimed is a Thai word or is left for a person to decide. Nothing is dropped silently.

import type { Confidence, SegmentKind as Kind, Page, Rule, Token } from './page.ts';
import { applyRule, claim, openPage, tokensOf } from './page.ts';
import { paiyannoi, readAbbreviations, unknownAbbreviations } from './passes/abbreviations.ts';
import { addresses } from './passes/addresses.ts';
import { closeUp } from './passes/breaths.ts';
import { clocks } from './passes/clocks.ts';
import { dates } from './passes/dates.ts';
import { foreignWords, namesWithFigures } from './passes/foreign.ts';
import { glosses } from './passes/glosses.ts';
import { houses } from './passes/houses.ts';
import { identities, plates } from './passes/identities.ts';
import { items } from './passes/items.ts';
import { leftover } from './passes/leftover.ts';
import { letterNumbers } from './passes/letter-numbers.ts';
import { marks } from './passes/marks.ts';
import { land, measures } from './passes/measures.ts';
import { moneys } from './passes/money.ts';
import { landPapers, numbered } from './passes/numbered.ts';
import { offices } from './passes/offices.ts';
import { people } from './passes/people.ts';
import { phones } from './passes/phones.ts';
import { pictures } from './passes/pictures.ts';
import { plainNumbers } from './passes/plain-numbers.ts';
import { readRepeats } from './passes/repeats.ts';
import { shares } from './passes/shares.ts';
import { years } from './passes/years.ts';
import { repair } from './repair.ts';
import { pronounceRespelling } from './respelling.ts';
import { createTrie } from './trie.ts';

export type SegmentKind = Kind;

/** UTF-16 offsets into the written text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One stretch of the written text and what is said for it. An unread one is spoken as its proposal. */
export interface Segment {
  readonly written: string;
  readonly span: Span;
  readonly spoken: string;
  readonly kind: SegmentKind;
  readonly confidence: Confidence;
}

/** `why` is a short Thai sentence for the officer; `proposed` is what would be said, '' = left out. */
export interface UnreadToken {
  readonly written: string;
  readonly span: Span;
  readonly why: string;
  readonly proposed: string;
}

/** What people said of tokens that stay unread, by their mended written form; undefined: as proposed. */
export type Answers = ReadonlyMap<string, string | undefined>;

export interface Reading {
  readonly segments: readonly Segment[];
  readonly spoken: string;
  readonly unread: readonly UnreadToken[];
}

type Pass = (page: Page) => void;

function rules(list: readonly Rule[], needs?: RegExp): Pass {
  return (page) => {
    if (needs !== undefined && !needs.test(page.text)) return;
    for (const rule of list) applyRule(page, rule);
  };
}

const FIGURE = /\d/;
const LATIN = /[A-Za-z]/;

/** The order is the grammar: what comes earlier is the more particular. */
const PASSES: readonly Pass[] = [
  rules(addresses, /[A-Za-z#@]/),
  rules(pictures),
  rules(namesWithFigures, LATIN),
  rules([...letterNumbers, ...plates, ...identities, ...phones, ...houses, ...landPapers, ...items]),
  rules([...dates, ...years, ...clocks]),
  rules(numbered, FIGURE),
  rules([...land, ...moneys, ...shares, ...measures], /[\d\u00bc-\u00be\u2150-\u215e/]/),
  rules(glosses, /\(/),
  rules([...people, ...offices]),
  readAbbreviations,
  rules(paiyannoi, /ฯ/),
  rules(unknownAbbreviations, /\./),
  rules(foreignWords, LATIN),
  rules(plainNumbers, FIGURE),
  rules(marks),
];

function readDictionary(page: Page, dictionary: ReadonlyMap<string, string>): void {
  const trie = createTrie(
    [...dictionary].map(([key, value]) => [repair(key).text, onlySpeech(value)] as const),
  );
  const letter = /[A-Za-z0-9]/;
  for (let at = 0; at < page.text.length; at++) {
    const found = trie.longest(page.text, at);
    if (found === undefined) continue;
    const end = at + found.length;
    const cutsIn = letter.test(page.text.charAt(at)) && letter.test(page.text.charAt(at - 1));
    const cutsOut = letter.test(page.text.charAt(end - 1)) && letter.test(page.text.charAt(end));
    if (!cutsIn && !cutsOut && claim(page, at, end, { kind: 'abbreviation', spoken: found.value }))
      at = end - 1;
  }
}

/** Between spaces: a word respelt with hyphens, สะ-หฺวัด-ดี. */
const RESPELT = /(?<![^ ])([\u0e01-\u0e4e]+(?:-[\u0e01-\u0e4e]+)+)(?![^ ])/;

/** A person's spoken form may itself hold figures, short forms, and respelt words, which a space parts from the rest. */
function onlySpeech(spoken: string): string {
  if (!RESPELT.test(spoken)) return plainSpeech(spoken);
  const parts = spoken
    .split(RESPELT)
    .map((part) => (RESPELT.test(part) && pronounceRespelling(part).ok ? part : plainSpeech(part).trim()));
  return ` ${parts.filter((part) => part !== '').join(' ')} `;
}

function plainSpeech(spoken: string): string {
  return /^[\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e ]*$/.test(spoken)
    ? spoken
    : readThai(spoken).spoken;
}

/** Unread tokens that a person has answered: said so, left out (''), or as proposed (undefined). */
function answered(tokens: Token[], text: string, answers: Answers): Token[] {
  return tokens.map((token) => {
    const written = token.kind === 'unread' ? text.slice(token.start, token.end).trim() : undefined;
    if (written === undefined || !answers.has(written)) return token;
    const answer = answers.get(written);
    const spoken = answer === undefined ? token.spoken : onlySpeech(answer);
    return { ...token, kind: spoken === '' ? 'silent' : 'abbreviation', spoken, confidence: 'sure', why: '' };
  });
}

/** One space between phrases, one mark between clauses, none at the ends. */
function tidy(spoken: string): string {
  return spoken
    .replace(/[ ,.]+/g, (gap) => (gap.includes('.') ? '. ' : gap.includes(',') ? ', ' : ' '))
    .replace(/^[ ,.]+/, '')
    .replace(/[ ,.]{1,3}$/, '');
}

/**
 * Reads a text aloud on paper. Total: any string gives a reading. The segments follow each other without a gap, and
 * their `written` put together is the written text; `spoken` holds Thai letters, spaces, the pause marks , and .
 * and, in a word that a person has respelt, hyphens.
 * The dictionary is the organisation's own written → spoken forms, longest match first, and goes before every rule;
 * the answers count only where the rules have left a token unread.
 */
export function readThai(
  written: string,
  dictionary?: ReadonlyMap<string, string>,
  answers?: Answers,
): Reading {
  const { text, from } = repair(written);
  const page = openPage(text);
  if (dictionary !== undefined && dictionary.size > 0) readDictionary(page, dictionary);
  for (const pass of PASSES) pass(page);
  const found = tokensOf(page, (start, end) => leftover(text, start, end));
  const known = answers === undefined || answers.size === 0 ? found : answered(found, text, answers);
  const tokens = closeUp(readRepeats(known));

  const segments: Segment[] = [];
  const unread: UnreadToken[] = [];
  for (const token of tokens) {
    const span = { start: from[token.start] ?? 0, end: from[token.end] ?? written.length };
    const piece = written.slice(span.start, span.end);
    segments.push({
      written: piece,
      span,
      spoken: token.spoken,
      kind: token.kind,
      confidence: token.confidence,
    });
    if (token.kind === 'unread')
      unread.push({ written: piece, span, why: token.why, proposed: token.spoken });
  }
  if (segments.length === 0 && written !== '')
    segments.push({
      written,
      span: { start: 0, end: written.length },
      spoken: '',
      kind: 'silent',
      confidence: 'sure',
    });
  return { segments, spoken: tidy(segments.map((s) => s.spoken).join('')), unread };
}
