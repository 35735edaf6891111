// A tower without a village: clock by hand, link in memory, disk in memory that can break at any write, and the relay's
// pen for signing what the tower should believe.

import { type Controller, createController } from '../../src/controller/controller.ts';
import type { ControllerOptions, ControllerParts } from '../../src/controller/controller-options.ts';
import type {
  Clock,
  ControllerEvent,
  Disk,
  Limits,
  Link,
  LinkEvents,
  Message,
  Sink,
} from '../../src/controller/ports.ts';
import { RelayError } from '../../src/core/errors.ts';
import { clipHash, splitClip } from '../../src/wire/chunks.ts';
import type { Approval, Cmd, Hello, Item, Receipt, Trust, TrustKey } from '../../src/wire/messages.ts';
import { generateKey, type SealType, seal, sealTrust, signingKey, TYPES } from '../../src/wire/signing.ts';
import { createTopics } from '../../src/wire/topics.ts';

export const TOWER = '30010105-01';
export const CODE = '30010105';
/** 2026-11-24 12:00 in Bangkok, a quiet Tuesday noon. */
export const NOON = Date.UTC(2026, 10, 24, 5, 0);
const YEAR_S = 365 * 86_400;
export const topics = createTopics();

export interface ManualClock extends Clock {
  timers(): number;
  step(toAt: number): (() => void) | undefined;
  set(at: number): void;
}

