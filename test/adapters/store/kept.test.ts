// Statements that are built once say what they would say if they were built each time, whatever their values look like.
import { Kysely } from 'kysely';
import t from 'tap';
import { boundLimit, kept, keptWrite } from '../../../src/adapters/store/kept.ts';
import { openSqlite, SqliteFileDialect } from '../../../src/adapters/store/sqlite.ts';
import type { Tables } from '../../../src/adapters/store/tables.ts';

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

function databaseFor(t: { teardown(end: () => unknown): void }): Kysely<Tables> {
  const file = openSqlite(':memory:');
  file.exec('create table marks (name text primary key, at integer)');
  const db = new Kysely<Tables>({ dialect: new SqliteFileDialect(file, QUIET) });
  t.teardown(() => db.destroy());
  return db;
}

interface Mark {
  readonly name: string;
  readonly at?: number | undefined;
}

t.test('a list of any length, a value that is left out, and null each are what they are', async (t) => {
  const db = databaseFor(t);
  let built = 0;
  const put = keptWrite((db, { rows }: { rows: readonly Mark[] }) => {
    built += 1;
    return db
      .insertInto('marks')
      .values(rows as never)
      .compile();
  });
  const named = kept((db, { names }: { names: readonly string[] }) =>
    db.selectFrom('marks').select(['name', 'at']).where('name', 'in', names).orderBy('name').compile(),
  );
  t.equal(await put(db, { rows: [{ name: 'a', at: 1 }] }), 1);
  t.equal(await put(db, { rows: [{ name: 'b', at: undefined }] }), 1, 'no value, no column');
  t.equal(await put(db, { rows: [{ name: 'c', at: null as never }] }), 1, 'null is a value');
  t.equal(
    await put(db, {
      rows: [
        { name: 'd', at: 4 },
        { name: 'e', at: 5 },
      ],
    }),
    2,
  );
  t.equal(built, 3, 'one with, one without, two rows');
  t.same(await named(db, { names: ['a', 'b', 'x'] }), [
    { name: 'a', at: 1 },
    { name: 'b', at: null },
  ]);
  t.same(await named(db, { names: ['e', 'd', 'c'] }), [
    { name: 'c', at: null },
    { name: 'd', at: 4 },
    { name: 'e', at: 5 },
  ]);
});

t.test('more shapes than are kept are answered all the same', async (t) => {
  const db = databaseFor(t);
  const many = Array.from({ length: 100 }, (_, n) => ({ name: `mark ${n}`, at: n }));
  const put = keptWrite((db, { rows }: { rows: readonly Mark[] }) =>
    db
      .insertInto('marks')
      .values(rows as never)
      .compile(),
  );
  const named = kept((db, { names, limit }: { names: readonly string[]; limit: number }) =>
    db
      .selectFrom('marks')
      .select('at')
      .where('name', 'in', names)
      .orderBy('at')
      .limit(boundLimit(limit))
      .compile(),
  );
  t.equal(await put(db, { rows: many }), 100);
  for (let length = 1; length <= many.length; length++) {
    const names = many.slice(0, length).map(({ name }) => name);
    const rows = await named(db, { names, limit: 70 });
    t.same(
      rows.map(({ at }) => at),
      many.slice(0, Math.min(length, 70)).map(({ at }) => at),
      `${length} names`,
    );
  }
});

t.test('what stands in a transaction that fails is not there, and two databases never mix', async (t) => {
  const [here, there] = [databaseFor(t), databaseFor(t)];
  const put = keptWrite((db, mark: Mark) =>
    db.insertInto('marks').values({ name: mark.name, at: 1 }).compile(),
  );
  const all = kept((db) => db.selectFrom('marks').select('name').compile());
  await put(here, { name: 'kept' });
  await t.rejects(
    here.transaction().execute(async (trx) => {
      await put(trx, { name: 'lost' });
      throw new Error('no');
    }),
    /no/,
  );
  t.same(await all(here, {}), [{ name: 'kept' }]);
  t.same(await all(there, {}), []);
});
