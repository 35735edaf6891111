// Plays as rows, for the ports that plan, send, report and show them.
import type { BulletinClass } from '../../core/bulletin.ts';
import type { BookingId, BulletinId, ClipSha, OrgId, PlayId, TowerId } from '../../core/ids.ts';
import { type Measured, type Play, type PlayState, silentAfter } from '../../core/play.ts';
import { soundingMs } from '../../core/timetable.ts';
import { kept } from './kept.ts';
import { pieces, type Trx } from './room.ts';
import type { PlayTable } from './tables.ts';

const keepRows = kept((db, { rows }: { rows: readonly PlayTable[] }) =>
  db
    .insertInto('plays')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['booking_id', 'tower_id', 'occurrence']).doNothing())
    .compile(),
);

/** One play per booking, tower and occurrence, however often it is planned. */
export async function keepPlays(trx: Trx, plays: readonly Play[]): Promise<void> {
  for (const piece of pieces(plays, 100)) await keepRows(trx, { rows: piece.map(rowOf) });
}

function rowOf(play: Play): PlayTable {
  return {
    id: play.id,
    org_id: play.org,
    booking_id: play.booking,
    bulletin_id: play.bulletin,
    revision: play.revision,
    class: play.class,
    tower_id: play.tower,
    occurrence: play.occurrence,
    clip: play.clip,
    clip_ms: play.clipMs,
    at: play.at,
    ends_at: play.at + soundingMs(play.clipMs, play),
    late_ms: play.lateMs,
    silent_at: silentAfter(play),
    expires_at: play.expiresAt,
    times: play.times,
    gap_ms: play.gapMs,
    state: play.state,
    why: play.why ?? null,
    sent_at: null,
    started_at: play.startedAt ?? null,
    ended_at: play.endedAt ?? null,
    skew_ms: play.skewMs ?? null,
    played_ms: play.playedMs ?? null,
    amp: play.measured?.amp ?? null,
    amp_db: play.measured?.dB ?? null,
  };
}

export function playOf(row: PlayTable): Play {
  return {
    id: row.id as PlayId,
    org: row.org_id as OrgId,
    booking: row.booking_id as BookingId,
    bulletin: row.bulletin_id as BulletinId,
    revision: row.revision,
    class: row.class as BulletinClass,
    tower: row.tower_id as TowerId,
    occurrence: row.occurrence,
    clip: row.clip as ClipSha,
    clipMs: row.clip_ms,
    at: row.at,
    lateMs: row.late_ms,
    expiresAt: row.expires_at,
    times: row.times,
    gapMs: row.gap_ms,
    state: row.state as PlayState,
    why: row.why ?? undefined,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    skewMs: row.skew_ms ?? undefined,
    playedMs: row.played_ms ?? undefined,
    measured: measuredOf(row),
  };
}

export function measuredOf({ amp, amp_db }: Pick<PlayTable, 'amp' | 'amp_db'>): Measured | undefined {
  return amp === null ? undefined : { amp: amp as Measured['amp'], dB: amp_db ?? undefined };
}
