// What the examination needs from outside, as small shapes: time, the broker between it and the device, and, where
// somebody can do it, the device's power. Real ones stand beside this file; the tests hand in a virtual hour.

/** Milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Calls once after `ms`; returns a cancel that may be called at any time. */
  after(ms: number, call: () => void): () => void;
}

/** What a device said when it opened its connection. */
export interface ConnectSeen {
  readonly clientId: string;
  readonly username: string;
  readonly clean: boolean;
  /** Seconds. */
  readonly keepalive: number;
  /** 4 is MQTT 3.1.1. */
  readonly protocol: number;
  readonly will:
    | { readonly topic: string; readonly payload: string; readonly qos: number; readonly retain: boolean }
    | undefined;
}

export interface Spoken {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  readonly retain: boolean;
}

/** What comes back from the device, and nothing else is judged. */
export interface AirEvents {
  /** Somebody tried to open a connection, also while the door was shut. */
  knocked(): void;
  connected(seen: ConnectSeen): void;
  /** A CONNECT came and its password was not the one of the enrolment. */
  turnedAway?(seen: ConnectSeen): void;
  subscribed(topics: readonly { readonly topic: string; readonly qos: number }[]): void;
  unsubscribed(topics: readonly string[]): void;
  /** Also the will, when the broker speaks it. */
  said(message: Spoken): void;
  lost(): void;
}

/** The broker that the device is connected to, with the line to it in our hand. */
export interface Air {
  on(events: AirEvents): void;
  publish(topic: string, payload: Uint8Array | string, how: { qos: 0 | 1; retain: boolean }): void;
  /** Breaks the line without a word; the device may come again at once. */
  cut(): void;
  /** While shut every attempt to connect is dropped. Shutting cuts what is open. */
  shut(isShut: boolean): void;
  /** How fast bytes go to the device; undefined: as fast as they can. */
  slow(bytesPerSecond: number | undefined): void;
  /** Bytes that went to the device since the start. */
  sentBytes(): number;
  /** Cut the line and show this certificate from then on; absent: it cannot be shown, none where the line has no TLS. */
  readonly shows: { readonly [Face in 'own' | 'strange' | 'misnamed']?: (() => void) | undefined };
}

/** The device's own switch that silences it: a person who is asked, or a child of ours. */
export interface MuteSwitch {
  press(): Promise<void>;
  release(): Promise<void>;
}

/** One request for bytes of a clip. */
export interface Fetched {
  readonly hash: string;
  /** First byte asked for. */
  readonly from: number;
  readonly hasRange: boolean;
}

/** The second source: a web address for each clip that is offered there. */
export interface ClipDoor {
  /** Without a certificate a device may rightly refuse it. */
  readonly isSecure: boolean;
  /** @param breaksAfter the first answer breaks off after so many bytes. @returns the address */
  offer(hash: string, bytes: Uint8Array, breaksAfter: number): string;
  /** Every request so far, in order. */
  fetched(): readonly Fetched[];
  /** Bytes of this clip that went out. */
  sentBytes(hash: string): number;
}

/** Off and on of the device: a person who is asked, or a child of ours. */
export interface Power {
  off(): Promise<void>;
  on(): Promise<void>;
}
