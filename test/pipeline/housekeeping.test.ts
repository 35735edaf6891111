// Housekeeping under kills: real rows and real files, and a process that dies before or after any step, seeded. At every
// moment a row's file is there; in the end no file is left without a row, and no piece at the broker without a play.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createClipShelf } from '../../src/adapters/audio/clip-shelf.ts';
import { createKeptFiles } from '../../src/adapters/disk/kept-files.ts';
import { createOriginals } from '../../src/adapters/disk/originals.ts';
import { createStore } from '../../src/adapters/store/store.ts';
import type { Clip } from '../../src/core/clip.ts';
import type { BulletinId, ClipSha } from '../../src/core/ids.ts';
import type { TowerPlan } from '../../src/core/plan.ts';
import { createClearing } from '../../src/pipeline/clearing.ts';
import type { Stage } from '../../src/pipeline/conveyor.ts';
import { createDelivery } from '../../src/pipeline/delivery.ts';
import { createSweeps } from '../../src/pipeline/sweeps.ts';
import { NOW, QUIET } from '../contracts/store-databases.ts';
import {
  bookingFor,
  claimDraft,
  claimWish,
  clipOf,
  consent,
  found,
  itemOf,
  look,
  name,
  playFor,
  send,
  type Village,
} from '../contracts/store-village.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SEEDS = 6;
const never = new AbortController().signal;

/** Memory where there is such a folder: what a power cut leaves is asked elsewhere. */
const QUICK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

class Killed extends Error {}

/** mulberry32: the same story for the same seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The same port, whose process may die before a call has done anything or after it has done all. */
function mortal<Port extends object>(port: Port, mayDie: () => void): Port {
  return new Proxy(port, {
    get(target, key) {
      const method = Reflect.get(target, key);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        mayDie();
        const result = await Reflect.apply(method, target, args);
        mayDie();
        return result;
      };
    },
  });
}

