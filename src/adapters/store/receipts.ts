// Receipts: stored as they come, numbered by the tower, then applied to their plays one by one. `rack` is the number
// below which nothing is missing; it is kept with the tower and only walks forward.
import { sql } from 'kysely';
import { RelayError } from '../../core/errors.ts';
import type { Instant, OrgId, PlayId, TowerId } from '../../core/ids.ts';
import { AFTER_WITHDRAWAL, afterReceipt, type PlayState, type ReceiptState } from '../../core/play.ts';
import type { TowerReceipt } from '../../pipeline/ports.ts';
import type { KeptReceipt, Receipts } from '../../pipeline/records.ts';
import { kept } from './kept.ts';
import { measuredOf, playOf } from './plays.ts';
import { fence, one, pieces, type Room, type Trx, write, writeOrFence } from './room.ts';
import type { PlayTable, ReceiptTable, TowerTable } from './tables.ts';
import { noteReceipts, noteSilence } from './tower-signs.ts';

const WALKED_AT_ONCE = 1000;

/** Plays of which a word should have come by now. */
export const silentBy = (now: Instant) =>
  sql`state in ('planned', 'published', 'ready', 'started') and silent_at < ${now}`;

const inContact = kept((db, { tower, now }: { tower: string; now: Instant }) =>
  db.updateTable('towers').set({ last_contact_at: now }).where('id', '=', tower).returningAll().compile(),
);
const publishedSeq = kept((db, { tower }: { tower: string }) =>
  db.selectFrom('tower_plans').select('published_seq').where('id', '=', tower).compile(),
);
const walkedTo = kept((db, { tower, rack }: { tower: string; rack: number }) =>
  db.updateTable('towers').set({ rack }).where('id', '=', tower).compile(),
);
const playNamed = kept((db, { org, id }: { org: string; id: string }) =>
  db.selectFrom('plays').selectAll().where('org_id', '=', org).where('id', '=', id).compile(),
);
const following = kept((db, after: { tower: string; ledger: number; rack: number }) =>
  db
    .selectFrom('receipts')
    .select('n')
    .where('tower_id', '=', after.tower)
    .where('ledger', '=', after.ledger)
    .where('n', '>', after.rack)
    .orderBy('n')
    .limit(sql.lit(WALKED_AT_ONCE))
    .compile(),
);

export function createReceipts(room: Room): Receipts {
  const playToldOf = kept((db, told: Pick<KeptReceipt, 'org' | 'tower' | 'play'>) =>
    db
      .selectFrom('plays')
      .selectAll()
      .where('org_id', '=', told.org)
      .where('tower_id', '=', told.tower)
      .where('id', '=', told.play)
      .modifyEnd(room.dialect.lockRow)
      .compile(),
  );

  return {
    keep: (tower, receipts, now) =>
      write(room, async (trx) => {
        // The tower's row is the lock: two batches of one tower follow each other.
        const [row] = await inContact(trx, { tower, now });
        if (row === undefined) {
          throw new RelayError('not-found', `there is no tower ${tower}`, { facts: { tower } });
        }
        for (const piece of pieces(receipts, 100)) {
          await trx
            .insertInto('receipts')
            .values(piece.map((receipt) => rowOf(row, receipt, now)))
            .onConflict((conflict) => conflict.columns(['tower_id', 'ledger', 'n']).doNothing())
            .execute();
        }
        const rack = await walk(trx, row);
        if (rack !== row.rack) await walkedTo(trx, { tower, rack });
        await noteReceipts(trx, row, receipts, now);
        const [plan] = await publishedSeq(trx, { tower });
        if (plan === undefined) throw new RelayError('internal', `tower ${tower} has no plan's row`);
        return { rack, planSeq: plan.published_seq };
      }),

    async unapplied(limit) {
      const rows = await room.db
        .selectFrom('receipts')
        .selectAll()
        .where('applied_at', 'is', null)
        .orderBy('tower_id')
        .orderBy('ledger')
        .orderBy('n')
        // As a literal: for a bound limit SQLite plans the statement anew each time it runs.
        .limit(sql.lit(limit))
        .execute();
      return rows.map(receiptOf);
    },

    async play(org, id) {
      const [row] = await playNamed(room.db, { org, id });
      return row === undefined ? undefined : playOf(row);
    },

    async apply(receipt, to, now) {
      await writeOrFence(room, async (trx) => {
        const [play] = await playToldOf(trx, receipt);
        const mark = play === undefined ? 'unknown-play' : await told(trx, play, receipt, to);
        if (!one(await marked(trx, receipt, mark, now))) fence();
      });
    },

    async silent(now, limit) {
      const isSilent = silentBy(now);
      const found = await sql`select 1 from plays where ${isSilent} limit 1`.execute(room.db);
      if (found.rows.length === 0) return 0;
      return await write(room, async (trx) => {
        const { rows } = await sql<Pick<PlayTable, 'tower_id' | 'org_id' | 'at'>>`
        with due as materialized (
          select id from plays where ${isSilent}
           order by silent_at limit ${sql.lit(limit)} ${room.dialect.skipLocked})
        update plays set state = 'unknown'
         where id in (select id from due) and state in ('planned', 'published', 'ready', 'started')
        returning tower_id, org_id, at`.execute(trx);
        await noteSilence(trx, rows);
        return rows.length;
      });
    },
  };
}

