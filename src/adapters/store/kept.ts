// Statements that are asked all the time: built and compiled once for each database and each shape of their values, then
// only given them. Building one takes longer than SQLite takes to answer it.
import { type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Stands for a value while the statement is built: where among the values it is found. */
class Gap {
  readonly path: readonly string[];

  constructor(path: readonly string[]) {
    this.path = path;
  }

  of(values: object): unknown {
    let value: unknown = values;
    for (const name of this.path) value = Reflect.get(value as object, name);
    return value;
  }
}

/** Lists of any length come by: those shapes that came first are kept. */
const SHAPES_KEPT = 40;

/** On the database or in a transaction of it. @returns the rows */
export type Kept<Values, Row> = (db: Kysely<Tables>, values: Values) => Promise<readonly Row[]>;
type Build<Values, Row> = (db: Kysely<Tables>, values: Values) => CompiledQuery<Row>;

/**
 * @param build is called once a shape; what it is given only stands for the values: to be bound, not to be looked at. What
 *   is `undefined` or left out is not there; null is a value; lists are as long as the values' own
 */
export function kept<Values extends object, Row>(build: Build<Values, Row>): Kept<Values, Row> {
  const ask = asked(build);
  return async (db, values) => (await ask(db, values)).rows;
}

/** As `kept`, for statements that write. @returns how many rows were written */
export function keptWrite<Values extends object>(
  build: Build<Values, unknown>,
): (db: Kysely<Tables>, values: Values) => Promise<number> {
  const ask = asked(build);
  return async (db, values) => Number((await ask(db, values)).numAffectedRows ?? 0n);
}

/** For a value that stands there alone SQLite plans the statement anew each time it runs. */
export function boundLimit(limit: number): RawBuilder<number> {
  return sql<number>`${limit} + 0`;
}

function asked<Values extends object, Row>(build: Build<Values, Row>) {
  // A database's transactions share its adapter.
  const compiled = new WeakMap<object, Map<string, CompiledQuery<Row>>>();
  return (db: Kysely<Tables>, values: Values) => {
    const { adapter } = db.getExecutor();
    const known = compiled.get(adapter) ?? new Map<string, CompiledQuery<Row>>();
    compiled.set(adapter, known);
    const shape = shapeOf(values);
    const query = known.get(shape) ?? build(db, gapsFor(values, []) as Values);
    if (known.size < SHAPES_KEPT) known.set(shape, query);
    const parameters = query.parameters.map((one) => (one instanceof Gap ? one.of(values) : one));
    return db.executeQuery<Row>({ ...query, parameters });
  };
}

function holdsMore(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

function shapeOf(values: object): string {
  let shape = '';
  for (const name in values) {
    const value: unknown = Reflect.get(values, name);
    if (value !== undefined) shape += holdsMore(value) ? `${name}(${shapeOf(value)})` : `${name} `;
  }
  return shape;
}

function gapsFor(value: unknown, path: readonly string[]): unknown {
  if (!holdsMore(value)) return new Gap(path);
  if (Array.isArray(value)) return value.map((one, n) => gapsFor(one, [...path, String(n)]));
  const gaps = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(gaps.map(([name, one]) => [name, gapsFor(one, [...path, name])]));
}