const folder = await mkdtemp(join(QUICK, 'hokrachai-housekeeping-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));
let now = NOW;
const clock = { now: () => now, ulid: () => name('ulid') };
const store = createStore({ kind: 'sqlite', folder: join(folder, 'db'), now: clock.now }, QUIET);
await store.start();
t.teardown(() => store.stop());
const shelf = createClipShelf(join(folder, 'clips'), undefined, clock.now);
await shelf.start();
const originals = createOriginals(join(folder, 'originals'), clock.now);

const bytesOf = (words: string) => Buffer.from(`sound of ${words}`.repeat(40));
function soundOf(village: Village, words: string): Clip {
  const bytes = bytesOf(words);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const made = clipOf(village.org, words);
  return {
    ...made,
    sha256: sha256 as ClipSha,
    madeAt: now,
    renditions: [{ codec: 'mp3', sha256, bytes: bytes.length, ms: 60_000, lufs: -14, truePeakDb: -1.5 }],
  };
}

/** Runs what is due, as the conveyor does, until nothing is; a kill ends it. */
async function turn(stage: Stage<unknown>): Promise<'done' | 'killed'> {
  try {
    for (let things = await stage.due(1); things.length > 0; things = await stage.due(1))
      for (const thing of things) await stage.run(thing, never);
    return 'done';
  } catch (error) {
    if (error instanceof Killed) return 'killed';
    throw error;
  }
}

const tally = { kills: 0, files: 0, pieces: 0 };

async function sweepUnderKills(t: Test, seed: number): Promise<void> {
  const random = chance(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let deadly = 0.12;
  const mayDie = () => {
    if (random() < deadly) throw new Killed();
  };
  const village = await found(store);
  const { org } = village;
  const build = () =>
    createSweeps(
      {
        forgetting: mortal(store.forgetting, mayDie),
        sounds: mortal(store.sounds, mayDie),
        originalRecords: mortal(store.originalRecords, mayDie),
        clipFiles: mortal(createKeptFiles(join(folder, 'clips')), mayDie),
        originalFiles: mortal(createKeptFiles(join(folder, 'originals')), mayDie),
        clock,
        log: QUIET,
      },
      {
        rawEventMs: DAY,
        messageIdMs: DAY,
        originalMs: 3 * HOUR,
        spareClipMs: 2 * HOUR,
        airedClipMs: 12 * HOUR,
        clipBytes: 1_000_000,
      },
    );
  let stage = build();
  const bulletins: BulletinId[] = [];
  const words = [`ก ${seed}`, `ข ${seed}`, `ค ${seed}`];

  /** The voice: known words take their clip up again, new ones put the file first and the row after. */
  async function speak(): Promise<void> {
    const said = pick(words);
    const poster =
      random() < 0.4 ? await originals.keep(org, bytesOf(`poster ${seed} ${random()}`), 'p.png') : undefined;
    const { bulletin } = await send(
      village,
      said,
      { at: now },
      itemOf(village, { original: poster, receivedAt: now }),
    );
    const draft = await claimDraft(village, bulletin, 'voice', now);
    const sound = soundOf(village, said);
    const known = await store.drafts.clipOf(org, sound.recipe);
    if (known === undefined) await shelf.put(sound.sha256, 'mp3', bytesOf(said));
    if (random() < 0.3) await turn(stage);
    if (random() < 0.2) now += 20 * MINUTE;
    if (random() < 0.2) return store.drafts.postpone(draft, 'killed before the row', now + 99 * DAY);
    await store.drafts.voiced(draft, undefined, known ?? sound, now);
    bulletins.push(bulletin);
  }

  async function decide(): Promise<void> {
    if (bulletins.length === 0) return;
    const bulletin = pick(bulletins);
    const { version, current } = await look(village, bulletin);
    const deed = village.deed('rejected', 'bulletin', bulletin, now);
    if (current.state === 'voiced' && random() < 0.4) {
      await consent(village, bulletin);
    } else if (random() < 0.5) {
      await store.bulletins.turnDown(org, bulletin, version, 'rejected', 'x', deed);
    } else await store.bulletins.withdraw(org, bulletin, version, 'x', deed);
  }

  async function wait(): Promise<void> {
    now += Math.floor(random() * 90) * MINUTE;
  }

  async function mustHold(): Promise<void> {
    const page = await Promise.all(bulletins.map((id) => store.views.bulletin(org, id)));
    for (const seen of page) {
      for (const one of seen?.clip?.renditions ?? [])
        if (!(await shelf.has(one.sha256, one.codec)))
          throw new Error(`seed ${seed}: a clip without its file`);
      const original = seen?.item?.original;
      if (original !== undefined) await originals.read(org, original.sha256);
      if (seen?.bulletin.current.state === 'voiced' && seen.clip === undefined)
        throw new Error(`seed ${seed}: what waits for an ear has lost its sound`);
    }
  }

  for (let step = 0; step < 30; step += 1) {
    await pick([speak, speak, decide, decide, wait])();
    // A kill in the middle of a removal leaves the file under its other name.
    if (random() < 0.1) await leaveHalf();
    if ((await turn(stage)) === 'killed') {
      tally.kills += 1;
      stage = build();
    }
    await mustHold();
  }
  async function leaveHalf(): Promise<void> {
    const nameless = [];
    for (const file of await createKeptFiles(join(folder, 'clips')).list())
      if (file.sha256 !== undefined && !(await store.sounds.named([file.sha256])).has(file.sha256))
        nameless.push(file);
    const file = nameless[0];
    if (file !== undefined)
      await rename(join(folder, 'clips', file.path), join(folder, 'clips', `${file.path}.going`));
  }

  deadly = 0;
  // The last of them may sound 23 hours from now.
  for (let hours = 0; hours < 54; hours += 1) {
    now += HOUR + 1;
    await turn(stage);
  }
  await mustHold();
  const files = await createKeptFiles(join(folder, 'clips')).list();
  const named = await store.sounds.named(files.flatMap((file) => file.sha256 ?? []));
  t.same(
    files.filter((file) => file.sha256 === undefined || !named.has(file.sha256)).map((file) => file.path),
    [],
    `seed ${seed}: no sound is left that nobody names`,
  );
  const kept = await store.originalRecords.named(org);
  const posters = await readdir(join(folder, 'originals', org)).catch(() => []);
  t.same(
    [...posters].sort(),
    [...kept].sort(),
    `seed ${seed}: posters on the disk are those that items name`,
  );
  tally.files += Object.entries(stage.figures().swept).reduce(
    (sum, [what, n]) => (what.endsWith('files') ? sum + n : sum),
    0,
  );
}

/** A broker that outlives the relay, and takes pieces one by one. */
function broker(mayDie: () => void) {
  const held = new Map<string, Set<number>>();
  const plans = new Map<string, TowerPlan>();
  const count = (bytes: number) => Math.ceil(bytes / 16_384);
  return {
    held,
    plans,
    line: {
      async publishPlan(plan: TowerPlan) {
        mayDie();
        plans.set(plan.tower, plan);
        mayDie();
      },
      async publishClip(sha256: string, bytes: Uint8Array) {
        for (let n = 0; n < count(bytes.length); n += 1) {
          mayDie();
          held.set(sha256, (held.get(sha256) ?? new Set()).add(n));
        }
        mayDie();
      },
      async clearClip(sha256: string, bytes: number) {
        for (let n = 0; n < count(bytes); n += 1) {
          mayDie();
          held.get(sha256)?.delete(n);
          if (held.get(sha256)?.size === 0) held.delete(sha256);
        }
        mayDie();
      },
      publishConfig: async () => undefined,
      publishChunk: async () => undefined,
      acknowledge: async () => undefined,
      stop: async () => undefined,
      testTone: async () => undefined,
    },
  };
}

async function clearUnderKills(t: Test, seed: number): Promise<void> {
  const random = chance(seed);
  let deadly = 0.1;
  let isDead = false;
  const mayDie = () => {
    isDead = isDead || random() < deadly;
    if (isDead) throw new Killed();
  };
  const village = await found(store);
  const { held, plans, line } = broker(mayDie);
  let starts = 0;
  const build = () => {
    starts += 1;
    const owner = `relay ${seed} ${starts}`;
    const ports = { brokerShelf: mortal(store.brokerShelf, mayDie), line, clock, log: QUIET, owner };
    const delivery = createDelivery({
      ...ports,
      plans: mortal(store.plans, mayDie),
      contacts: store.towerContacts,
      shelf: { ...shelf, read: async (sha256) => soundBytes.get(sha256) ?? Buffer.alloc(1) },
    });
    return { delivery, clearing: createClearing(ports) };
  };
  const soundBytes = new Map<string, Uint8Array>();
  let relay = build();

  /** As the conveyor: what fails waits, a kill takes the whole process, and the next one begins with an empty memory. */
  async function run(): Promise<void> {
    for (const stage of [relay.delivery, relay.clearing] as readonly Stage<unknown>[]) {
      if ((await turn(stage)) === 'killed') {
        tally.kills += 1;
        isDead = false;
        relay = build();
        if (deadly > 0) now += 16_000;
        await store.plans.dirty('all', now);
      }
    }
  }

  async function sound(words: string): Promise<void> {
    const { bulletin } = await send(village, words, { at: now });
    const draft = await claimDraft(village, bulletin, 'voice', now);
    const clip = { ...soundOf(village, words) };
    const bytes = Buffer.alloc(40_000, words);
    soundBytes.set(clip.sha256, bytes);
    const rendition = { ...clip.renditions[0]!, bytes: bytes.length };
    const known = await store.drafts.clipOf(village.org, clip.recipe);
    await store.drafts.voiced(draft, undefined, known ?? { ...clip, renditions: [rendition] }, now);
    await consent(village, bulletin);
    const wish = await claimWish(village, bulletin, now);
    const booking = bookingFor(village, wish);
    const at = now + Math.floor(random() * 24) * HOUR;
    const plays = village.towers.map((tower) => playFor(booking, tower, 0, at, clip.sha256));
    await store.bookings.book(wish, booking, plays, village.deed('booked'));
    if (random() < 0.2) {
      const { version } = await look(village, bulletin);
      await store.bulletins.withdraw(village.org, bulletin, version, 'x', village.deed('withdrawn'));
    }
  }

  for (let step = 0; step < 16; step += 1) {
    if (random() < 0.5) await sound(`เสียง ${seed} ${Math.floor(random() * 2)}`);
    await run();
    if (random() < 0.4) await wholePlans();
    now += Math.floor(random() * 20) * HOUR + 1;
  }

  /** When the relay has had its time without a kill, every sound of every plan is there, whole. */
  async function wholePlans(): Promise<void> {
    const before = deadly;
    deadly = 0;
    for (let minute = 0; minute < 3; minute += 1) {
      now += MINUTE;
      await run();
    }
    deadly = before;
    for (const tower of village.towers)
      for (const { state, clip, play } of plans.get(tower)?.items ?? []) {
        if (state !== 'sched' || play.expiresAt < now) continue;
        tally.pieces += 1;
        if (held.get(clip.sha256)?.size !== 3)
          throw new Error(`seed ${seed}: a plan names a clip that is not there`);
      }
  }

  deadly = 0;
  // The last of them may sound 23 hours from now.
  for (let hours = 0; hours < 54; hours += 1) {
    now += HOUR;
    await run();
  }
  t.same([...held.keys()], [], `seed ${seed}: a day after the last play the broker holds nothing`);
}

t.test('sweeps killed at any step lose no file of a row and leave no file behind', async (t) => {
  for (let seed = 1; seed <= SEEDS; seed += 1) await sweepUnderKills(t, seed);
  t.ok(tally.kills > SEEDS, `${tally.kills} kills`);
  t.ok(tally.files > 0, `${tally.files} files went`);
});

t.test(
  'clips cleared and needed again under kills are whole when a plan names them, and gone in the end',
  async (t) => {
    tally.kills = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) await clearUnderKills(t, seed);
    t.ok(tally.kills > SEEDS, `${tally.kills} kills`);
    t.ok(tally.pieces > SEEDS, `${tally.pieces} clips in plans looked at`);
  },
);
