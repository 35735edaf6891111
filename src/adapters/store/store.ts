// The store: every port of pipeline/records.ts over one database, embedded or PostgreSQL. start() opens, locks, checks
// and migrates; until then a port's question fails.
import { mkdirSync } from 'node:fs';
import { Kysely, sql } from 'kysely';
import { RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import type { Log } from '../../pipeline/ports.ts';
import { createAudit } from './audit.ts';
import { createBookings } from './bookings.ts';
import { createBrokerShelf } from './broker-shelf.ts';
import { createBulletins } from './bulletins.ts';
import { createCaretakers } from './caretakers.ts';
import { giveBack } from './claims.ts';
import { postgresDialect, sqliteDialect } from './dialect.ts';
import { createDictionary } from './dictionary.ts';
import { createDrafts } from './drafts.ts';
import { createForgetting } from './forgetting.ts';
import { databaseIn, identify } from './identity.ts';
import { createInbox } from './inbox.ts';
import { createItems } from './items.ts';
import { createListening } from './listening.ts';
import { type FolderLock, lockDataFolder } from './lock.ts';
import { createSchema } from './migrate.ts';
import { createOfficers } from './officers.ts';
import { createOrganisations } from './organisations.ts';
import { createPlans } from './plans.ts';
import { openPool, PostgresPoolDialect } from './postgres.ts';
import { createReceipts } from './receipts.ts';
import type { Room } from './room.ts';
import { createSessions } from './sessions.ts';
import { createSlots } from './slots.ts';
import { createOriginalRecords, createSoundRecords } from './sound-records.ts';
import { openSqlite, SqliteFileDialect } from './sqlite.ts';
import type { Tables } from './tables.ts';
import { createTokens } from './tokens.ts';
import { createTones } from './tones.ts';
import { createTowerContacts } from './tower-contacts.ts';
import { createTowerVitals } from './tower-vitals.ts';
import { createTowers } from './towers.ts';
import { createTries } from './tries.ts';
import { createViews } from './views.ts';
import { createWorklist } from './worklist.ts';

export type StoreOptions = (
  | {
      readonly kind: 'sqlite';
      readonly folder: string;
      /** For a command beside a running relay: without the folder's lock. */
      readonly beside?: boolean;
      /** How the file is opened; histories in memory open their own. */
      readonly open?: typeof openSqlite;
    }
  | {
      readonly kind: 'postgres';
      readonly url: string;
      /** `public` unless told. */
      readonly schema?: string;
      /** Leases run by the database's clock unless told: several machines never agree on the time. */
      readonly leaseClock?: 'database' | 'caller';
      /** How long a claim is its owner's; 15 s unless told. */
      readonly leaseMs?: number | undefined;
    }
) & {
  /** Where a question carries no instant of its own; the machine's clock unless told. */
  readonly now?: () => Instant;
};

export function createStore(options: StoreOptions, log: Log) {
  const now = options.now ?? Date.now;
  let opened: { readonly db: Kysely<Tables>; readonly lock: FolderLock | undefined } | undefined;
  const room: Room = {
    dialect:
      options.kind === 'sqlite'
        ? sqliteDialect
        : postgresDialect(options.leaseClock ?? 'database', options.leaseMs),
    log,
    now,
    get db() {
      if (opened === undefined) throw new RelayError('database', 'the store has not been started');
      return opened.db;
    },
  };

  return {
    inbox: createInbox(room),
    items: createItems(room),
    tokens: createTokens(room),
    drafts: createDrafts(room),
    dictionary: createDictionary(room),
    bulletins: createBulletins(room),
    listening: createListening(room),
    slots: createSlots(room),
    bookings: createBookings(room),
    plans: createPlans(room),
    brokerShelf: createBrokerShelf(room),
    receipts: createReceipts(room),
    forgetting: createForgetting(room),
    sounds: createSoundRecords(room),
    originalRecords: createOriginalRecords(room),
    towers: createTowers(room),
    towerContacts: createTowerContacts(room),
    vitals: createTowerVitals(room),
    caretakers: createCaretakers(room),
    tones: createTones(room),
    officers: createOfficers(room),
    sessions: createSessions(room),
    tries: createTries(room),
    organisations: createOrganisations(room),
    audit: createAudit(room),
    views: createViews(room),
    worklist: createWorklist(room),

    /** Opens and migrates. @throws RelayError `locked`, `database`, `disk-full`, `config` */
    async start(): Promise<void> {
      if (opened !== undefined) return;
      opened =
        options.kind === 'sqlite'
          ? await openFolder(options, log, now)
          : await openServer(options, log, room.dialect.leaseMs);
    },

    async stop(): Promise<void> {
      const closing = opened;
      opened = undefined;
      await closing?.db.destroy();
      closing?.lock?.release();
    },

    /** Whoever stops gives back what it has claimed: the next one need not wait for the leases to run out. */
    async giveBack(owner: string): Promise<void> {
      if (opened === undefined) return;
      const given = await giveBack(room, owner);
      if (given > 0) log.info({ claims: given }, 'claims-given-back');
    },

    /** A real write. @throws RelayError when the database takes none */
    async ready(): Promise<void> {
      const at = now();
      await room.db
        .insertInto('marks')
        .values({ name: 'ready', at })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ at }))
        .execute();
    },
  };
}

async function openFolder(
  { folder, beside = false, open = openSqlite }: Extract<StoreOptions, { readonly kind: 'sqlite' }>,
  log: Log,
  now: () => Instant,
) {
  mkdirSync(folder, { recursive: true });
  const lock = beside ? undefined : lockDataFolder(folder);
  let db: Kysely<Tables> | undefined;
  try {
    const file = open(databaseIn(folder));
    db = new Kysely<Tables>({ dialect: new SqliteFileDialect(file, log) });
    const schema = createSchema(db, 'sqlite', undefined, log);
    if ((await schema.pending()).length > 0) {
      // A command beside a relay leaves the tables to it; where none runs it may bring them up itself.
      const own = lock ?? lockDataFolder(folder);
      try {
        await schema.migrate();
      } finally {
        if (lock === undefined) own.release();
      }
    }
    identify(folder, now());
    return { db, lock };
  } catch (error) {
    await db?.destroy();
    lock?.release();
    throw error;
  }
}

/** Whoever stands still in the middle of a transaction holds its rows no longer than it would hold its claims. */
async function openServer(
  { url, schema }: { readonly url: string; readonly schema?: string },
  log: Log,
  leaseMs: number,
) {
  const pool = openPool(url, schema, log);
  const db = new Kysely<Tables>({ dialect: new PostgresPoolDialect(pool, log, leaseMs) });
  try {
    if (schema !== undefined) await sql`create schema if not exists ${sql.id(schema)}`.execute(db);
    const tables = createSchema(db, 'postgres', schema, log);
    if ((await tables.pending()).length > 0) await tables.migrate();
    return { db, lock: undefined };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
