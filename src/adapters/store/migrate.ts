// Brings the tables up to this program's. On SQLite the data folder's lock is held meanwhile, on PostgreSQL Kysely's own.
import { type Kysely, type Migration, Migrator, type MigratorProps, sql } from 'kysely';
import { RelayError } from '../../core/errors.ts';
import type { Log } from '../../pipeline/ports.ts';
import { databaseError } from './foreign-errors.ts';
import { clipDoubts } from './migrations/clip-doubts.ts';
import type { Kind } from './migrations/ddl.ts';
import { fallbackVoices } from './migrations/fallback-voices.ts';
import { firstNews } from './migrations/first-news.ts';
import { firstStaff } from './migrations/first-staff.ts';
import { firstTowers } from './migrations/first-towers.ts';
import { formulas } from './migrations/formulas.ts';
import { keeping } from './migrations/keeping.ts';
import { measuredSound } from './migrations/measured-sound.ts';
import { planRefresh } from './migrations/plan-refresh.ts';
import { roughWeather } from './migrations/rough-weather.ts';
import { settledReadings } from './migrations/settled-readings.ts';
import { towerVolume } from './migrations/tower-volume.ts';
import { towerWellness } from './migrations/tower-wellness.ts';
import type { Tables } from './tables.ts';

export interface Schema {
  /** Names of what is still to be done. @throws RelayError `database` when the tables are of a newer program */
  pending(): Promise<readonly string[]>;
  migrate(): Promise<void>;
}

export function createSchema(db: Kysely<Tables>, kind: Kind, schema: string | undefined, log: Log): Schema {
  const known: Record<string, Migration> = {
    ...firstStaff(kind),
    ...firstNews(kind),
    ...firstTowers(kind),
    ...settledReadings(kind),
    ...fallbackVoices(kind),
    ...keeping(kind),
    ...clipDoubts(kind),
    ...formulas(kind),
    ...towerWellness(kind),
    ...roughWeather(kind),
    ...towerVolume(kind),
    ...measuredSound(kind),
    ...planRefresh(kind),
  };
  const props: MigratorProps = { db, provider: { getMigrations: async () => known } };
  const migrator = new Migrator(schema === undefined ? props : { ...props, migrationTableSchema: schema });

  async function pending(): Promise<readonly string[]> {
    const done = await executed();
    const newer = done.filter((name) => !(name in known));
    if (newer.length > 0) {
      throw new RelayError(
        'database',
        `the database was last used by a newer hokrachai (${newer.at(-1)}): start that version, or restore the backup made before it`,
        { facts: { migration: newer.at(-1) ?? '' } },
      );
    }
    return Object.keys(known).filter((name) => !done.includes(name));
  }

  async function executed(): Promise<readonly string[]> {
    const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
    const there = tables.some(
      (one) =>
        one.name === 'kysely_migration' && (one.schema === undefined || one.schema === (schema ?? 'public')),
    );
    if (!there) return [];
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
    return rows.map((row) => row.name);
  }

  return {
    pending,
    async migrate() {
      const started = Date.now();
      const { error, results = [] } = await migrator.migrateToLatest();
      const failed = results.find((one) => one.status === 'Error');
      if (error !== undefined) {
        const cause = databaseError(error);
        throw new RelayError(
          cause.code,
          `${failed?.migrationName ?? 'a migration'} failed: ${cause.message}`,
          {
            cause,
            retry: cause.retry,
          },
        );
      }
      if (results.length > 0) log.info({ steps: results.length, ms: Date.now() - started }, 'tables made');
    },
  };
}