export function manualClock(startAt: number): ManualClock {
  let at = startAt;
  const timers = new Set<{ at: number; call: () => void }>();
  return {
    now: () => at,
    after(ms, call) {
      const timer = { at: at + Math.max(0, ms), call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    timers: () => timers.size,
    /** Takes the next timer due by then, with the clock set to its time. */
    step(toAt) {
      const next = [...timers].filter((timer) => timer.at <= toAt).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) return undefined;
      timers.delete(next);
      at = Math.max(at, next.at);
      return next.call;
    },
    set(to) {
      at = Math.max(at, to);
    },
  };
}

export class PowerCut extends Error {}

export interface MemoryDisk extends Disk {
  readonly files: Map<string, Uint8Array>;
  /** Counts writes that must last; when it reaches `cutAt` the power goes, before or in the middle of that write. */
  writes: number;
  cutAt: number;
  isFull: (name: string) => boolean;
  log: string[];
}

export function memoryDisk(files = new Map<string, Uint8Array>()): MemoryDisk {
  const bytesOf = (content: Uint8Array | string) =>
    typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
  const disk: MemoryDisk = {
    files,
    writes: 0,
    cutAt: Number.POSITIVE_INFINITY,
    isFull: () => false,
    log: [],
    async read(name) {
      return files.get(name);
    },
    async write(name, content, how) {
      touch(name);
      if (how !== 'loose' && ++disk.writes >= disk.cutAt) throw new PowerCut(name);
      files.set(name, bytesOf(content));
    },
    async append(name, text) {
      touch(name);
      const before = files.get(name) ?? new Uint8Array();
      const isCut = ++disk.writes >= disk.cutAt;
      // a power cut in the middle of an append leaves half a line
      const added = bytesOf(isCut ? text.slice(0, text.length / 2) : text);
      files.set(name, Buffer.concat([before, added]));
      if (isCut) throw new PowerCut(name);
    },
    async remove(name) {
      files.delete(name);
    },
    async list(folder) {
      return [...files.keys()]
        .filter((name) => name.startsWith(`${folder}/`))
        .map((name) => name.slice(folder.length + 1));
    },
    free: async () => 1_000_000,
  };
  function touch(name: string): void {
    if (disk.writes >= disk.cutAt) throw new PowerCut('no power');
    if (disk.isFull(name)) throw new RelayError('disk-full', 'full', { retry: true });
    disk.log.push(name);
  }
  return disk;
}

/** A broker with one tower: keeps what is retained, hands it out on subscription, loses the link when told. */
export function fakeLink() {
  const retained = new Map<string, Uint8Array>();
  const subscribed = new Set<string>();
  const sent: Message[] = [];
  let events: LinkEvents | undefined;
  let isUp = false;
  const bytes = (payload: string | Uint8Array) =>
    typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
  const broker = {
    retained,
    subscribed,
    sent,
    isReachable: true,
    /** It answers nothing in time, though the line is up. */
    isSlow: false,
    /** What every answer of it waits for, where it takes its time. */
    answersAfter: undefined as Promise<void> | undefined,
    will: undefined as Message | undefined,
    publish(topic: string, payload: string | Uint8Array, retain = false): void {
      if (retain) retained.set(topic, bytes(payload));
      if (isUp && subscribed.has(topic)) events?.message(topic, bytes(payload));
    },
    up(): void {
      if (isUp || events === undefined) return;
      broker.isReachable = true;
      broker.will = events.will();
      isUp = true;
      events.connected();
    },
    cut(): void {
      broker.isReachable = false;
      if (!isUp) return;
      isUp = false;
      subscribed.clear();
      events?.lost();
    },
    said<T>(kind: 'hello' | 'receipt' | 'presence' | 'event' | 'need' | 'health'): T[] {
      return sent
        .filter(({ topic }) => topic === topics.up(TOWER, kind))
        .map(({ payload }) =>
          JSON.parse(typeof payload === 'string' ? payload : new TextDecoder().decode(payload)),
        );
    },
  };
  const must = () => {
    if (!isUp) throw new RelayError('broker-down', 'cut', { retry: true });
  };
  const link: Link = {
    open(on) {
      events = on;
      if (broker.isReachable) broker.up();
    },
    async subscribe(list) {
      must();
      await broker.answersAfter;
      if (broker.isSlow) throw new RelayError('timeout', 'no answer in time', { retry: true });
      for (const topic of list) {
        subscribed.add(topic);
        const kept = retained.get(topic);
        if (kept !== undefined) events?.message(topic, kept);
      }
    },
    async unsubscribe(list) {
      must();
      for (const topic of list) subscribed.delete(topic);
    },
    async publish(message) {
      must();
      sent.push(message);
    },
    async close(last) {
      if (!isUp) return;
      if (last) sent.push(last);
      isUp = false;
      events?.lost();
    },
  };
  return { link, broker };
}

/** A loudspeaker that writes down when what began, in the clock's own time. */
export function fakeSink(clock: Clock) {
  const heard: { name: string; at: number; volume: number }[] = [];
  const state = {
    heard,
    isBroken: false,
    /** What becomes of the next sounds once they have begun, in turn. */
    faults: [] as ('hangs' | 'breaks' | 'short')[],
    stops: 0,
  };
  const sink: Sink = {
    name: 'fake',
    headStartMs: (leadInMs) => leadInMs,
    async prepare(sound) {
      if (state.isBroken) throw new RelayError('no-engine', 'broken');
      let end: (stopped: boolean) => void = () => undefined;
      let cancel: () => void = () => undefined;
      let isStopped = false;
      return {
        start(inMs) {
          const wait = Math.max(sound.leadInMs, inMs);
          const fault = state.faults.shift();
          return new Promise((resolve, reject) => {
            let startedAt: number | undefined;
            end = (stopped) => {
              cancel();
              resolve({
                lateMs: wait - inMs,
                playedMs: startedAt === undefined ? 0 : clock.now() - startedAt,
                stopped,
              });
            };
            if (isStopped) return end(true);
            cancel = clock.after(wait, () => {
              startedAt = clock.now();
              heard.push({ name: sound.name, at: clock.now(), volume: sound.volume });
              if (fault === 'breaks') reject(new RelayError('engine-failed', 'No such device.'));
              else if (fault === 'hangs') end = () => undefined;
              else cancel = clock.after(fault === 'short' ? 1000 : sound.lengthMs, () => end(false));
            });
          });
        },
        stop() {
          state.stops += 1;
          isStopped = true;
          end(true);
        },
        release: async () => undefined,
      };
    },
  };
  return { sink, state };
}

/** The office: keys, a trust document, and a pen. */
export async function createOffice() {
  const pairs = {
    root: generateKey('root-1'),
    approve: generateKey('ap-1'),
    plan: generateKey('pl-1'),
    stranger: generateKey('stranger'),
  };
  const keys = {
    root: signingKey(pairs.root),
    approve: signingKey(pairs.approve),
    plan: signingKey(pairs.plan),
    stranger: signingKey(pairs.stranger),
  };
  const key = (
    use: TrustKey['use'],
    pair: { kid: string; x: string },
    more: Partial<TrustKey> = {},
  ): TrustKey => ({
    kid: pair.kid,
    use,
    x: pair.x,
    area: ['3001'],
    cls: 'emergency',
    nbf: NOON / 1000 - YEAR_S,
    exp: NOON / 1000 + YEAR_S,
    ...more,
  });
  const trust = (more: Partial<Trust> = {}): Trust => ({
    v: 1,
    ver: 1,
    exp: NOON / 1000 + YEAR_S,
    threshold: 1,
    keys: [key('root', pairs.root), key('approve', pairs.approve), key('plan', pairs.plan)],
    emergencyApprovals: 1,
    ...more,
  });
  const write = (type: SealType, payload: object, by = keys.plan) => seal(type, payload, by);
  const firstTrust = await sealTrust(trust(), [keys.root]);
  return {
    pairs,
    keys,
    key,
    trust,
    firstTrust,
    write,
    approval: (more: Partial<Approval> & Pick<Approval, 'clips'>, by = keys.approve) =>
      write(
        TYPES.approval,
        {
          v: 1,
          ann: 'news',
          rev: 1,
          cls: 'routine',
          area: ['300101'],
          nbf: NOON / 1000 - 86_400,
          exp: NOON / 1000 + 7 * 86_400,
          by: ['สมศรี'],
          maxPlays: 20,
          ...more,
        },
        by,
      ),
    plan: (seq: number, items: unknown[], more: object = {}, by = keys.plan) =>
      write(
        TYPES.plan,
        {
          v: 1,
          tw: TOWER,
          ep: 1,
          seq,
          iat: NOON / 1000 - 7200,
          exp: NOON / 1000 + 36 * 3600,
          rack: 0,
          items,
          ...more,
        },
        by,
      ),
    cmd: (op: Cmd['op'], at: number, more: Partial<Cmd> = {}) =>
      write(TYPES.cmd, {
        v: 1,
        id: `cmd-${op}-${at}`,
        to: TOWER,
        iat: Math.floor(at / 1000),
        exp: Math.floor(at / 1000) + 60,
        op,
        ...more,
      }),
    ack: (nonce: string, unixMs: number, rack = 0, planSeq = 1, by = keys.plan) =>
      write(
        TYPES.ack,
        { v: 1, tw: TOWER, nonce, unixMs, rack, planSeq, exp: Math.ceil(unixMs / 1000) + 60 },
        by,
      ),
    config: (seq: number, more: Partial<Limits> = {}) =>
      write(TYPES.config, {
        v: 1,
        tw: TOWER,
        seq,
        iat: NOON / 1000,
        area: [CODE],
        quietHours: { from: 21 * 60, to: 5 * 60 },
        maxClipMs: 600_000,
        maxPlaysPerDay: 40,
        maxRepeat: 5,
        volume: { routine: 80, important: 90, emergency: 100 },
        leadInMs: 2000,
        ...more,
      }),
  };
}
const TURNS = 50;
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export type Office = Awaited<ReturnType<typeof createOffice>>;

export function clipOf(bytes: Uint8Array, ms = 20_000): Item['clip'] {
  return { h: clipHash(bytes), sz: bytes.length, n: splitClip(bytes).length, c: 'mp3', ms, src: ['mqtt'] };
}

export function soundOf(size: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, n) => (n * 31 + seed * 17 + (n >> 8)) & 255);
}