async function told(
  trx: Trx,
  play: PlayTable,
  receipt: KeptReceipt,
  to: PlayState | undefined,
): Promise<'applied' | 'no-change'> {
  const change = changeOf(play, receipt, to);
  if (change !== undefined) await trx.updateTable('plays').set(change).where('id', '=', play.id).execute();
  return change?.state === undefined ? 'no-change' : 'applied';
}

/** What the receipt tells of the play; the state only when it moves it forward from where it is now. */
function changeOf(
  play: PlayTable,
  receipt: KeptReceipt,
  to: PlayState | undefined,
): Partial<PlayTable> | undefined {
  const change: Partial<PlayTable> = {};
  const from = play.state as PlayState;
  if (to !== undefined && to !== from && afterReceipt(from, receipt.state, play.why ?? undefined) === to) {
    change.state = to;
    change.why = receipt.why ?? whyHeard(play);
  }
  if (receipt.state === 'started' && play.started_at === null) change.started_at = receipt.at;
  if (receipt.skewMs !== undefined) change.skew_ms = receipt.skewMs;
  if (change.state !== undefined && isEnd(receipt.state)) {
    change.ended_at = receipt.at;
    if (receipt.playedMs !== undefined) change.played_ms = receipt.playedMs;
    if (receipt.measured !== undefined) {
      change.amp = receipt.measured.amp;
      change.amp_db = receipt.measured.dB ?? null;
    }
  }
  return Object.keys(change).length === 0 ? undefined : change;
}

/** It sounded though it had been taken back: a tower out of contact could not know (failure 18). */
function whyHeard({ state, why }: PlayTable): string | null {
  return state === 'withdrawn' || (state === 'started' && why === AFTER_WITHDRAWAL) ? AFTER_WITHDRAWAL : null;
}

function isEnd(state: ReceiptState): boolean {
  return state !== 'ready' && state !== 'started';
}

function marked(trx: Trx, receipt: KeptReceipt, mark: NonNullable<ReceiptTable['mark']>, now: Instant) {
  return trx
    .updateTable('receipts')
    .set({ applied_at: now, mark })
    .where('tower_id', '=', receipt.tower)
    .where('n', '=', receipt.n)
    .where('play_id', '=', receipt.play)
    .where('state', '=', receipt.state)
    .where('at', '=', receipt.at)
    .where('applied_at', 'is', null)
    .executeTakeFirst();
}

/** From the stored watermark over all that follows it without a gap. */
async function walk(trx: Trx, tower: TowerTable): Promise<number> {
  let rack = tower.rack;
  for (;;) {
    const rows = await following(trx, { tower: tower.id, ledger: tower.ledger, rack });
    for (const row of rows) {
      if (row.n !== rack + 1) return rack;
      rack = row.n;
    }
    if (rows.length < WALKED_AT_ONCE) return rack;
  }
}

function rowOf(tower: TowerTable, receipt: TowerReceipt, now: Instant): ReceiptTable {
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

function receiptOf(row: ReceiptTable): KeptReceipt {
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
