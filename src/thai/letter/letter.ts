// What a letter is made of, in the words of the trade. Every part knows its place in the written text.
import type { Span } from '../reading.ts';

/** A part in one line, as the letter writes it; the span is where it stands in the written text. */
export interface Part {
  readonly written: string;
  readonly span: Span;
}

/** หนังสือภายนอก, บันทึกข้อความ, หนังสือประทับตรา, โทรสารหรือวิทยุในราชการ, ประกาศ, คำสั่ง. */
export type LetterKind = 'external' | 'memo' | 'stamped' | 'wire' | 'notice' | 'order';

export type Urgency = 'ด่วน' | 'ด่วนมาก' | 'ด่วนที่สุด';

export interface Signature {
  readonly name: string;
  readonly position: string;
  readonly span: Span;
}

/** One letter of a text. A part that was not found is undefined; lists may be empty. */
export interface Letter {
  readonly kind: LetterKind;
  readonly span: Span;
  readonly urgency: Urgency | undefined;
  readonly from: Part | undefined;
  readonly number: Part | undefined;
  readonly date: Part | undefined;
  readonly subject: Part | undefined;
  readonly to: Part | undefined;
  readonly references: readonly Part[];
  readonly enclosures: readonly Part[];
  /** Paragraphs and numbered points in the letter's order. */
  readonly body: readonly Part[];
  readonly closing: Part | undefined;
  readonly signature: Signature | undefined;
  readonly contacts: readonly Part[];
}

/**
 * Why a stretch of the letter is not in the announcement: what stands around a letter, an order from office to office,
 * a word that only joins sentences (connective), what explains in brackets (gloss), what cannot be heard (link), what
 * was of less weight than the time allows (detail), and what is no part of any letter (chat).
 */
export type LeftOutWhy =
  | 'chat'
  | 'letterhead'
  | 'number'
  | 'date'
  | 'urgency'
  | 'subject'
  | 'salutation'
  | 'reference'
  | 'enclosure'
  | 'closing'
  | 'signature'
  | 'contact'
  | 'page-furniture'
  | 'internal-order'
  | 'connective'
  | 'gloss'
  | 'link'
  | 'detail';

export interface LeftOut {
  readonly written: string;
  readonly span: Span;
  readonly why: LeftOutWhy;
}

/** A stretch of the letter that is said. */
export interface Kept {
  readonly written: string;
  readonly span: Span;
}
