// What MQTT 5 adds for the relay, all of it optional: the broker's own terms are kept, its refusals have words, and what it
// holds for us expires. A level and what the broker said go in; options of mqtt.js and our errors come out.
// Source: MQTT 5.0, sections 2.4 and 3.2.2.3; mqtt.js neither waits for the receive maximum nor heeds the packet size.
import type { IClientOptions, IConnackPacket } from 'mqtt';
import { RelayError } from '../../core/errors.ts';

/** As on the wire: 4 is MQTT 3.1.1. */
export type Level = 4 | 5;

export const LOWEST: Level = 4;
/** How long a broker keeps what was not acknowledged while the relay is away, in seconds. */
const SESSION_S = 3_600;
/** Unacceptable protocol version, as 3.1.1 and as 5 say it. */
const WRONG_LEVEL = [1, 0x84];
const FORBIDDEN = [0x87, 0x90];
/** A broker that names no terms takes as much as we send anyway. */
const NO_TERM = 65_535;

/** What the broker allows on this connection. */
export interface Terms {
  /** Publishes under way at once. */
  readonly receiveMaximum: number;
  /** Of one whole packet. */
  readonly mostBytes: number;
}

export function termsOf(connack: IConnackPacket): Terms {
  const { receiveMaximum = NO_TERM, maximumPacketSize = Number.POSITIVE_INFINITY } = connack.properties ?? {};
  return { receiveMaximum: Math.max(1, receiveMaximum), mostBytes: maximumPacketSize };
}

/** Lower when the broker has just said that it does not speak this one. */
export function nextLevel(level: Level, error: unknown): Level {
  return WRONG_LEVEL.includes(codeOf(error)) ? LOWEST : level;
}

/** With MQTT 5 a session that is not clean still ends with its connection, unless it says how long it is to be kept. */
export function sessionOf(level: Level, clean: boolean): Pick<IClientOptions, 'properties'> {
  return level === 5 && !clean ? { properties: { sessionExpiryInterval: SESSION_S } } : {};
}

export function propertiesOf(level: Level, expiresS: number | undefined) {
  return level === 5 && expiresS !== undefined
    ? { properties: { messageExpiryInterval: Math.max(1, Math.round(expiresS)) } }
    : {};
}

/** @returns the error itself, or one in our words when the broker says that the relay may not write there */
export function refusalIn(error: Error, topic: string): Error {
  if (!FORBIDDEN.includes(codeOf(error))) return error;
  return new RelayError(
    'broker-down',
    `the broker does not let the relay write ${topic}: look at its rights there`,
    {
      cause: error,
      retry: true,
    },
  );
}

function codeOf(error: unknown): number {
  return typeof error === 'object' && error !== null && 'code' in error ? Number(error.code) : 0;
}
