// Receipts as rows, and back.
import type { Instant, OrgId, PlayId, TowerId } from '../../core/ids.ts';
import type { ReceiptState } from '../../core/play.ts';
import type { TowerReceipt } from '../../pipeline/ports.ts';
import type { KeptReceipt } from '../../pipeline/records.ts';
import { measuredOf } from './plays.ts';
import type { ReceiptTable, TowerTable } from './tables.ts';

export function rowOf(tower: TowerTable, receipt: TowerReceipt, now: Instant): ReceiptTable {
  return {
    org_id: tower.org_id,
    tower_id: tower.id,
    ledger: tower.ledger,
    n: receipt.n,
    play_id: receipt.play,
    state: receipt.state,
    at: receipt.at,
    time_error_ms: receipt.timeErrorMs,
    why: receipt.why ?? null,
    skew_ms: receipt.skewMs ?? null,
    played_ms: receipt.playedMs ?? null,
    total_ms: receipt.totalMs ?? null,
    amp: receipt.measured?.amp ?? null,
    amp_db: receipt.measured?.dB ?? null,
    received_at: now,
    applied_at: null,
    mark: null,
  };
}

export function receiptOf(row: ReceiptTable): KeptReceipt {
  return {
    org: row.org_id as OrgId,
    tower: row.tower_id as TowerId,
    n: row.n,
    play: row.play_id as PlayId,
    state: row.state as ReceiptState,
    at: row.at,
    timeErrorMs: row.time_error_ms,
    why: row.why ?? undefined,
    skewMs: row.skew_ms ?? undefined,
    playedMs: row.played_ms ?? undefined,
    totalMs: row.total_ms ?? undefined,
    measured: measuredOf(row),
  };
}
