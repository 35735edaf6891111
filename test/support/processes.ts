// A village of real processes for the roughest stories: the relay, a broker and the towers, each of which can be killed,
// stopped in its tracks and started again. The office speaks HTTP to it as everybody does.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BulletinSeen, createOffice, type Office } from '../../src/commands/office-client.ts';
import { type ClaimResponse, claimResponseSchema } from '../../src/wire/claim.ts';
import type { ClipShape, RelayNews, RelayOrder, RelayOrders } from './relay-process.ts';
import type { TowerNews, TowerOrder, TowerOrders } from './tower-process.ts';

const PATIENCE_MS = 90_000;
const LOOK_AGAIN_MS = 100;
const LOG = process.env['PROCESS_LOG'] === undefined ? 'silent' : 'debug';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Looks until there is something; real processes take their own time. @throws when there is nothing for too long */
export async function until<T>(
  what: string | (() => string),
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > giveUpAt)
      throw new Error(`waited too long for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

async function ended(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** The story's own runner stays out of the processes. */
function forked(name: string): ChildProcess {
  return fork(fileURLToPath(new URL(name, import.meta.url)), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [`--import=${import.meta.resolve('./sources.mjs')}`],
    env: { PATH: process.env['PATH'], TMPDIR: tmpdir() },
  });
}

/** A relay that has not been started yet. */
function relayOver(orders: RelayOrders) {
  let child: ChildProcess | undefined;
  let url = '';
  let fenced = 0;
  const news = <K extends RelayNews['is']>(from: ChildProcess, is: K) =>
    new Promise<Extract<RelayNews, { is: K }>>((resolve, reject) => {
      const hear = (one: RelayNews) => {
        if (one.is === 'failed') reject(new Error(one.text));
        if (one.is !== is) return;
        from.off('message', hear);
        resolve(one as Extract<RelayNews, { is: K }>);
      };
      from.on('message', hear);
      from.once('exit', (code, signal) => reject(new Error(`the relay ended (${signal ?? code})`)));
    });
  return {
    url: () => url,
    /** @returns the one-time sign-in link of a first start */
    async start(more: Partial<RelayOrders> = {}): Promise<string | undefined> {
      const started = forked('./relay-process.ts');
      child = started;
      started.on('message', ({ is }: RelayNews) => {
        if (is === 'fenced') fenced += 1;
      });
      const running = news(started, 'running');
      started.send({ ...orders, ...more } satisfies RelayOrders);
      const first = await running;
      url = first.url;
      return first.link;
    },
    async codes() {
      if (child === undefined) throw new Error('the relay is not running');
      const answer = news(child, 'codes');
      child.send({ do: 'codes' } satisfies RelayOrder);
      return (await answer).codes;
    },
    /** From now on clips are like this. */
    clips: (shape: ClipShape) => void child?.send({ do: 'clips', ...shape } satisfies RelayOrder),
    kill: async () => child && ended(child, 'SIGKILL'),
    freeze: () => child?.kill('SIGSTOP'),
    /** It stops itself in the middle of whatever it does when it looks at its clock for the n-th time from now. */
    stopAt: (look: 'now' | 'ulid', nth: number) =>
      void child?.send({ do: 'stop-at', look, nth } satisfies RelayOrder),
    /** Whether it stands still, by the operating system's word (Linux). */
    isStopped: () =>
      readFileSync(`/proc/${child?.pid}/stat`, 'utf8').split(') ').at(-1)?.startsWith('T') === true,
    thaw: () => child?.kill('SIGCONT'),
    /** Plans of this one that came after another's, so far. */
    fenced: () => fenced,
  };
}

export interface MosquittoOptions {
  readonly program: string;
  readonly conf: string;
}

/** Mosquitto over one folder, to be killed and started again. */
export function mosquittoOver({ program, conf }: MosquittoOptions) {
  let child: ChildProcess | undefined;
  return {
    async start(): Promise<void> {
      const started = spawn(program, ['-c', conf], { stdio: ['ignore', 'ignore', 'pipe'] });
      child = started;
      await new Promise<void>((resolve, reject) => {
        let said = '';
        started.stderr.on('data', (text) => {
          said += text;
          if (/mosquitto version \S+ running/.test(said)) resolve();
        });
        started.once('exit', () => reject(new Error(said)));
      });
    },
    kill: async () => child && ended(child, 'SIGKILL'),
  };
}

export interface TowerProcessOptions {
  /** The broker's port as this tower reaches it; not given: straight. */
  readonly through?: number;
  readonly offMs?: number;
  readonly trustOwnClock?: boolean;
  /** Seconds; two minutes unless told. */
  readonly keepalive?: number;
  /** Another box with the same papers: its own disk. */
  readonly box?: string;
}

export type LiveTower = ReturnType<typeof towerOver>;

function towerOver(credentials: ClaimResponse, folder: string, options: TowerProcessOptions) {
  const { tower } = credentials;
  const url = options.through === undefined ? credentials.mqttUrl : `mqtt://127.0.0.1:${options.through}`;
  const heard = join(folder, 'heard.txt');
  const events: TowerNews[] = [];
  let child: ChildProcess | undefined;
  return {
    id: tower,
    events,
    start() {
      const started = forked('./tower-process.ts');
      child = started;
      started.on('message', (news: TowerNews) => void events.push(news));
      const { offMs = 0, trustOwnClock = false, keepalive = 120 } = options;
      started.send({
        do: 'run',
        credentials,
        url,
        folder,
        heard,
        offMs,
        trustOwnClock,
        keepalive,
        log: LOG,
      } satisfies TowerOrders);
    },
    kill: async () => child && ended(child, 'SIGKILL'),
    /** Time passes at once for this tower. */
    skip: (ms: number) => void child?.send({ do: 'skip', ms } satisfies TowerOrder),
    next: (event: TowerNews['event'], ann?: string) =>
      until(`${tower} ${event}`, () =>
        events.find((one) => one.event === event && (ann === undefined || ('ann' in one && one.ann === ann))),
      ),
    /** Names of what sounded here, by the file that is written before the sound. */
    heard(): readonly string[] {
      return existsSync(heard) ? readFileSync(heard, 'utf8').trim().split('\n') : [];
    },
  };
}

