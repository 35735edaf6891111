// What the broker asks about towers and what towers report of themselves, by the tower's own proven name.
import { sql } from 'kysely';
import { RelayError } from '../../core/errors.ts';
import type { Instant, OrgId, TowerId } from '../../core/ids.ts';
import type { HeldPlan, KnownPlan, TowerContacts } from '../../pipeline/records.ts';
import { tell } from './chain.ts';
import { faultAfterEvent, faultAfterHealth, isToneSilent } from './faults.ts';
import { toJson } from './json.ts';
import { kept } from './kept.ts';
import { type Room, type Trx, write } from './room.ts';
import type { TowerTable } from './tables.ts';
import { limitsFrom } from './tower-limits.ts';
import { outgrow } from './tower-plans.ts';
import { noteFault, noteGreeting, noteSigns, noteTone, noteToneRefused, signsOf } from './tower-signs.ts';

/** The other relay's line of the same word is not further back than this among the lines of one tower. */
const LOOK_BACK_LINES = 100;

const planNumbers = kept((db, { tower }: { tower: string }) =>
  db.selectFrom('tower_plans').select(['seq', 'published_seq']).where('id', '=', tower).compile(),
);
const inContact = kept((db, { tower, now }: { tower: string; now: Instant }) =>
  db
    .updateTable('towers')
    .set({ last_contact_at: now })
    .where('id', '=', tower)
    .where('claimed', '=', 1)
    .returning(['id', 'org_id', 'name', 'fault', 'last_heard_at'])
    .compile(),
);
const healthSaid = kept((db, said: HeldPlan & { tower: string; now: Instant; clockErrorMs: number | null }) =>
  db
    .updateTable('towers')
    .set({ clock_error_ms: said.clockErrorMs, held_seq: ofThisEpoch(said), last_contact_at: said.now })
    .where('id', '=', said.tower)
    .where('claimed', '=', 1)
    .returning(['id', 'org_id', 'rack', 'epoch', 'fault'])
    .compile(),
);

type Line = { tower: string; boot: string; conn: number };
type Greeting = Line &
  HeldPlan &
  Pick<TowerTable, 'firmware' | 'codecs' | 'clock_error_ms'> & { now: Instant };
const greeted = kept((db, { tower, epoch, seq, now, ...said }: Greeting) =>
  db
    .updateTable('towers')
    .set({ online: 1, ...said, held_seq: ofThisEpoch({ epoch, seq }), last_contact_at: now })
    .where('id', '=', tower)
    .where('claimed', '=', 1)
    .returning(['id', 'org_id', 'rack', 'epoch'])
    .compile(),
);
// The broker may tell the end of an older connection after the beginning of the next one.
const wentOnline = kept((db, { tower, boot, conn, now }: Line & { now: Instant }) =>
  db
    .updateTable('towers')
    .set({ online: 1, boot, conn, last_contact_at: now })
    .where('id', '=', tower)
    .where('claimed', '=', 1)
    .where((where) =>
      where.or([where('boot', 'is', null), where('boot', '!=', boot), where('conn', '<=', conn)]),
    )
    .returning(['id', 'org_id'])
    .compile(),
);
// An end that is told again, as after the relay's restart, was when it was first told.
const wentOffline = kept((db, { tower, boot, conn }: Line) =>
  db
    .updateTable('towers')
    .set({ online: 0 })
    .where('id', '=', tower)
    .where('claimed', '=', 1)
    .where('boot', '=', boot)
    .where('conn', '=', conn)
    .where('online', '=', 1)
    .returning(['id', 'org_id'])
    .compile(),
);
const configsOf = kept((db, { towers }: { towers: readonly string[] }) =>
  db
    .selectFrom('towers')
    .select(['id', 'org_id', 'config_seq', 'limits', 'village_code'])
    .where('id', 'in', towers)
    .where('claimed', '=', 1)
    .compile(),
);
const linesOf = kept((db, { org, tower }: { org: string; tower: string }) =>
  db
    .selectFrom('audit')
    .select(['act', 'facts'])
    .where('org_id', '=', org)
    .where('subject_kind', '=', 'tower')
    .where('subject_id', '=', tower)
    .orderBy('n', 'desc')
    .limit(sql.lit(LOOK_BACK_LINES))
    .compile(),
);

