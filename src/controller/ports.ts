// What the controller needs from the outside, as small shapes: time, the link to the broker, a disk, a way to sound.
import type { Log as RootLog } from '../log.ts';
import type { Item, Receipt, TowerConfig } from '../wire/messages.ts';

/** Milliseconds since 1970; may be wrong, must not jump: what the relay signs corrects it. */
export interface Clock {
  now(): number;
  /** Calls once after `ms`; returns a cancel that may be called at any time. */
  after(ms: number, call: () => void): () => void;
}

export interface Message {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export interface LinkEvents {
  /** The last will for the connection about to be tried; asked anew before every try. */
  will(): Message;
  connected(): void;
  lost(): void;
  message(topic: string, payload: Uint8Array): void;
}

/** One clean MQTT session at a time; tries again by itself until closed. */
export interface Link {
  open(events: LinkEvents): void;
  /** Every call resolves or throws; nothing is kept for later while the link is down. */
  subscribe(topics: readonly string[]): Promise<void>;
  unsubscribe(topics: readonly string[]): Promise<void>;
  publish(message: Message): Promise<void>;
  /** Sends `last` if it can, then closes for good. */
  close(last?: Message): Promise<void>;
}

/**
 * Files by short relative names. When a call resolves the bytes survive a power cut, except `write` with `loose`.
 * @throws RelayError `disk-full` or `disk-failed`
 */
export interface Disk {
  read(name: string): Promise<Uint8Array | undefined>;
  /** The whole file or nothing: temporary name, sync, rename, sync of the folder. */
  write(name: string, bytes: Uint8Array | string, how?: 'loose'): Promise<void>;
  append(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  list(folder: string): Promise<string[]>;
  /** Bytes free. */
  free(): Promise<number>;
}

/** Clips over HTTPS. */
export interface Web {
  /**
   * Bytes `from` to `to`, both included, in order, as they come; waits for `take`.
   * @throws RelayError `timeout` when it broke off, `not-found` when the address has no such bytes
   */
  get(
    url: string,
    range: { readonly from: number; readonly to: number },
    take: (bytes: Uint8Array) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Servers of the network's time protocol, by name. */
export interface TimeServers {
  readonly names: readonly string[];
  /**
   * Asks one of them; `sentAt` and `heardAt` are by our own clock.
   * @throws RelayError `timeout` when nothing came within `patienceMs`
   */
  ask(
    name: string,
    question: Uint8Array,
    patienceMs: number,
  ): Promise<{ readonly answer: Uint8Array; readonly sentAt: number; readonly heardAt: number }>;
}

export type SoundCodec = Item['clip']['c'] | 'wav';
export interface Sound {
  /** Names the sound; safe as a file name. */
  readonly name: string;
  readonly clip: Uint8Array;
  readonly codec: SoundCodec;
  /** Of the clip without its lead-in. */
  readonly lengthMs: number;
  /** Silence before the clip while the amplifier's relay closes. */
  readonly leadInMs: number;
  /** 0 to 100. */
  readonly volume: number;
}

export interface Sink {
  readonly name: string;
  /** How long before the clip's first sample `start` must be called: the lead-in where sound takes its own time. */
  headStartMs(leadInMs: number): number;
  /** Decodes and opens what can be opened beforehand. @throws RelayError `no-engine` or `unreadable-audio` */
  prepare(sound: Sound): Promise<PreparedSound>;
}

export interface Sounded {
  /** How late the first sample was. */
  readonly lateMs: number;
  /** How much of the clip sounded. */
  readonly playedMs: number;
  readonly stopped: boolean;
  /** Whether it was noticed at the loudspeaker, where something listens there. */
  readonly out?: Receipt['out'];
}

/** The switch of an amplifier. @throws RelayError when it cannot be set */
export interface Amplifier {
  on(): Promise<void>;
  off(): Promise<void>;
}

/** Something at the loudspeaker that notices sound. */
export interface Meter {
  /** What it shows over the next `ms`; only differences count. @throws RelayError */
  read(ms: number): Promise<number>;
}

export interface PreparedSound {
  /** Sounds once; the clip's first sample at `inMs` from now or as soon after as it can. */
  start(inMs: number): Promise<Sounded>;
  stop(): void;
  /** Frees what prepare made; to be called when it is not wanted any more, started or not. */
  release(): Promise<void>;
}

/** Of the project's root logger what is needed here. */
export type Log = Pick<RootLog, 'debug' | 'info' | 'warn' | 'error'>;

export type Limits = Omit<TowerConfig, 'v' | 'tw' | 'seq' | 'iat' | 'area'>;

/** For who follows the controller from outside: one object per thing that happened. */
export type ControllerEvent =
  | { readonly event: 'connected' | 'lost' | 'stopping' }
  | { readonly event: 'time'; readonly offsetMs: number; readonly errMs: number }
  | { readonly event: 'planned'; readonly ep: number; readonly seq: number; readonly items: number }
  | { readonly event: 'refused'; readonly what: string; readonly why: string; readonly text: string }
  | {
      readonly event: 'ready' | 'started' | 'finished' | 'stopped' | 'skipped' | 'failed' | 'rejected';
      readonly id: string;
      readonly ann: string;
      readonly why: string | undefined;
      readonly skewMs: number | undefined;
      readonly playedMs: number | undefined;
    };
