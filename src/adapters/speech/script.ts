export interface Syllable {
  readonly onset: string;
  readonly vowel: string;
  readonly coda: string;
  readonly tone: 'mid' | 'low' | 'falling' | 'high' | 'rising';
}
export interface Phrase {
  readonly spoken: string;
  readonly words: readonly { readonly text: string; readonly syllables: readonly Syllable[] }[];
  readonly pauseAfterMs: number;
}
