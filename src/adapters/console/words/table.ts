// One row of a page's words: Thai beside English, a sentence or the maker of one. And how both languages count.
export type Word = string | ((...facts: never[]) => string);
export type Table = Readonly<Record<string, { readonly th: Word; readonly en: Word }>>;

export const n = (count: number) => count.toLocaleString('en-US');

export const plural = (count: number, one: string) => `${n(count)}\u00a0${one}${count === 1 ? '' : 's'}`;
