// Every topic of the contract, built and parsed in one place. Names come in, topic strings go out, and back.
// Source: the project's tower protocol, section 2. At most seven slashes, so that AWS IoT carries them too.
import { RelayError } from '../core/errors.ts';

export const DEFAULT_ROOT = 'tower/v1';

/** What stands in a topic's levels. */
export const TOWER_ID = /^[a-z0-9-]{1,23}$/;
export const AREA = /^(?:\d{2}|\d{4}|\d{6}|\d{8})$/;
export const CLIP_HASH = /^[A-Za-z0-9_-]{43}$/;
export const CHUNK_NUMBER = /^(?:0|[1-9]\d{0,4})$/;
const ROOT = /^[a-z0-9-]{1,23}(?:\/[a-z0-9-]{1,23}){0,3}$/;

export const DOWN = ['plan', 'cmd', 'config', 'ack'] as const;
export const UP = ['presence', 'hello', 'receipt', 'health', 'event', 'need'] as const;
export type Down = (typeof DOWN)[number];
export type Up = (typeof UP)[number];

export type ParsedTopic =
  | { readonly kind: Down | Up; readonly tower: string }
  | { readonly kind: 'flash'; readonly area: string }
  | { readonly kind: 'chunk'; readonly hash: string; readonly n: number }
  | { readonly kind: 'trust' }
  | { readonly kind: 'relay-status' };

export interface Topics {
  readonly root: string;
  /** e.g. `tower/v1/t/30010105-01/down/plan` */
  down(tower: string, kind: Down): string;
  up(tower: string, kind: Up): string;
  /** @param area 2, 4, 6 or 8 digits of the village code */
  flash(area: string): string;
  /** @param hash SHA-256 of the clip, base64url without padding; @param n chunk number from 0 */
  chunk(hash: string, n: number): string;
  readonly trust: string;
  readonly relayStatus: string;
  /** What the relay subscribes to: everything that towers say. */
  readonly allUp: string;
  /** Every tower's plan: what a relay looks at when another may have spoken. */
  readonly allPlans: string;
  /** The topic's parts, or undefined for anything that is not of this contract. */
  parse(topic: string): ParsedTopic | undefined;
}

/** 1 to 23 of [a-z0-9-]: fits an MQTT 3.1.1 client id and needs no escaping anywhere. */
export function isTowerId(id: string): boolean {
  return TOWER_ID.test(id);
}

/** A village code or its 2, 4 or 6-digit beginning: province, district, sub-district. */
export function isAreaCode(code: string): boolean {
  return AREA.test(code);
}

/** base64url of 32 bytes, without padding. */
export function isClipHash(hash: string): boolean {
  return CLIP_HASH.test(hash);
}

/**
 * The topics under one root.
 * @throws RelayError `invalid-input` for a root, tower, area or hash that could not be a topic level
 */
export function createTopics(root: string = DEFAULT_ROOT): Topics {
  if (!ROOT.test(root)) throw refused('topic root', root);
  const tower = (id: string) => {
    if (!isTowerId(id)) throw refused('tower id', id);
    return `${root}/t/${id}`;
  };
  return {
    root,
    down: (id, kind) => `${tower(id)}/down/${kind}`,
    up: (id, kind) => `${tower(id)}/up/${kind}`,
    flash: (area) => {
      if (!isAreaCode(area)) throw refused('area code', area);
      return `${root}/a/${area}/flash`;
    },
    chunk: (hash, n) => {
      if (!isClipHash(hash)) throw refused('clip hash', hash);
      if (!CHUNK_NUMBER.test(String(n))) throw refused('chunk number', String(n));
      return `${root}/clip/${hash}/${n}`;
    },
    trust: `${root}/trust`,
    relayStatus: `${root}/relay/status`,
    allUp: `${root}/t/+/up/#`,
    allPlans: `${root}/t/+/down/plan`,
    parse: (topic) => (topic.startsWith(`${root}/`) ? parse(topic.slice(root.length + 1)) : undefined),
  };
}

function parse(rest: string): ParsedTopic | undefined {
  if (rest === 'trust') return { kind: 'trust' };
  if (rest === 'relay/status') return { kind: 'relay-status' };
  const [branch, name = '', third = '', fourth, ...more] = rest.split('/');
  if (more.length > 0) return undefined;
  if (branch === 't' && isTowerId(name) && fourth !== undefined) return towerTopic(name, third, fourth);
  if (fourth !== undefined) return undefined;
  if (branch === 'a' && isAreaCode(name) && third === 'flash') return { kind: 'flash', area: name };
  if (branch === 'clip' && isClipHash(name) && CHUNK_NUMBER.test(third)) {
    return { kind: 'chunk', hash: name, n: Number(third) };
  }
  return undefined;
}

function towerTopic(tower: string, direction: string, leaf: string): ParsedTopic | undefined {
  const kinds: readonly (Down | Up)[] = direction === 'down' ? DOWN : direction === 'up' ? UP : [];
  const kind = kinds.find((one) => one === leaf);
  return kind === undefined ? undefined : { kind, tower };
}

function refused(what: string, value: string): RelayError {
  return new RelayError('invalid-input', `not a ${what}: ${JSON.stringify(value.slice(0, 80))}`);
}