export interface LiveVillageOptions {
  readonly towers: number;
  readonly clip: ClipShape;
  /** An outside broker and the relay's account there; left out: the one inside the relay. */
  readonly broker?: { readonly port: number; readonly username: string; readonly password: string };
  readonly databaseUrl?: string;
  readonly leaseMs?: number;
}

/** The relay is running and its towers are enrolled; they are started by the story. */
export async function openLiveVillage(options: LiveVillageOptions) {
  const home = mkdtempSync(join(tmpdir(), 'hokrachai-live-'));
  const { broker } = options;
  const mqttPort = broker?.port ?? (await freePort());
  const orders: RelayOrders = {
    dataDir: join(home, 'relay'),
    towers: options.towers,
    clip: options.clip,
    aheadMs: 0,
    port: await freePort(),
    mqtt:
      broker === undefined
        ? { port: mqttPort }
        : {
            url: `mqtt://127.0.0.1:${broker.port}`,
            username: broker.username,
            password: broker.password,
          },
    databaseUrl: options.databaseUrl,
    ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }),
    log: LOG,
  };
  const relay = relayOver(orders);
  const towers: LiveTower[] = [];
  const link = await relay.start();
  const session = await signedIn(relay.url(), new URL(link ?? '').pathname.split('/').at(-1) ?? '');
  const office = createOffice(relay.url(), session);
  const codes = await relay.codes();
  const papers = await Promise.all(
    codes.map(async ({ code }) => claimResponseSchema.parse(await office.claim(code))),
  );
  let texts = 0;
  return {
    relay,
    office,
    session,
    mqttPort,
    orders,
    home,
    /** Another relay beside the first, over the same database, broker and folder; not started yet. */
    secondRelay: (more: Partial<RelayOrders>) => relayOver({ ...orders, ...more }),
    ids: papers.map(({ tower }) => tower),
    /** What the tower of this place was enrolled with last. */
    paper(n: number): ClaimResponse {
      const one = papers[n];
      if (one === undefined) throw new Error(`there is no tower ${n}`);
      return one;
    },
    /** The office gives out a new code, and the box claims with it. */
    async claimAnew(n: number): Promise<void> {
      const { code } = await office.newCode(this.paper(n).tower);
      papers[n] = claimResponseSchema.parse(await office.claim(code));
    },
    /** The tower of this place, running. */
    tower(n: number, how: TowerProcessOptions = {}): LiveTower {
      const credentials = this.paper(n);
      const one = towerOver(credentials, join(home, `${credentials.tower}${how.box ?? ''}`), how);
      towers.push(one);
      one.start();
      return one;
    },
    /** Handed in, voiced, heard and approved. @param atMs left out: as soon as it can */
    async announce(ids: readonly string[], atMs?: number): Promise<BulletinSeen> {
      texts += 1;
      return announce(office, texts, ids, atMs);
    },
    async close() {
      await Promise.all(towers.map((tower) => tower.kill()));
      await relay.kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** @returns the secret of a session, which every relay over the same database knows */
async function signedIn(url: string, token: string): Promise<string> {
  const response = await fetch(new URL('/api/v1/session/link', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return ((await response.json()) as { token: string }).token;
}

/** Asked again until somebody answers: relays in these stories die while they are being asked. */
export function insist<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  let last: unknown = 'no answer';
  return until(
    () => `${what}: ${last}`,
    () =>
      ask().catch((error: unknown) => {
        last = error;
        return undefined;
      }),
  );
}

async function announce(
  office: Office,
  nth: number,
  ids: readonly string[],
  atMs: number | undefined,
): Promise<BulletinSeen> {
  const id = await insist(
    'the words to be taken',
    async () => (await office.handIn(`ประชุมหมู่บ้านครั้งที่ ${nth}`, `story-${nth}`)) ?? undefined,
  );
  const at = atMs === undefined ? undefined : new Date(atMs).toISOString();
  return insist('the approval', async () => {
    const seen = await office.bulletin(id);
    if (seen.allPlays.length > 0) return seen;
    if (seen.state !== 'voiced' || seen.clip === null) return undefined;
    if ((seen.reading?.unread ?? []).length > 0) {
      await office.settle(id, seen);
      return undefined;
    }
    await office.listen(id, seen.clip);
    await office.approve(id, seen.revision, seen.clip.sha256, ids, at);
    return undefined;
  });
}

/** Debian's Mosquitto with its plugin, where it is installed. */
export const MOSQUITTO = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find((path) =>
  existsSync(path),
);

export const MOSQUITTO_PLUGIN = [
  '/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so',
  '/usr/lib/aarch64-linux-gnu/mosquitto_dynamic_security.so',
  '/usr/lib/mosquitto_dynamic_security.so',
].find((path) => existsSync(path));
