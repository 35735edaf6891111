// Pieces of patterns that several passes share, and the few questions they ask about a neighbourhood.
// Every repeat is bounded: a page of 100,000 equal characters must not cost more than any other.

export const WHOLE = '(?:\\d{1,3}(?:,\\d{3}){1,6}|\\d{1,18})';
export const NUMBER = `${WHOLE}(?:\\.\\d{1,9})?`;
export const DASH = ' {0,2}(?:-|~) {0,2}';
/** Not in the middle of a longer number. */
export const LEFT = '(?<!\\d)(?<!\\d[.,:/-])';
export const RIGHT = '(?!\\d|[.,]\\d)';
export const THAI = '[\\u0e01-\\u0e3a\\u0e40-\\u0e4e]';

export function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** Alternatives with the longest first, as one group. */
export function oneOf(words: Iterable<string>): string {
  return `(?:${[...words]
    .sort((a, b) => b.length - a.length)
    .map(quote)
    .join('|')})`;
}

/** At most `n` characters that stand before `at`, on the same line. */
export function before(text: string, at: number, n: number): string {
  const slice = text.slice(Math.max(0, at - n), at);
  return slice.slice(slice.lastIndexOf('\n') + 1);
}

/** At most `n` characters from `at` on, on the same line. */
export function after(text: string, at: number, n: number): string {
  const slice = text.slice(at, at + n);
  const end = slice.indexOf('\n');
  return end < 0 ? slice : slice.slice(0, end);
}

export function isThai(code: number): boolean {
  return (code >= 0x0e01 && code <= 0x0e3a) || (code >= 0x0e40 && code <= 0x0e4e);
}
