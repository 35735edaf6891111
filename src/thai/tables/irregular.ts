// Words whose sound their spelling does not show, each respelled so that the plain rules say it right: `word=parts`,
// parts joined by -; a part with + before it has its vowel said short, with * long; `before|last` where the word sounds
// otherwise before more of a compound than at its end. The lists are by kind of word; later lists win.
import { EVERYDAY } from './irregular-everyday.ts';
import { INDIC } from './irregular-indic.ts';
import { LOANS } from './irregular-loans.ts';
import { OFFICES } from './irregular-offices.ts';
import { PLACES } from './irregular-places.ts';
import { PLAIN } from './irregular-plain.ts';
import { ROOTS } from './irregular-roots.ts';

function rows(list: string): (readonly [string, string])[] {
  return list
    .trim()
    .split(/\s+/)
    .map((row) => {
      const [word = '', respelled = ''] = row.split('=');
      return [word, respelled] as const;
    });
}

export function irregularWords(): readonly (readonly [word: string, respelled: string])[] {
  return [PLAIN, ROOTS, EVERYDAY, INDIC, OFFICES, PLACES, LOANS].flatMap(rows);
}
