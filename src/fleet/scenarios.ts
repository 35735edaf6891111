// What a fleet can live through. Each scenario broadcasts, makes its trouble, and says which promises were kept.
import { announce, type BroadcastFigures, figuresOf } from './broadcast.ts';
import { type Broadcast, spreadOf } from './tally.ts';
import type { Voyage } from './voyage.ts';

const SETTLE_MS = 120_000;
const STORM_MS = 10_000;
const MINUTE_MS = 60_000;

export interface Scenario {
  readonly summary: string;
  /** Cuts links, so that the towers must come by roads of ours. */
  readonly roads: boolean;
  sail(voyage: Voyage, leadMs: number): Promise<readonly BroadcastFigures[]>;
}

async function steady(voyage: Voyage, leadMs: number): Promise<readonly BroadcastFigures[]> {
  const broadcast = await announce(voyage, { name: 'broadcast', leadMs, towers: voyage.ids });
  return [await heardOut(voyage, broadcast)];
}

/** Until every tower has said how it ended; all must have sounded it once. */
async function heardOut(voyage: Voyage, broadcast: Broadcast): Promise<BroadcastFigures> {
  const { tally, towers, name } = broadcast;
  await voyage.atMost(broadcast.at - voyage.now(), () => tally.sounded.size > 0);
  voyage.phase(`${name}: on the air`);
  await voyage.atMost(broadcast.clipMs + SETTLE_MS, () => tally.over.size >= towers.length);
  const figures = await figuresOf(voyage, broadcast, SETTLE_MS);
  const finished = figures.ends['finished'] ?? 0;
  voyage.promise(
    `${name} sounded whole`,
    finished === towers.length,
    `${finished} of ${towers.length} towers`,
  );
  voyage.promise(
    `${name} is proven`,
    figures.receipts >= towers.length,
    `${figures.receipts} of ${towers.length} ends are known to the relay`,
  );
  return figures;
}

async function storm(voyage: Voyage, leadMs: number): Promise<readonly BroadcastFigures[]> {
  const before = await steady(voyage, leadMs);
  voyage.phase('the broker is gone');
  const { own, crews, tally, ids } = voyage;
  if (own?.hasOwnBroker === true) await own.restart(voyage.mqttUrl, STORM_MS);
  else {
    crews.order({ do: 'close', place: 'all' });
    await voyage.pause(STORM_MS);
    crews.order({ do: 'open', place: 'all' });
  }
  const backAt = voyage.now();
  voyage.phase('all come back');
  await voyage.atMost(240_000, () => tally.online() >= ids.length);
  const back = tally.connectionsSince(backAt).map((at) => at - backAt);
  const spread = spreadOf(back);
  const busiest = mostWithin(back, 1_000);
  voyage.promise('all towers are back', tally.online() >= ids.length, `${tally.online()} of ${ids.length}`);
  voyage.promise(
    'they did not come all at once',
    busiest < ids.length || ids.length < 10,
    `half in ${seconds(spread?.p50)}, all in ${seconds(spread?.most)}, at most ${busiest} in one second`,
  );
  return [
    ...before,
    await heardOut(
      voyage,
      await announce(voyage, { name: 'broadcast after the storm', leadMs, towers: ids }),
    ),
  ];
}

async function flaky(voyage: Voyage, leadMs: number): Promise<readonly BroadcastFigures[]> {
  voyage.crews.order({ do: 'wear', bytes: voyage.wearBytes });
  const before = await voyage.crews.measure();
  const broadcast = await announce(voyage, {
    name: 'broadcast on bad lines',
    leadMs: leadMs * 2,
    towers: voyage.ids,
  });
  const figures = await heardOut(voyage, broadcast);
  voyage.crews.order({ do: 'wear', bytes: undefined });
  const { cuts } = await voyage.crews.measure();
  voyage.promise('lines were cut meanwhile', cuts > before.cuts, `${cuts - before.cuts} times`);
  return [figures];
}

