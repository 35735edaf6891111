// Receipts: what towers tell us is on disk before the broker hears that we have it; then each receipt moves its play
// forward. published → ready → started → finished | stopped | skipped | failed | rejected; silence → unknown.
import type { PlayId, TowerId } from '../core/ids.ts';
import { afterReceipt } from '../core/play.ts';
import type { Stage } from './conveyor.ts';
import type { BrokerShelf } from './keeping.ts';
import type { ClipShelf, Clock, Log, TowerLine, TowerNews, TowerReceipt } from './ports.ts';
import type { HeldPlan, KeptReceipt, KnownPlan, Plans, Receipts, TowerContacts } from './records.ts';

export interface ReceiptsPorts {
  readonly receipts: Receipts;
  readonly contacts: TowerContacts;
  readonly plans: Plans;
  readonly brokerShelf: BrokerShelf;
  readonly shelf: ClipShelf;
  readonly line: TowerLine;
  readonly clock: Clock;
  readonly log: Log;
  readonly changed: () => void;
}

const SILENCE_CHECK_MS = 30_000;
const BATCH = 200;

export function createReceipts(
  ports: ReceiptsPorts,
): Stage<readonly KeptReceipt[]> & { readonly news: TowerNews } {
  let silenceCheckedAt = 0;

  async function checkSilence(): Promise<void> {
    const now = ports.clock.now();
    if (Math.abs(now - silenceCheckedAt) < SILENCE_CHECK_MS) return;
    silenceCheckedAt = now;
    const unknown = await ports.receipts.silent(now, 500);
    if (unknown > 0) ports.log.warn({ plays: unknown }, 'plays-without-word');
  }

  /** The plan the tower holds is not the one it should: it goes out again. */
  async function compare(tower: TowerId, held: HeldPlan, known: KnownPlan): Promise<void> {
    if (known.wasAhead) return outgrew(tower, held, known);
    if (held.epoch === known.planEpoch && held.seq === known.planSeq) return;
    await sendAgain(tower);
  }

  async function sendAgain(tower: TowerId): Promise<void> {
    await ports.plans.dirty(tower, ports.clock.now());
    ports.changed();
  }

  /** The new epoch's plan is wanted already: it goes out at once. */
  function outgrew(tower: TowerId, held: HeldPlan, { planEpoch }: KnownPlan): void {
    ports.log.warn({ tower, held: `${held.epoch}/${held.seq}`, epoch: planEpoch }, 'tower-was-ahead');
    ports.changed();
  }

  const news: TowerNews = {
    async hello(tower, hello) {
      const known = await ports.contacts.hello(tower, hello, ports.clock.now());
      if (known === undefined) return ports.log.warn({ tower }, 'hello-of-unknown-tower');
      await ports.line.acknowledge(tower, { nonce: hello.nonce, rack: known.rack, planSeq: known.planSeq });
      await compare(tower, { epoch: hello.planEpoch, seq: hello.planSeq }, known);
    },
    presence: (tower, { online, boot, conn }) =>
      ports.contacts.presence(tower, online, boot, conn, ports.clock.now()),
    async receipts(tower, receipts, nonce) {
      const kept = await ports.receipts.keep(tower, receipts.map(asHeard), ports.clock.now());
      await ports.line.acknowledge(tower, { nonce, rack: kept.rack, planSeq: kept.planSeq });
      ports.changed();
    },
    async need(tower, sha256, chunks) {
      const rendition = await ports.plans.rendition(sha256);
      if (rendition === undefined) return ports.log.warn({ tower, sha256 }, 'unknown-clip-needed');
      const bytes = await ports.shelf.read(sha256, rendition.codec);
      const now = ports.clock.now();
      // What is retained is written down first, or nobody would ever clear it.
      await ports.brokerShelf.need([{ sha256, bytes: rendition.bytes }], ports.clock.ulid(), now);
      for (const n of chunks) await ports.line.publishChunk(sha256, n, bytes);
    },
    async event(tower, { kind, detail, at }) {
      ports.log.warn({ tower, kind, detail }, 'tower-event');
      await ports.contacts.event(tower, kind, detail, at, ports.clock.now());
      if (kind !== 'replay') return;
      // What is retained there is older than what the tower holds: whoever published it may be dead and mends nothing.
      await sendAgain(tower);
    },
    async overtaken(tower) {
      ports.log.warn({ tower }, 'plan-overtaken');
      await sendAgain(tower);
    },
    async health(tower, { clockErrorMs, planEpoch, planSeq, self }) {
      const held = { epoch: planEpoch, seq: planSeq };
      const known = await ports.contacts.health(tower, clockErrorMs, held, ports.clock.now(), self);
      if (known?.wasAhead) outgrew(tower, held, known);
    },
  };

  return {
    name: 'receipts',
    parallel: 1,
    // One batch at a time, in order of arrival: `started` is applied before `finished`.
    async due() {
      await checkSilence();
      const batch = await ports.receipts.unapplied(BATCH);
      return batch.length === 0 ? [] : [batch];
    },
    async run(batch) {
      for (const receipt of batch) await applyOne(receipt);
    },
    // They stay unapplied and are asked for again at the next tick: a receipt is never given up.
    failed: async () => undefined,
    news,
  };

  async function applyOne(receipt: KeptReceipt): Promise<void> {
    const play = await ports.receipts.play(receipt.org, receipt.play as PlayId);
    const to = play === undefined ? undefined : afterReceipt(play.state, receipt.state, play.why);
    if (play === undefined)
      ports.log.warn({ tower: receipt.tower, play: receipt.play }, 'receipt-of-unknown-play');
    await ports.receipts.apply(receipt, to, ports.clock.now());
    ports.log.info(
      { tower: receipt.tower, play: receipt.play, state: receipt.state, why: receipt.why },
      'receipt',
    );
  }
}

/** Played to its end into a dead amplifier is not heard, whatever the tower calls it (failure 32). */
function asHeard(receipt: TowerReceipt): TowerReceipt {
  if (receipt.state !== 'finished' || receipt.measured?.amp !== 'fail') return receipt;
  return { ...receipt, state: 'failed', why: 'amp-fault' };
}
