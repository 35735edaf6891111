// The words an organisation begins and ends its announcements with. They are put around the words of a draft when it is
// made, so that they are seen, edited, heard and approved like all the rest; nothing is added later.
import { announcementsIn } from './announcements.ts';
import { type Known, oneLine, readWords } from './dictionary.ts';
import { RelayError } from './errors.ts';

export interface Formulas {
  /** '' for none, as the closing. */
  readonly opening: string;
  readonly closing: string;
}

export const NO_FORMULAS: Formulas = { opening: '', closing: '' };
export const LONGEST_FORMULA = 300;

/** Words that say themselves who speaks: an announcement made from a letter, or one written as such. */
const OWN_BEGINNING = /^\s*(?:ประกาศจาก|คำสั่งของ)/;
/** จึงประกาศมาให้ทราบโดยทั่วกัน and its kin: one of them is enough. */
const OWN_ENDING = /^จึง/;

/** The words between the formulas, each unless the words have it, or one of their own, already. */
export function withFormulas(words: string, { opening, closing }: Formulas): string {
  const opens = opening !== '' && !OWN_BEGINNING.test(words) && reach(words, opening) === undefined;
  const closes =
    closing !== '' &&
    reach(reversed(words), reversed(closing)) === undefined &&
    !(OWN_ENDING.test(closing) && OWN_ENDING.test(lastLine(words)));
  return [opens ? opening : '', words, closes ? closing : ''].filter((part) => part !== '').join('\n\n');
}

/** The words of a new draft. A letter stays as it is: what is made of it says itself who speaks. */
export function draftWords(words: string, formulas: Formulas): string {
  if (formulas.opening === '' && formulas.closing === '') return words;
  return announcementsIn(words).length > 0 ? words : withFormulas(words, formulas);
}

/** What the announcement is about: the words without the formulas, for its title. All of them where nothing is left. */
export function insideFormulas(words: string, { opening, closing }: Formulas): string {
  const from = opening === '' ? 0 : (reach(words, opening) ?? 0);
  const rest = words.slice(from);
  const after = closing === '' ? 0 : (reach(reversed(rest), reversed(closing)) ?? 0);
  const inside = rest.slice(0, rest.length - after).trim();
  return inside === '' ? words : inside;
}

/**
 * A formula as it is kept: one line that the reader reads without a doubt, so that it never holds an announcement up.
 * @throws RelayError `invalid-input` (facts.field opening or closing; facts.why unread), `too-large`
 */
export function cleanFormula(field: keyof Formulas, typed: string, known: Known): string {
  const formula = oneLine(typed);
  if (formula.length > LONGEST_FORMULA) {
    throw new RelayError('too-large', `the ${field} has ${formula.length} characters`, {
      facts: { field, length: formula.length, longest: LONGEST_FORMULA },
    });
  }
  const reading = readWords(formula, known, []);
  if (formula !== '' && (reading.unread.length > 0 || reading.spoken === '')) {
    throw new RelayError('invalid-input', `the ${field} cannot be read`, { facts: { field, why: 'unread' } });
  }
  return formula;
}

/** How far the words go that are the formula, however they are spaced; undefined where they do not begin with it. */
function reach(words: string, formula: string): number | undefined {
  let at = 0;
  for (const letter of formula.replaceAll(/\s+/g, '')) {
    while (/\s/.test(words.charAt(at))) at += 1;
    if (!words.startsWith(letter, at)) return undefined;
    at += letter.length;
  }
  return at;
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

function lastLine(words: string): string {
  return words.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
