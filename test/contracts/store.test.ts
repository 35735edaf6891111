// One contract for the store, on every database that is there: SQLite always, PostgreSQL where it can be had.
import { Kysely, sql } from 'kysely';
import t from 'tap';
import { openPool, PostgresPoolDialect } from '../../src/adapters/store/postgres.ts';
import { createStore } from '../../src/adapters/store/store.ts';
import { NOW, postgres, QUIET, sqlite } from './store-databases.ts';
import { intakeContract } from './store-intake.ts';
import { keepingContract } from './store-keeping.ts';
import { readingsContract } from './store-readings.ts';
import { staffContract } from './store-staff.ts';
import { towersContract } from './store-towers.ts';
import { wellnessContract } from './store-wellness.ts';

const databases = { SQLite: sqlite, PostgreSQL: postgres };

for (const [name, make] of Object.entries(databases)) {
  t.test(`the store keeps its contract on ${name}`, async (t) => {
    const database = await make();
    if (database === undefined)
      return t.comment('PostgreSQL is not here: neither TEST_DATABASE_URL nor its programs');
    t.teardown(() => database.close());
    const store = await database.open();
    t.teardown(() => store.stop());
    // SQLite has one relay; on PostgreSQL another one works on the same rows.
    const other = database.name === 'SQLite' ? store : await database.open();
    t.teardown(() => other.stop());
    t.test('it can be written to, and says so', async (t) => {
      await store.ready();
      await store.start();
      const [{ at } = { at: 0 }] = await database.query(`select at from marks where name = 'ready'`);
      t.equal(Number(at), NOW);
    });
    intakeContract(t, store, other);
    readingsContract(t, store, other);
    towersContract(t, store, other, database);
    wellnessContract(t, store, other, database);
    keepingContract(t, store, other, database);
    staffContract(t, store, other, database);
    const { url } = database;
    if (url !== undefined)
      t.test(
        'whoever stands still in the middle of a transaction does not hold its rows for ever',
        async (t) => {
          const open = () =>
            new Kysely<unknown>({
              dialect: new PostgresPoolDialect(openPool(url, undefined, QUIET), QUIET, 200),
            });
          const [still, living] = [open(), open()];
          t.teardown(() => Promise.all([still.destroy(), living.destroy()]));
          await sql`create table if not exists standstill as select 1 as n`.execute(living);
          const paused = still.transaction().execute(async (trx) => {
            await sql`update standstill set n = 2`.execute(trx);
            // It goes on only when the other has had the row.
            await living
              .transaction()
              .execute((other) => sql`update standstill set n = n + 2`.execute(other));
            await sql`update standstill set n = 9`.execute(trx);
          });
          await t.rejects(paused, { code: 'database', retry: true });
          t.same(
            (await sql`select n from standstill`.execute(living)).rows,
            [{ n: 3 }],
            'what it had not committed is gone',
          );
          await still.transaction().execute((trx) => sql`drop table standstill`.execute(trx));
        },
      );
    t.test('a store that was stopped answers no more, and stops twice', async (t) => {
      await other.stop();
      await other.stop();
      await t.rejects(other.organisations.all(), { code: 'database' });
    });
  });
}

t.test('a database that is not there is an error to try again', async (t) => {
  const store = createStore({ kind: 'postgres', url: 'postgres://relay@127.0.0.1:1/none' }, QUIET);
  await t.rejects(store.start(), { code: 'database', retry: true });
});
