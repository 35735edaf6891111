// What the stages need from the world outside the database: engines, ffmpeg, LINE, the broker, keys, clock and chance.
// Adapters implement these; each stage takes only the ones it uses. What the database does is in records.ts.
import type { ApprovalStatement } from '../core/approval.ts';
import type { BulletinClass } from '../core/bulletin.ts';
import type { Rendition, SoundDoubt } from '../core/clip.ts';
import type { Instant, OrgId, TowerId } from '../core/ids.ts';
import type { Original } from '../core/item.ts';
import type { TowerPlan } from '../core/plan.ts';
import type { Measured, ReceiptState } from '../core/play.ts';
import type { TowerLimits } from '../core/tower.ts';
import type { Phrase } from '../thai/phrases.ts';

/** The only source of time and chance in the pipeline. */
export interface Clock {
  now(): Instant;
  /** A new ULID, 26 characters: ordered by time, unguessable enough for names, never used as a secret. */
  ulid(): string;
}

/** Structured log: facts first, then the event. Same shape as pino's. */
export interface Log {
  debug(facts: object, event: string): void;
  info(facts: object, event: string): void;
  warn(facts: object, event: string): void;
  error(facts: object, event: string): void;
}

/** What an engine is given: Thai letters and their syllables, never the raw text of a message. */
export interface SpeechScript {
  readonly text: string;
  readonly phrases: readonly Phrase[];
}

export interface SpokenSound {
  /** Engine and version, stored with the clip: `espeak-ng 1.51 (native)`. */
  readonly engine: string;
  readonly wavPath: string;
  readonly ms: number;
  /** What the words take with this voice, where it has a pace of its own and its length was compared with the words. */
  readonly expectedMs?: number;
  /** Only when another voice speaks than the one that was wanted; `by` is the id of the one that spoke. */
  readonly fallback?: { readonly wanted: string; readonly why: string; readonly by: string };
}

