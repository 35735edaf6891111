// Which HTTP status an error of the house is.
import type { ErrorCode } from '../../core/errors.ts';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  'invalid-input': 422,
  config: 500,
  'not-found': 404,
  'not-allowed': 403,
  'not-signed-in': 401,
  'too-many-tries': 429,
  conflict: 409,
  stale: 409,
  'too-large': 413,
  gone: 410,
  'unread-words': 422,
  'needs-listening': 409,
  'own-words': 403,
  'clip-refused': 422,
  'unreadable-audio': 422,
  'no-engine': 503,
  'engine-failed': 503,
  'disk-full': 507,
  'disk-failed': 500,
  'slot-full': 409,
  'quiet-hours': 409,
  'in-the-past': 409,
  expired: 410,
  'broker-down': 503,
  'bad-signature': 401,
  'line-failed': 502,
  'locked-keys': 503,
  'signer-away': 503,
  'signer-refused': 403,
  timeout: 504,
  locked: 503,
  database: 503,
  internal: 500,
};

export function statusOf(code: ErrorCode): number {
  return STATUS[code];
}
