// Statements that are asked all the time: built and compiled once for each database, then only given their values. For
// statements whose text never depends on a value: building one takes longer than SQLite takes to answer it.
import type { CompiledQuery, Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Stands for a value while the statement is built. */
class Gap {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** On the database or in a transaction of it. @returns the rows */
export type Kept<Values, Row> = (db: Kysely<Tables>, values: Values) => Promise<readonly Row[]>;

/** @param build is called once; what it is given only stands for the values: to be bound, not to be looked at */
export function kept<Values extends object, Row>(
  build: (db: Kysely<Tables>, values: Values) => CompiledQuery<Row>,
): Kept<Values, Row> {
  // A database's transactions share its adapter.
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  const gaps = new Proxy({} as Values, { get: (_values, name) => new Gap(String(name)) });
  return async (db, values) => {
    const { adapter } = db.getExecutor();
    const query = compiled.get(adapter) ?? build(db, gaps);
    compiled.set(adapter, query);
    const filled = query.parameters.map((one) => (one instanceof Gap ? Reflect.get(values, one.name) : one));
    const { rows } = await db.executeQuery<Row>({ ...query, parameters: filled });
    return rows;
  };
}
