// Months, years and eras as patterns and as words, for the passes that read dates.
import { cardinal } from '../numbers.ts';
import { ENGLISH_MONTHS, ERAS, MONTHS } from '../tables/calendar.ts';
import { oneOf } from './pieces.ts';

const monthOf = new Map<string, string>();
for (const forms of MONTHS) for (const form of forms) monthOf.set(form, forms[0]);
export const longMonths = oneOf(MONTHS.map((forms) => forms[0]));
export const shortMonths = oneOf(MONTHS.flatMap((forms) => forms.filter((form) => form.includes('.'))));
export const anyMonth = `(?:${oneOf(monthOf.keys()).slice(3, -1)})`;
/** ตค, มค: only between a day and a year. */
export const bareMonths = oneOf(
  MONTHS.flatMap((forms) =>
    forms.filter((form) => /^[^.]{2,3}\.$/.test(form)).map((form) => form.slice(0, -1)),
  ),
);
export const englishMonths = oneOf(ENGLISH_MONTHS.flatMap((name) => [name, name.slice(0, 3)]));
export const eras = oneOf(Object.keys(ERAS));

/** A year of the Buddhist era; two digits stand for 25xx. */
export function year(written: string): string {
  return cardinal(written.length === 2 ? `25${written}` : written);
}

export function month(written: string): string {
  return monthOf.get(written) ?? written;
}

export function monthByNumber(written: string): string | undefined {
  return MONTHS[Number(written) - 1]?.[0];
}

export function englishMonth(written: string): string {
  const at = ENGLISH_MONTHS.findIndex((name) => name.slice(0, 3) === written.slice(0, 3).toLowerCase());
  return MONTHS[at]?.[0] ?? '';
}