export function createTowerContacts(room: Room): TowerContacts {
  return {
    async passwordHash(tower) {
      const row = await room.db
        .selectFrom('towers')
        .select('password_hash')
        .where('id', '=', tower)
        .where('claimed', '=', 1)
        .executeTakeFirst();
      return row?.password_hash ?? undefined;
    },

    async configs(towers) {
      if (towers.length === 0) return new Map();
      const rows = await configsOf(room.db, { towers });
      return new Map(
        rows.map((row) => [
          row.id as TowerId,
          {
            org: row.org_id as OrgId,
            seq: row.config_seq,
            limits: limitsFrom(row.limits),
            area: [row.village_code],
          },
        ]),
      );
    },

    hello: (tower, hello, now) =>
      write(room, async (trx) => {
        const { boot, conn, firmware } = hello;
        const held = { epoch: hello.planEpoch, seq: hello.planSeq };
        const [row] = await greeted(trx, {
          ...{ tower, now, boot, conn, firmware, ...held },
          codecs: toJson(hello.codecs),
          clock_error_ms: hello.clockErrorMs ?? null,
        });
        if (row === undefined || (await noteGreeting(trx, row, hello, now))) return undefined;
        return await knownOf(trx, row, held, now);
      }),

    presence: (tower, online, boot, conn, now) =>
      write(room, async (trx) => {
        const line = { tower, boot, conn };
        const [row] = await (online ? wentOnline(trx, { ...line, now }) : wentOffline(trx, line));
        if (row !== undefined) await noteSigns(trx, row, { offline_at: online ? null : now });
      }),

    health: (tower, clockErrorMs, held, now, self) =>
      write(room, async (trx) => {
        const [row] = await healthSaid(trx, { tower, now, ...held, clockErrorMs: clockErrorMs ?? null });
        if (row === undefined) return undefined;
        await noteSigns(trx, row, signsOf(self));
        if (self !== undefined) await noteFault(trx, row, faultAfterHealth(row.fault, self), now);
        return await knownOf(trx, row, held, now);
      }),

    event: (tower, kind, detail, at, now) =>
      write(room, async (trx) => {
        const [row] = await inContact(trx, { tower, now });
        if (row === undefined) return;
        const facts = { kind, detail, saidAt: at };
        if (await isToldAlready(trx, row.org_id, tower, facts)) return;
        await noteFault(trx, row, faultAfterEvent(row.fault, kind, detail), now);
        if (kind === 'tone-refused' || isToneSilent(kind, detail))
          await noteToneRefused(trx, row, detail, now);
        else if (kind === 'tone') await noteTone(trx, row, Math.min(at, now), now);
        await tell(trx, row.org_id as OrgId, {
          by: { officer: undefined, name: row.name, door: 'system' },
          at: now,
          act: 'tower-event',
          subject: { kind: 'tower', id: tower satisfies TowerId },
          facts,
        });
      }),
  };
}

/**
 * Two relays hear the same word of a tower, and a broker may deliver one twice. The tower's row is locked, so nobody writes
 * between this look and our own line.
 */
async function isToldAlready(trx: Trx, org: string, tower: TowerId, facts: object): Promise<boolean> {
  const last = await linesOf(trx, { org, tower });
  const told = toJson(facts);
  return last.some((line) => line.act === 'tower-event' && line.facts === told);
}

/** A plan of another epoch is no plan of ours. PostgreSQL must be told that the number may be a large one. */
function ofThisEpoch({ epoch, seq }: HeldPlan) {
  return sql<number>`case when epoch = ${epoch} then cast(${seq} as bigint) else 0 end`;
}

async function knownOf(
  trx: Trx,
  row: Pick<TowerTable, 'id' | 'org_id' | 'rack' | 'epoch'>,
  held: HeldPlan,
  now: Instant,
): Promise<KnownPlan> {
  const [plan] = await planNumbers(trx, { tower: row.id });
  if (plan === undefined) throw new RelayError('internal', `tower ${row.id} has no plan's row`);
  const tower = { org: row.org_id as OrgId, id: row.id as TowerId, epoch: row.epoch, seq: plan.seq };
  const planEpoch = await outgrow(trx, tower, held, now);
  return { rack: row.rack, planEpoch, planSeq: plan.published_seq, wasAhead: planEpoch !== row.epoch };
}
