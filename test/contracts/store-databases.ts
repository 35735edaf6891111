// The databases that the store's contract runs on: SQLite in a temporary folder always; PostgreSQL where
// TEST_DATABASE_URL names one or Debian's server programs are found, as a throw-away cluster. With
// HOKRACHAI_REQUIRE_PEERS=1 a missing PostgreSQL is a failure.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createStore } from '../../src/adapters/store/store.ts';
import type { Log } from '../../src/pipeline/ports.ts';

export type Store = ReturnType<typeof createStore>;

export const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {} };
/** The contract's own time: a Sunday evening in November 2026. */
export const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

export interface Database {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** Of a server. */
  readonly url?: string;
  /** Another relay's view of the same rows. */
  open(): Promise<Store>;
  /** One statement past the ports. */
  query(text: string): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Memory where there is such a folder: what a kill leaves is asked in test/adapters/store. */
const QUICK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export async function sqlite(): Promise<Database> {
  const folder = mkdtempSync(join(QUICK, 'hokrachai-store-'));
  const { DatabaseSync } = await import('@photostructure/sqlite');
  let first = true;
  return {
    name: 'SQLite',
    async open() {
      const store = createStore({ kind: 'sqlite', folder, beside: !first, now: () => NOW }, QUIET);
      first = false;
      await store.start();
      return store;
    },
    async query(text) {
      const file = new DatabaseSync(join(folder, 'hokrachai.sqlite'), { timeout: 5000 });
      try {
        return file.prepare(text).all();
      } finally {
        file.close();
      }
    },
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @returns undefined where there is none and none is required */
export async function postgres(): Promise<Database | undefined> {
  const required = process.env['HOKRACHAI_REQUIRE_PEERS'] === '1';
  const given = process.env['TEST_DATABASE_URL'];
  const server = given === undefined ? await throwAwayServer() : { url: given, stop: async () => undefined };
  if (server === undefined) {
    if (required)
      throw new Error('PostgreSQL is required here and neither TEST_DATABASE_URL nor its programs are there');
    return undefined;
  }
  const schema = `contract_${process.pid}_${Date.now()}`;
  const client = new pg.Client({ connectionString: server.url, options: `-c search_path=${schema}` });
  await client.connect();
  return {
    name: 'PostgreSQL',
    url: server.url,
    async open() {
      const store = createStore(
        { kind: 'postgres', url: server.url, schema, leaseClock: 'caller', now: () => NOW },
        QUIET,
      );
      await store.start();
      return store;
    },
    query: async (text) => (await client.query(text)).rows,
    async close() {
      await client.query(`drop schema if exists ${schema} cascade`);
      await client.end();
      await server.stop();
    },
  };
}

/** Nothing here outlives the run: what commits cost is measured elsewhere. */
const HASTE = ['-c', 'fsync=off', '-c', 'synchronous_commit=off'];

/** @returns undefined where its programs are not installed */
export async function throwAwayServer(): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  const bin = programs();
  if (bin === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'hokrachai-postgres-'));
  // PostgreSQL refuses to run as root.
  const as = process.getuid?.() === 0 ? idsOf('postgres') : undefined;
  if (as !== undefined) chownSync(folder, as.uid, as.gid);
  const cluster = join(folder, 'cluster');
  const options = { ...as, cwd: folder, stdio: 'ignore' as const };
  execFileSync(
    join(bin, 'initdb'),
    ['-D', cluster, '-U', 'relay', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    options,
  );
  const port = await freePort();
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', cluster, '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...HASTE],
    options,
  );
  const url = `postgres://relay@127.0.0.1:${port}/postgres`;
  await answering(url, server);
  return {
    url,
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function programs(): string | undefined {
  const home = '/usr/lib/postgresql';
  if (!existsSync(home)) return undefined;
  return readdirSync(home)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(home, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')));
}

function idsOf(user: string): { uid: number; gid: number } {
  const number = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200 && server.exitCode === null; tries++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('the throw-away PostgreSQL did not come up');
}
