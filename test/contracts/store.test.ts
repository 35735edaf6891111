// One contract for the store, on every database that is there: SQLite always, PostgreSQL where it can be had.
import t from 'tap';
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
