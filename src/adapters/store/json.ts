// Small records and lists are stored as JSON text on both databases and looked at again when they come back.
import { RelayError } from '../../core/errors.ts';

export function toJson(value: object): string {
  return JSON.stringify(value);
}

/** A record that has all `fields`. @throws RelayError `database`, naming the column */
export function recordFrom<T extends object>(
  text: string,
  column: string,
  fields: readonly (keyof T & string)[],
): T {
  const value = parsed(text, column);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(column);
  for (const field of fields) if (!(field in value)) throw unreadable(column, field);
  return value as T;
}

export function stringsFrom<T extends string>(text: string, column: string): readonly T[] {
  const value = parsed(text, column);
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) throw unreadable(column);
  return value as T[];
}

export function numbersFrom(text: string, column: string): readonly number[] {
  const value = parsed(text, column);
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'number')) throw unreadable(column);
  return value as number[];
}

export function recordsFrom<T extends object>(
  text: string,
  column: string,
  fields: readonly (keyof T & string)[],
): readonly T[] {
  const value = parsed(text, column);
  if (!Array.isArray(value)) throw unreadable(column);
  for (const one of value) {
    if (typeof one !== 'object' || one === null) throw unreadable(column);
    for (const field of fields) if (!(field in one)) throw unreadable(column, field);
  }
  return value as T[];
}

function parsed(text: string, column: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(column, undefined, cause);
  }
}

function unreadable(column: string, field?: string, cause?: unknown): RelayError {
  const what = field === undefined ? column : `${column}.${field}`;
  return new RelayError('database', `what is stored in ${what} cannot be read`, { cause, facts: { column } });
}