async function offline(voyage: Voyage, leadMs: number): Promise<readonly BroadcastFigures[]> {
  const { crews, tally, ids, country, town } = voyage;
  crews.order({ do: 'close', place: 'country' });
  await voyage.until(
    'the country to be cut off',
    MINUTE_MS,
    () => country.every((id) => !tally.isOnline(id)) || undefined,
  );
  const missed = await announce(voyage, { name: 'while a third was off', leadMs, towers: ids });
  await voyage.atMost(leadMs + missed.clipMs + SETTLE_MS, () =>
    town.every((id) => missed.tally.over.has(id)),
  );
  voyage.phase(`${Math.round(voyage.awayMs / MINUTE_MS)} minutes pass`);
  await voyage.pass(voyage.awayMs);
  crews.order({ do: 'open', place: 'country' });
  voyage.phase('the country comes back');
  await voyage.until('the country', 240_000, () => country.every((id) => tally.isOnline(id)) || undefined);
  const after = await announce(voyage, { name: 'after their return', leadMs, towers: ids });
  const heard = await heardOut(voyage, after);
  const stale = country.filter((id) => missed.tally.sounded.has(id)).length;
  voyage.promise(
    'nothing stale was played',
    stale === 0,
    `${stale} of ${country.length} returned towers played it`,
  );
  return [await figuresOf(voyage, missed, 5_000), heard];
}

async function stop(voyage: Voyage, leadMs: number): Promise<readonly BroadcastFigures[]> {
  const { ids } = voyage;
  const first = await announce(voyage, { name: 'withdrawn during transfer', leadMs, towers: ids });
  await voyage.until('the first clips', leadMs, () => first.tally.ready.size >= ids.length / 10 || undefined);
  await takeBack(voyage, first);
  voyage.promise(
    'what was withdrawn during its transfer stayed silent',
    first.tally.sounded.size === 0,
    `${first.tally.sounded.size} of ${ids.length} sounded`,
  );
  const second = await announce(voyage, { name: 'withdrawn while it sounds', leadMs, towers: ids });
  await voyage.atMost(second.at - voyage.now() + SETTLE_MS, () => second.tally.sounded.size >= ids.length);
  const withdrawnAt = await takeBack(voyage, second);
  const stops = spreadOf(
    [...second.tally.over.values()].filter(({ how }) => how === 'stopped').map(({ at }) => at - withdrawnAt),
  );
  voyage.promise(
    'what sounded was stopped',
    (stops?.count ?? 0) > 0 && (stops?.most ?? 0) < 5_000,
    `${stops?.count ?? 0} towers, half in ${seconds(stops?.p50)}, all in ${seconds(stops?.most)}`,
  );
  return [await figuresOf(voyage, first, 5_000), await figuresOf(voyage, second, SETTLE_MS)];
}

/** @returns when it was withdrawn */
async function takeBack(voyage: Voyage, broadcast: Broadcast): Promise<number> {
  const { version } = await voyage.office.bulletin(broadcast.bulletin);
  voyage.phase(`${broadcast.name}: taken off the air`);
  const at = voyage.now();
  await voyage.office.withdraw(broadcast.bulletin, version, 'fleet: ทดสอบการถอน');
  await voyage.atMost(MINUTE_MS, () => broadcast.tally.over.size >= broadcast.tally.planned.size);
  return at;
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  steady: { summary: 'connect, plan, clip, play, receipts', roads: false, sail: steady },
  storm: {
    summary: 'the broker restarts, all come back, and hear the next broadcast',
    roads: true,
    sail: storm,
  },
  flaky: { summary: 'every connection is cut after some KB', roads: true, sail: flaky },
  offline: {
    summary: 'a third is off for hours, misses a broadcast and comes back',
    roads: true,
    sail: offline,
  },
  stop: { summary: 'withdrawn during the transfer, and again while it sounds', roads: false, sail: stop },
};

function mostWithin(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(0, ...sorted.map((from, n) => sorted.slice(n).filter((at) => at < from + windowMs).length));
}

export function seconds(ms: number | undefined): string {
  return ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`;
}
