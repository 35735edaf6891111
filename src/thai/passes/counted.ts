// What follows a figure that counts: such a figure is an amount, never a telephone or a code.
import { COUNTERS } from '../tables/counters.ts';
import { LATIN_UNITS, THAI_UNITS } from '../tables/units.ts';
import { longMonths, shortMonths } from './months.ts';
import { oneOf } from './pieces.ts';

const thai = oneOf(Object.keys(THAI_UNITS));
const latin = oneOf(Object.keys(LATIN_UNITS));

/** Asked of the text right after a figure. */
export const COUNTED = new RegExp(
  `^ {0,2}(?:${COUNTERS}|${thai}(?![\\u0e01-\\u0e4e])|${latin}(?![A-Za-z])|%|${shortMonths}|${longMonths})`,
);