/** One tower with its parts in reach; `again` is a new start on the same disk, as after a power cut. */
export async function createTower(
  office: Office,
  more: {
    startAt?: number;
    files?: Map<string, Uint8Array>;
    options?: Partial<ControllerOptions>;
    parts?: (clock: ManualClock) => Partial<ControllerParts>;
  } = {},
) {
  const clock = manualClock(more.startAt ?? NOON - 600_000);
  const disk = memoryDisk(more.files);
  const { link, broker } = fakeLink();
  const speaker = fakeSink(clock);
  const events: ControllerEvent[] = [];
  const errors: unknown[] = [];
  const quiet = () => undefined;
  const controller: Controller = createController(
    {
      credentials: {
        v: 1,
        tower: TOWER,
        org: 'org',
        mqttUrl: 'mqtt://localhost',
        password: 'x'.repeat(32),
        topicRoot: 'tower/v1',
        area: [CODE],
        trust: office.firstTrust,
        roots: { threshold: 1, keys: [{ kid: office.pairs.root.kid, x: office.pairs.root.x }] },
      },
      codecs: ['mp3', 'opus'],
      firmware: 'test',
      hardware: 'test',
      trustOwnClock: false,
      cacheBytes: 1_000_000,
      volume: 100,
      ownQuietHours: null,
      helloSpreadMs: 0,
      onEvent: (event) => events.push(event),
      ...more.options,
    },
    {
      clock,
      link,
      disk,
      sink: speaker.sink,
      log: { debug: quiet, info: quiet, warn: quiet, error: (f) => errors.push(f) },
      ...more.parts?.(clock),
    },
  );
  /** What the relay would answer; the true time may differ from the tower's clock. */
  const relay = { trueOffsetMs: 0, rack: 0, answers: true, autoRack: false, by: office.keys.plan };
  let answered = 0;

  async function answerHellos(): Promise<boolean> {
    const hellos = broker.said<Hello>('hello');
    const hello = hellos[answered];
    if (hello === undefined || !relay.answers) return false;
    answered += 1;
    broker.publish(
      topics.down(TOWER, 'ack'),
      await office.ack(hello.nonce, clock.now() + relay.trueOffsetMs, relay.rack, 1, relay.by),
    );
    return true;
  }
  async function settle(): Promise<void> {
    // whoever waits for the broker would be waited for
    const calm = () => (broker.answersAfter === undefined ? controller.idle() : turns(TURNS));
    do {
      await calm();
      // promises that sinks and links keep outside the queue
      await turns(1);
      await calm();
    } while (await answerHellos());
  }
  return {
    clock,
    disk,
    broker,
    speaker: speaker.state,
    events,
    errors,
    controller,
    relay,
    settle,
    async start() {
      await controller.start();
      await settle();
    },
    /** Lets time pass, timer by timer, each dealt with before the next. */
    async until(at: number) {
      await settle();
      for (let call = clock.step(at); call !== undefined; call = clock.step(at)) {
        call();
        await settle();
      }
      clock.set(at);
      await settle();
    },
    async give(kind: 'plan' | 'cmd' | 'config' | 'ack', jws: string) {
      broker.publish(topics.down(TOWER, kind), jws, kind === 'plan' || kind === 'config');
      await settle();
    },
    shelve(clip: Uint8Array) {
      for (const [n, piece] of splitClip(clip).entries()) {
        broker.publish(topics.chunk(clipHash(clip), n), piece, true);
      }
    },
    /** Receipts as the relay keeps them: by number. */
    receipts(): Receipt[] {
      const all = broker.said<{ receipts: Receipt[] }>('receipt').flatMap((batch) => batch.receipts);
      return [...new Map(all.map((one) => [one.n, one])).values()].sort((a, b) => a.n - b.n);
    },
    story(id: string): string[] {
      return this.receipts()
        .filter((one) => one.id === id)
        .map((one) => (one.why === undefined ? one.s : `${one.s}:${one.why}`));
    },
    async again(startAt = clock.now()) {
      return createTower(office, { ...more, startAt, files: disk.files });
    },
  };
}
export type Tower = Awaited<ReturnType<typeof createTower>>;

/** An item of the plan for this clip with its approval; a minute past noon unless told otherwise. */
export async function itemOf(
  office: Office,
  clip: Uint8Array,
  more: Partial<Item> = {},
  approval: Partial<Approval> = {},
): Promise<Item> {
  const entry = more.clip ?? clipOf(clip);
  const cls = more.cls ?? 'routine';
  const ann = more.ann ?? 'news';
  const rev = more.rev ?? 1;
  return {
    id: 'play-1',
    ann,
    rev,
    cls,
    st: 'sched',
    at: NOON + 60_000,
    late: 600_000,
    exp: NOON / 1000 + 86_400,
    clip: entry,
    ap: await office.approval({
      ann,
      rev,
      cls,
      clips: [{ h: entry.h, ms: entry.ms, c: entry.c }],
      ...approval,
    }),
    ...more,
  };
}