export interface SpeechEngine {
  /** Everything in its settings that changes the sound: a clip is found again by it. */
  readonly id: string;
  /** What people call it, where that is not its id. */
  readonly name?: string;
  /** What whoever chooses it should know. `sendsTextTo`: the host outside this machine that gets the words. */
  readonly terms?: { readonly limits: string; readonly sendsTextTo?: string };
  check(): Promise<
    { readonly usable: true; readonly detail: string } | { readonly usable: false; readonly why: string }
  >;
  /** Writes a mono PCM WAV to `wavPath`. @throws RelayError `engine-failed`, `no-engine`, `timeout` */
  speak(
    script: SpeechScript,
    wavPath: string,
    signal: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<SpokenSound>;
}

/** A voice for a few words at once, whose sound is wanted as it is. */
export interface QuickVoice {
  /** As of its engine: changes with everything that changes the sound. */
  readonly id: string;
  /** @returns a mono PCM WAV. @throws RelayError `engine-failed`, `no-engine`, `timeout` */
  say(script: SpeechScript, signal: AbortSignal): Promise<Uint8Array>;
}

/** Who speaks for an organisation and a class: several engines in the order of the settings, as one. */
export type EngineFor = (org: OrgId, of: BulletinClass) => Promise<SpeechEngine>;

export interface HouseSound {
  /** G for every day; F for emergencies, wind and rain. */
  readonly chain: 'G' | 'F';
  /** WAV paths; `none` for no chime. */
  readonly openingChime: string;
  readonly closingChime: string;
  readonly gapMs: number;
  /** How often the speech sounds within the clip. */
  readonly repeat: 1 | 2;
  /** Changes when the chain or the chimes change: part of a clip's recipe. */
  readonly version: string;
}

export interface MasteredClip {
  readonly sha256: string;
  readonly ms: number;
  readonly lufs: number;
  readonly truePeakDb: number;
  readonly renditions: readonly Rendition[];
  readonly peaks: readonly number[];
  readonly doubts: readonly SoundDoubt[];
}

export interface Mastering {
  /**
   * Makes the delivered files and puts them on the shelf.
   * @param expectedMs length the words should take; outside 1.5x either way the clip is refused
   * @throws RelayError `clip-refused`, `unreadable-audio`, `disk-full`, `timeout`
   */
  master(
    source: { readonly path: string; readonly recorded: boolean },
    sound: HouseSound,
    expectedMs: number | undefined,
    signal: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<MasteredClip>;
}

/** Files of clips by rendition hash: written to a temporary name, synced, renamed. */
export interface ClipShelf {
  has(sha256: string, codec: Rendition['codec']): Promise<boolean>;
  read(sha256: string, codec: Rendition['codec']): Promise<Uint8Array>;
}

/** Originals that came with items, by SHA-256, until the item is closed or taken back. */
export interface Originals {
  keep(org: OrgId, bytes: Uint8Array, name: string): Promise<Original>;
  read(org: OrgId, sha256: string): Promise<Uint8Array>;
  /** Where a program may read it from. */
  pathOf(org: OrgId, sha256: string): string;
  erase(org: OrgId, sha256: string): Promise<void>;
}

/** A scratch folder that is gone when the work is. */
export interface Scratch {
  within<T>(work: (folder: string) => Promise<T>): Promise<T>;
}

export type LineContent =
  | { readonly state: 'ready'; readonly bytes: Uint8Array; readonly type: string }
  /** 202: LINE is still preparing it. */
  | { readonly state: 'preparing' }
  /** 404 unknown or 410 unsent: it will never come. */
  | { readonly state: 'gone'; readonly why: 'unknown' | 'unsent' };

/** Our LINE channel, outwards. */
export interface LineChannel {
  /** @throws RelayError `too-large` over the cap while streaming, `line-failed` (retry) */
  content(messageId: string): Promise<LineContent>;
  /** Answers by reply token, at most once; a failed answer is logged, never thrown. */
  reply(replyToken: string, text: string): Promise<void>;
}

/** Signs with the organisation's approval key; kept apart from the plan key. */
export interface ApprovalSeal {
  seal(statement: ApprovalStatement): Promise<string>;
}

/** The broker, outwards. Every publish resolves after the broker's acknowledgement. */
export interface TowerLine {
  /**
   * Signs the plan with the plan key and retains it.
   * @param after what must be at the broker before it: awaited while the plan is being signed
   * @throws RelayError `broker-down`, `timeout`, `too-large`; or whatever `after` rejects with
   */
  publishPlan(plan: TowerPlan, after?: Promise<unknown>): Promise<void>;
  /** Retains all chunks of a rendition; harmless when they are there already. */
  publishClip(sha256: string, bytes: Uint8Array): Promise<void>;
  publishChunk(sha256: string, n: number, bytes: Uint8Array): Promise<void>;
  /** Clears every chunk of a rendition of `bytes`; harmless when none is there. */
  clearClip(sha256: string, bytes: number): Promise<void>;
  /** Signed hard limits of the tower, retained. */
  publishConfig(
    org: OrgId,
    tower: TowerId,
    seq: number,
    limits: TowerLimits,
    area: readonly string[],
  ): Promise<void>;
  /** Signed time and receipt watermark: the answer to hello and to receipts. */
  acknowledge(
    tower: TowerId,
    answer: { readonly nonce: string; readonly rack: number; readonly planSeq: number },
  ): Promise<void>;
  /** Stops what sounds; `play` undefined stops everything. Never retained, good for 60 s. */
  stop(tower: TowerId, play: string | undefined): Promise<void>;
  /** A short quiet tone now, at `volume` 0..100; good for 60 s. */
  testTone(tower: TowerId, volume: number): Promise<void>;
}

export interface TowerReceipt {
  readonly n: number;
  readonly play: string;
  readonly state: ReceiptState;
  readonly at: Instant;
  readonly timeErrorMs: number;
  readonly why: string | undefined;
  readonly skewMs: number | undefined;
  readonly playedMs: number | undefined;
  readonly totalMs: number | undefined;
  /** Only of an end, and only from a tower that can measure. */
  readonly measured?: Measured | undefined;
}

/** What a tower says of its own state, beside plan and time. */
export interface SelfReport {
  /** The highest version of the protocol it speaks; only in its hello. */
  readonly protocol?: number;
  readonly trustVer: number;
  readonly configSeq: number;
  readonly freeBytes: number;
  /** Whether its card takes what is written, and whether the last sound came out; only in its health. */
  readonly disk?: 'ok' | 'full' | 'failed' | undefined;
  readonly audio?: 'ok' | 'failed' | undefined;
}

export interface TowerHello {
  readonly boot: string;
  readonly conn: number;
  readonly nonce: string;
  readonly planEpoch: number;
  readonly planSeq: number;
  readonly codecs: readonly string[];
  readonly firmware: string;
  readonly clockErrorMs: number | undefined;
  readonly self?: SelfReport;
}

/** What towers tell us. Each resolves once it is on disk; only then the broker is told. */
export interface TowerNews {
  hello(tower: TowerId, hello: TowerHello): Promise<void>;
  presence(
    tower: TowerId,
    presence: { readonly online: boolean; readonly boot: string; readonly conn: number },
  ): Promise<void>;
  receipts(tower: TowerId, receipts: readonly TowerReceipt[], nonce: string): Promise<void>;
  /** Chunks the tower found no retained copy of. */
  need(tower: TowerId, sha256: string, chunks: readonly number[]): Promise<void>;
  event(
    tower: TowerId,
    event: { readonly kind: string; readonly detail: string; readonly at: Instant },
  ): Promise<void>;
  health(
    tower: TowerId,
    health: {
      readonly clockErrorMs: number | undefined;
      readonly planEpoch: number;
      readonly planSeq: number;
      readonly self?: SelfReport;
    },
  ): Promise<void>;
  /** What the broker keeps as this tower's plan is older than one of ours: another relay's word came late. */
  overtaken(tower: TowerId): Promise<void>;
}

/** What a newly claimed tower is told: everything it needs, nothing it could use against another tower. */
export interface TowerWelcome {
  readonly org: OrgId;
  readonly tower: TowerId;
  readonly password: string;
  readonly area: readonly string[];
}

/** One-way hashes of secrets. */
export interface Secrets {
  /** Slow on purpose (scrypt): for what a person chose. */
  hash(secret: string): Promise<string>;
  /** Fast (SHA-256): only for secrets of our own making with 128 random bits and more. */
  hashRandom(secret: string): string;
  /** Of either kind of hash. */
  matches(secret: string, hash: string): Promise<boolean>;
  /** A random secret of `bits` in lower-case base32 without look-alikes. */
  make(bits: number): string;
  /** SHA-256 in hex, for looking up random tokens (never for passwords). */
  fingerprint(token: string): string;
}
