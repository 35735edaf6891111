// Which HTTP status a page about an error of the house has. What a person reads is said by the page, not by the number.
import type { ErrorCode } from '../../core/errors.ts';

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  'invalid-input': 422,
  'too-large': 422,
  'unread-words': 422,
  'unreadable-audio': 422,
  'not-found': 404,
  gone: 410,
  expired: 410,
  'not-allowed': 403,
  'own-words': 403,
  'bad-signature': 403,
  'not-signed-in': 401,
  'too-many-tries': 429,
  conflict: 409,
  stale: 409,
  'needs-listening': 409,
  'slot-full': 409,
  'quiet-hours': 409,
  'in-the-past': 409,
  'broker-down': 503,
  database: 503,
  locked: 503,
  'locked-keys': 503,
  'signer-away': 503,
  'signer-refused': 403,
  'no-engine': 503,
  'disk-full': 507,
};

export function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 500;
}
