// Receipts: stored as they come, numbered by the tower, then applied to their plays one by one. `rack` is the number
// below which nothing is missing; it is kept with the tower and only walks forward.
import { sql } from 'kysely';
import { RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import { AFTER_WITHDRAWAL, afterReceipt, type PlayState, type ReceiptState } from '../../core/play.ts';
import type { KeptReceipt, Receipts } from '../../pipeline/records.ts';
import { boundLimit, kept, keptWrite } from './kept.ts';
import { playOf } from './plays.ts';
import { receiptOf, rowOf } from './receipt-rows.ts';
import { fence, pieces, type Room, type Trx, write, writeOrFence } from './room.ts';
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

const keepAll = kept((db, { rows }: { rows: readonly ReceiptTable[] }) =>
  db
    .insertInto('receipts')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['tower_id', 'ledger', 'n']).doNothing())
    .compile(),
);
const unapplied = kept((db, { limit }: { limit: number }) =>
  db
    .selectFrom('receipts')
    .selectAll()
    .where('applied_at', 'is', null)
    .orderBy('tower_id')
    .orderBy('ledger')
    .orderBy('n')
    .limit(boundLimit(limit))
    .compile(),
);
type Mark = Pick<KeptReceipt, 'tower' | 'n' | 'play' | 'state' | 'at'> & {
  mark: NonNullable<ReceiptTable['mark']>;
  now: Instant;
};
const marked = keptWrite((db, { tower, n, play, state, at, mark, now }: Mark) =>
  db
    .updateTable('receipts')
    .set({ applied_at: now, mark })
    .where('tower_id', '=', tower)
    .where('n', '=', n)
    .where('play_id', '=', play)
    .where('state', '=', state)
    .where('at', '=', at)
    .where('applied_at', 'is', null)
    .compile(),
);
const changePlay = kept((db, { id, change }: { id: string; change: Partial<PlayTable> }) =>
  db.updateTable('plays').set(change).where('id', '=', id).compile(),
);
const silent = kept((db, { now }: { now: Instant }) =>
  sql`select 1 from plays where ${silentBy(now)} limit 1`.compile(db),
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
          await keepAll(trx, { rows: piece.map((receipt) => rowOf(row, receipt, now)) });
        }
        const rack = await walk(trx, row);
        if (rack !== row.rack) await walkedTo(trx, { tower, rack });
        await noteReceipts(trx, row, receipts, now);
        const [plan] = await publishedSeq(trx, { tower });
        if (plan === undefined) throw new RelayError('internal', `tower ${tower} has no plan's row`);
        return { rack, planSeq: plan.published_seq };
      }),

    async unapplied(limit) {
      const rows = await unapplied(room.db, { limit });
      return rows.map(receiptOf);
    },

    async play(org, id) {
      const [row] = await playNamed(room.db, { org, id });
      return row === undefined ? undefined : playOf(row);
    },

    async apply(receipt, to, now) {
      await writeOrFence(room, async (trx) => {
        const { org, tower, n, play: id, state, at } = receipt;
        const [play] = await playToldOf(trx, { org, tower, play: id });
        const mark = play === undefined ? 'unknown-play' : await told(trx, play, receipt, to);
        if ((await marked(trx, { tower, n, play: id, state, at, mark, now })) !== 1) fence();
      });
    },

    async silent(now, limit) {
      if ((await silent(room.db, { now })).length === 0) return 0;
      return await write(room, async (trx) => {
        const { rows } = await sql<Pick<PlayTable, 'tower_id' | 'org_id' | 'at'>>`
        with due as materialized (
          select id from plays where ${silentBy(now)}
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
  if (change !== undefined) await changePlay(trx, { id: play.id, change });
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
