// Everything the device said and did, with our own time beside it: messages come in, questions are answered. What must
// hold of every message at every moment is judged here; what belongs to one situation is judged by its scene.
import {
  eventSchema,
  type Health,
  type Hello,
  healthSchema,
  helloSchema,
  needSchema,
  type Presence,
  presenceSchema,
  type Receipt,
  receiptBatchSchema,
  type TowerEvent,
} from '../wire/messages.ts';
import { type Topics, UP, type Up } from '../wire/topics.ts';
import type { Findings } from './findings.ts';
import type { ConnectSeen, Spoken } from './ports.ts';

export interface Seen<T> {
  readonly at: number;
  /** Number of the connection, from 1. */
  readonly on: number;
  readonly what: T;
}

const SCHEMAS = {
  presence: presenceSchema,
  hello: helloSchema,
  receipt: receiptBatchSchema,
  event: eventSchema,
  health: healthSchema,
  need: needSchema,
} as const;
const QOS: Readonly<Record<Up, 0 | 1>> = { presence: 1, hello: 1, receipt: 1, event: 1, health: 0, need: 0 };

export type Notes = ReturnType<typeof createNotes>;

/** @param now our own clock */
export function createNotes(tower: string, topics: Topics, findings: Findings, now: () => number) {
  const connects: Seen<ConnectSeen>[] = [];
  const losses: number[] = [];
  const knocks: number[] = [];
  const subscriptions: Seen<string>[] = [];
  const unsubscriptions: Seen<string>[] = [];
  const hellos: Seen<Hello>[] = [];
  const presences: Seen<Presence & { readonly retain: boolean }>[] = [];
  const receipts: Seen<Receipt>[] = [];
  const events: Seen<TowerEvent>[] = [];
  const healths: Seen<Health>[] = [];
  const needs: Seen<{ h: string; n: number[] }>[] = [];
  const byNumber = new Map<number, string>();
  const seen = <T>(what: T): Seen<T> => ({ at: now(), on: connects.length, what });

  const keepers: Readonly<Record<Up, (body: never, message: Spoken) => void>> = {
    presence: (body: Presence, { retain }) => void presences.push(seen({ ...body, retain })),
    hello: (body: Hello) => void hellos.push(seen(body)),
    event: (body: TowerEvent) => void events.push(seen(body)),
    health: (body: Health) => void healths.push(seen(body)),
    need: (body: { h: string; n: number[] }) => void needs.push(seen(body)),
    receipt: (body: { receipts: Receipt[] }) => {
      for (const receipt of body.receipts) keepReceipt(receipt);
    },
  };

  function keepReceipt(receipt: Receipt): void {
    const text = JSON.stringify([receipt.id, receipt.rev, receipt.s, receipt.why, receipt.t]);
    const before = byNumber.get(receipt.n);
    findings.judge(
      'stable',
      before === undefined || before === text,
      'a number that came before says the same as then',
      `n ${receipt.n} was ${before} and is now ${text}`,
    );
    byNumber.set(receipt.n, text);
    receipts.push(seen(receipt));
  }

  function said(message: Spoken): void {
    const up = upwardOf(message.topic);
    const place = `only ${topics.up(tower, 'hello')} and its neighbours`;
    findings.judge('own-topics', up !== undefined, place, message.topic);
    if (up === undefined) return;
    judgeFlags(up, message);
    const body = SCHEMAS[up].safeParse(json(message.payload));
    const issue = body.error?.issues[0];
    const wrong = issue === undefined ? '' : ` ${issue.path.join('.')} ${issue.message}, in`;
    findings.judge(
      'messages-parse',
      body.success,
      'a message that fits the schema of its topic',
      `${up}:${wrong} ${textOf(message.payload).slice(0, 160)}`,
    );
    if (body.success) keepers[up](body.data as never, message);
  }

  function upwardOf(topic: string): Up | undefined {
    const parsed = topics.parse(topic);
    if (parsed === undefined || !('tower' in parsed) || parsed.tower !== tower) return undefined;
    return UP.find((kind) => kind === parsed.kind);
  }

  function judgeFlags(up: Up, { qos, retain }: Spoken): void {
    const kept = up === 'presence';
    const words = (quality: number, isKept: boolean) =>
      `${up}: QoS ${quality}, ${isKept ? 'retained' : 'not retained'}`;
    findings.judge('quality', qos === QOS[up] && retain === kept, words(QOS[up], kept), words(qos, retain));
  }

  /** The receipts of one play, each number once, in order. */
  function of(id: string): Receipt[] {
    const all = new Map(receipts.filter(({ what }) => what.id === id).map(({ what }) => [what.n, what]));
    return [...all.values()].sort((a, b) => a.n - b.n);
  }

  return {
    connects,
    losses,
    knocks,
    subscriptions,
    unsubscriptions,
    hellos,
    presences,
    receipts,
    events,
    healths,
    needs,
    said,
    of,
    /** e.g. `ready, started, stopped: withdrawn`; for people and for comparing. */
    story: (id: string) =>
      of(id)
        .map(({ s, why }) => (why === undefined ? s : `${s}: ${why}`))
        .join(', ') || 'nothing at all',
    has: (id: string, state: Receipt['s']) => of(id).some(({ s }) => s === state),
    /** When a receipt of this kind first came to us, and what it said. */
    first: (id: string, state: Receipt['s']) =>
      receipts.find(({ what }) => what.id === id && what.s === state),
    /** The highest number up to which all have come. */
    held(): number {
      const numbers = [...byNumber.keys()].sort((a, b) => a - b);
      let top = numbers[0] ?? 0;
      for (const n of numbers) if (n === top + 1) top = n;
      return top;
    },
    numbers: () => [...byNumber.keys()].sort((a, b) => a - b),
    connected(what: ConnectSeen): void {
      connects.push({ at: now(), on: connects.length + 1, what });
    },
    subscribed(list: readonly { readonly topic: string }[]): void {
      for (const { topic } of list) subscriptions.push(seen(topic));
    },
    unsubscribed(list: readonly string[]): void {
      for (const topic of list) unsubscriptions.push(seen(topic));
    },
  };
}

function textOf(payload: Uint8Array): string {
  return new TextDecoder().decode(payload);
}

function json(payload: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(payload));
  } catch {
    return undefined; // the schema says that it is not an object
  }
}
