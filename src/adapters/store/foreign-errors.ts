// The databases' errors as ours, by their codes and never by their words. The one edge where that happens: driver.ts.
import { RelayError } from '../../core/errors.ts';

// https://www.sqlite.org/rescode.html; the low byte is the primary code.
const SQLITE_BUSY = [5, 6];
const SQLITE_FULL = 13;
const SQLITE_UNIQUE = [1555, 2067];
const SQLITE_FOREIGN_KEY = 787;
const SQLITE_DAMAGED = [11, 26];
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const POSTGRES_UNIQUE = '23505';
const POSTGRES_FOREIGN_KEY = '23503';
const POSTGRES_DISK_FULL = '53100';
const POSTGRES_AGAIN = ['25P03', '40001', '40P01', '55P03', '53300', '57P01', '57P02', '57P03'];
const NETWORK = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
];

/** @returns `conflict` for a name that is taken, `not-found` for a missing parent row, `disk-full`, else `database` */
export function databaseError(cause: unknown): RelayError {
  if (cause instanceof RelayError) return cause;
  const { code, errcode } = codesOf(cause);
  const unique = code === POSTGRES_UNIQUE || SQLITE_UNIQUE.includes(errcode);
  if (unique) return new RelayError('conflict', 'something with this name is there already', { cause });
  if (code === POSTGRES_FOREIGN_KEY || errcode === SQLITE_FOREIGN_KEY) {
    return new RelayError('not-found', 'what this refers to is not there', { cause });
  }
  if (code === POSTGRES_DISK_FULL || code === 'ENOSPC' || (errcode & 0xff) === SQLITE_FULL) {
    return new RelayError('disk-full', 'the disk is full: free some space, nothing was lost', {
      cause,
      retry: true,
    });
  }
  if (SQLITE_DAMAGED.includes(errcode & 0xff)) {
    return new RelayError('database', 'the database file is damaged: restore the newest backup', { cause });
  }
  // pg says that a connection was lost or did not come in time with a plain Error that has no code at all.
  const lost = cause instanceof Error && code === '' && errcode === 0;
  const retry =
    lost ||
    POSTGRES_AGAIN.includes(code) ||
    code.startsWith('08') ||
    NETWORK.includes(code) ||
    SQLITE_BUSY.includes(errcode & 0xff);
  const said = cause instanceof Error ? cause.message : String(cause);
  return new RelayError('database', `the database could not do it: ${said}`, { cause, retry });
}

/** PostgreSQL ends one of two transactions that wait for each other; the whole transaction can be run again. */
export function isDeadlock(error: unknown): boolean {
  if (!(error instanceof RelayError)) return false;
  return ['40001', '40P01'].includes(codesOf(error.cause).code);
}

function codesOf(error: unknown): { code: string; errcode: number } {
  if (typeof error !== 'object' || error === null) return { code: '', errcode: 0 };
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return {
    code: typeof code === 'string' ? code : '',
    errcode: typeof errcode === 'number' ? errcode : 0,
  };
}
