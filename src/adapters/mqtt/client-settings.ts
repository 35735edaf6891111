// What mqtt.js is told for one try to connect: our account, name, session and will in, its options out.
import type { IClientOptions } from 'mqtt';
import { type Level, sessionOf } from './mqtt-level.ts';

const CONNECT_MS = 10_000;
const KEEPALIVE_S = 120;

export interface Account {
  /** `mqtt://host:port` or `mqtts://host:port` */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** PEM of the broker's private authority. */
  readonly ca?: string;
}

export interface ClientSettings {
  readonly account: Account;
  readonly clientId: string;
  /** False: the broker keeps for us what was not acknowledged when the line broke. */
  readonly clean: boolean;
  readonly will?: () => { readonly topic: string; readonly payload: string };
}

/** Nothing is kept, repeated or tried again by mqtt.js itself. */
export function optionsOf({ account, clientId, clean, will }: ClientSettings, level: Level): IClientOptions {
  const { username, password, ca } = account;
  const last = will?.();
  return {
    ...{ username, password, clientId, clean, protocolVersion: level },
    ...sessionOf(level, clean),
    keepalive: KEEPALIVE_S,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_MS,
    queueQoSZero: false,
    resubscribe: false,
    ...(ca === undefined ? {} : { ca }),
    ...(last === undefined
      ? {}
      : { will: { topic: last.topic, payload: Buffer.from(last.payload), qos: 1 as const, retain: true } }),
  };
}
