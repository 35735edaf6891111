// The fleet's processes as one: towers are dealt out to them, orders go to all, their news come together here.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { RelayError } from '../core/errors.ts';
import type { ClaimResponse } from '../wire/claim.ts';
import type { Happening, Measure, News, Order, Place } from './words.ts';

const CREW = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './crew.ts' : './crew.js', import.meta.url),
);
const LEAVING_MS = 15_000;
/** Every third tower stands in the country. */
const COUNTRY = 3;

export interface Crews {
  run(towers: readonly ClaimResponse[], overMs: number, roads: boolean): void;
  order(order: Order): void;
  measure(): Promise<Measure>;
  stop(): Promise<void>;
}

export function placeOf(index: number): Place {
  return index % COUNTRY === COUNTRY - 1 ? 'country' : 'town';
}

/** @param failed a process ended or could not do what it was told */
export async function startCrews(
  processes: number,
  on: { happened(list: readonly Happening[]): void; failed(error: RelayError): void },
): Promise<Crews> {
  const crews: ChildProcess[] = [];
  const measures = new Map<ChildProcess, (measure: Measure) => void>();
  let stopping = false;

  function start(): Promise<void> {
    const crew = fork(CREW, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    crews.push(crew);
    return new Promise((resolve) => {
      crew.on('message', (news: News) => hear(crew, news, resolve));
      crew.once('exit', (code, signal) => {
        resolve();
        if (!stopping)
          on.failed(new RelayError('internal', `A process of the fleet ended (${signal ?? code}).`));
      });
    });
  }

  function hear(crew: ChildProcess, news: News, ready: () => void): void {
    if (news.is === 'ready') ready();
    if (news.is === 'happenings') on.happened(news.list);
    if (news.is === 'measure') measures.get(crew)?.(news.measure);
    if (news.is === 'failed') on.failed(new RelayError('internal', `The fleet: ${news.text}`));
  }

  const order = (what: Order) => {
    for (const crew of crews) if (crew.connected) crew.send(what);
  };
  await Promise.all(Array.from({ length: processes }, start));

  return {
    run(towers, overMs, roads) {
      const placed = towers.map((credentials, n) => ({ credentials, place: placeOf(n) }));
      for (const [n, crew] of crews.entries()) {
        const share = placed.filter((_, index) => index % crews.length === n);
        crew.send({ do: 'run', towers: share, overMs, roads } satisfies Order);
      }
    },
    order,
    async measure() {
      const parts = await Promise.all(
        crews.map(
          (crew) =>
            new Promise<Measure>((resolve) => {
              measures.set(crew, resolve);
              crew.send({ do: 'measure' } satisfies Order);
            }),
        ),
      );
      const sum = (of: keyof Measure) => parts.reduce((total, part) => total + part[of], 0);
      return {
        towers: sum('towers'),
        rss: sum('rss'),
        rssBefore: sum('rssBefore'),
        bytesIn: sum('bytesIn'),
        bytesOut: sum('bytesOut'),
        cuts: sum('cuts'),
      };
    },
    async stop() {
      if (stopping) return;
      stopping = true;
      await Promise.all(crews.map(ended));
    },
  };
}

function ended(crew: ChildProcess): Promise<void> {
  if (crew.exitCode !== null || crew.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => crew.kill('SIGKILL'), LEAVING_MS);
    crew.once('exit', () => {
      clearTimeout(giveUp);
      resolve();
    });
    if (crew.connected) crew.send({ do: 'end' } satisfies Order);
  });
}
