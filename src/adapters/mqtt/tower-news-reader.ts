// What towers say, read: topic and bytes come in, the pipeline hears the trade's words. The topic's tower is the
// authority, for the broker has checked it; nothing inside a message can speak for another tower. What cannot be read is
// counted and dropped, told once a minute per tower, and never stops what comes after it.
import type { ZodType } from 'zod';
import type { Instant, TowerId } from '../../core/ids.ts';
import type { Log, TowerNews } from '../../pipeline/ports.ts';
import { hashToHex } from '../../wire/chunks.ts';
import {
  eventSchema,
  type Hello,
  healthSchema,
  helloSchema,
  needSchema,
  presenceSchema,
  type Receipt,
  receiptBatchSchema,
} from '../../wire/messages.ts';
import { type Topics, UP, type Up } from '../../wire/topics.ts';

const QUIET_MS = 60_000;

export interface TowerNewsReader {
  /** Resolves once the pipeline has it on disk; rejects only with what the pipeline rejects with. */
  take(topic: string, payload: Uint8Array, retained: boolean): Promise<void>;
  /** Messages dropped since the start. */
  dropped(): number;
}

type Read = { readonly ok: true; tell(): Promise<void> } | { readonly ok: false; readonly why: string };

export function createTowerNewsReader(
  topics: Topics,
  news: TowerNews,
  parts: { readonly log: Log; readonly now: () => Instant },
): TowerNewsReader {
  const toldAt = new Map<string, Instant>();
  let dropped = 0;

  function drop(tower: string, kind: string, why: string): void {
    dropped += 1;
    const now = parts.now();
    if (now - (toldAt.get(tower) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    toldAt.set(tower, now);
    parts.log.warn({ tower, kind, why, dropped }, 'tower-message-not-understood');
  }

  return {
    dropped: () => dropped,
    async take(topic, payload, retained) {
      const parsed = topics.parse(topic);
      const kind = UP.find((one) => one === parsed?.kind);
      if (parsed === undefined || !('tower' in parsed) || kind === undefined) return;
      // A presence is cleared by an empty message; anything else retained would be told again at every connect.
      if (payload.length === 0) return;
      if (retained && kind !== 'presence') return drop(parsed.tower, kind, 'retained');
      const found = readNews(kind, parsed.tower as TowerId, payload, news);
      if (!found.ok) return drop(parsed.tower, kind, found.why);
      await found.tell();
    },
  };
}

function readNews(kind: Up, tower: TowerId, payload: Uint8Array, news: TowerNews): Read {
  switch (kind) {
    case 'hello':
      return read(helloSchema, payload, (hello) => news.hello(tower, helloOf(hello)));
    case 'presence':
      return read(presenceSchema, payload, ({ state, boot, conn }) =>
        news.presence(tower, { online: state === 'online', boot, conn }),
      );
    case 'receipt':
      // An acknowledgement of receipts carries no nonce: only the answer to a hello may set a tower's clock.
      return read(receiptBatchSchema, payload, ({ receipts }) =>
        news.receipts(tower, receipts.map(receiptOf), ''),
      );
    case 'need':
      return read(needSchema, payload, ({ h, n }) => news.need(tower, hashToHex(h), n));
    case 'event':
      return read(eventSchema, payload, ({ ev, why, text, t }) =>
        news.event(tower, {
          kind: ev,
          detail: [why, text].filter((part) => part !== undefined).join(': '),
          at: t,
        }),
      );
    case 'health':
      return read(healthSchema, payload, ({ time, planEp, planSeq, trustVer, cfgSeq, free, disk, audio }) =>
        news.health(tower, {
          clockErrorMs: clockError(time),
          planEpoch: planEp,
          planSeq,
          self: { trustVer, configSeq: cfgSeq, freeBytes: free, disk, audio },
        }),
      );
  }
}

function read<T>(schema: ZodType<T>, payload: Uint8Array, tell: (message: T) => Promise<void>): Read {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return { ok: false, why: 'not JSON' }; // whatever is wrong with it, there is nothing to read
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    return { ok: false, why: `${first?.path.join('.')} ${first?.message}`.slice(0, 200) };
  }
  return { ok: true, tell: () => tell(parsed.data) };
}

function helloOf(hello: Hello) {
  return {
    boot: hello.boot,
    conn: hello.conn,
    nonce: hello.nonce,
    planEpoch: hello.planEp,
    planSeq: hello.planSeq,
    codecs: hello.codecs,
    firmware: hello.fw,
    clockErrorMs: clockError(hello.time),
    self: {
      protocol: Math.max(...hello.proto),
      trustVer: hello.trustVer,
      configSeq: hello.cfgSeq,
      freeBytes: hello.free,
    },
  };
}

function receiptOf(receipt: Receipt) {
  return {
    n: receipt.n,
    play: receipt.id,
    state: receipt.s,
    at: receipt.t,
    timeErrorMs: receipt.te,
    why: receipt.why,
    skewMs: receipt.skewMs,
    playedMs: receipt.playedMs,
    totalMs: receipt.totalMs,
    measured: receipt.out,
  };
}

/** A tower without any time has no error to tell. */
function clockError(time: Hello['time']): number | undefined {
  return time.src === 'none' ? undefined : time.errMs;
}
