// Reasons that stages have left on a bulletin for a person: `code: message`, or JSON with code and facts. Turned back into
// an error of the house, and from there into the sentence of the reader's language; a person's own words stay as they are.
import { type ErrorCode, RelayError } from '../../core/errors.ts';
import type { Guest } from './visit.ts';

const CODES: readonly ErrorCode[] = [
  'unread-words',
  'no-engine',
  'engine-failed',
  'clip-refused',
  'unreadable-audio',
  'disk-full',
  'disk-failed',
  'timeout',
  'invalid-input',
  'too-large',
  'not-found',
  'slot-full',
  'quiet-hours',
  'in-the-past',
  'expired',
  'not-allowed',
  'conflict',
  'internal',
];

export function sentenceOfReason({ house, language }: Guest, reason: string): string {
  const error = errorOf(reason);
  return error === undefined ? reason : house.sentenceFor(error, language);
}

function errorOf(reason: string): RelayError | undefined {
  const plain = /^([a-z-]+): (.*)$/s.exec(reason);
  const left = plain === null ? jsonOf(reason) : { code: plain[1], facts: {} };
  const code = CODES.find((one) => one === left?.code);
  return code === undefined ? undefined : new RelayError(code, reason, { facts: left?.facts ?? {} });
}

function jsonOf(text: string): { code: unknown; facts: Record<string, string | number> } | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    if (read === null || typeof read !== 'object' || !('code' in read)) return undefined;
    const given: unknown = 'facts' in read ? read.facts : {};
    const facts = Object.entries(given !== null && typeof given === 'object' ? given : {}).filter(
      (fact): fact is [string, string | number] => typeof fact[1] === 'string' || typeof fact[1] === 'number',
    );
    return { code: read.code, facts: Object.fromEntries(facts) };
  } catch (notJson) {
    // A person may begin a reason with a brace: then it is simply their words.
    if (notJson instanceof SyntaxError) return undefined;
    throw notJson;
  }
}
