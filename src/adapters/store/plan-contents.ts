// What each tower's plan must hold: its plays to come with their clips and approvals, and the withdrawn ones that it may
// still know of.
import type { Clip } from '../../core/clip.ts';
import type { ClipSha, Instant, OrgId, TowerId } from '../../core/ids.ts';
import type { SealedPlay } from '../../core/plan.ts';
import type { ClaimedPlan } from '../../pipeline/records.ts';
import { clipOf } from './clips.ts';
import { kept } from './kept.ts';
import { playOf } from './plays.ts';
import { distinct, pieces, type Room } from './room.ts';

type Whose = Pick<ClaimedPlan, 'org' | 'tower'>;

type Asked = { org: string; towers: readonly string[]; now: Instant; until: Instant };
const playsKnown = kept((db, { org, towers, now, until }: Asked) =>
  db
    .selectFrom('plays as p')
    .innerJoin('bookings as b', (join) =>
      join.onRef('b.org_id', '=', 'p.org_id').onRef('b.id', '=', 'p.booking_id'),
    )
    .innerJoin('revisions as r', (join) =>
      join
        .onRef('r.org_id', '=', 'p.org_id')
        .onRef('r.bulletin_id', '=', 'p.bulletin_id')
        .onRef('r.n', '=', 'p.revision'),
    )
    .innerJoin('towers as t', (join) =>
      join.onRef('t.org_id', '=', 'p.org_id').onRef('t.id', '=', 'p.tower_id'),
    )
    .selectAll('p')
    .select(['b.state as booking_state', 'r.approval', 't.muted_until'])
    .where('p.org_id', '=', org)
    .where('p.tower_id', 'in', towers)
    .where('p.expires_at', '>', now)
    .where((where) =>
      where.or([
        where.and([
          where('b.state', '!=', 'withdrawn'),
          where('p.state', 'in', ['planned', 'published', 'ready', 'started', 'unknown']),
          where('p.at', '<', until),
        ]),
        // Once a plan without it or with its tombstone is out, absence alone keeps it cancelled.
        where.and([
          where('b.state', '=', 'withdrawn'),
          // Whoever published it may have been stopped before it wrote that down; the tower's own word is enough.
          where.or([where('p.sent_at', 'is not', null), where('p.state', 'in', ['ready', 'started'])]),
          where('p.state', 'in', ['published', 'ready', 'started', 'unknown']),
        ]),
      ]),
    )
    .orderBy('p.at')
    .orderBy('p.id')
    .compile(),
);

const clipsNamed = kept((db, { org, shas }: { org: string; shas: readonly string[] }) =>
  db.selectFrom('clips').selectAll().where('org_id', '=', org).where('sha256', 'in', shas).compile(),
);

/** @returns by tower, in order of time; a tower without plays is not there */
export async function contentOf(
  room: Room,
  of: readonly Whose[],
  now: Instant,
  until: Instant,
): Promise<ReadonlyMap<TowerId, readonly SealedPlay[]>> {
  const found = new Map<TowerId, SealedPlay[]>();
  for (const [org, towers] of byOrg(of)) {
    for (const piece of pieces(towers)) {
      for (const [tower, play] of await sealedPlays(room, org, piece, now, until))
        found.set(tower, [...(found.get(tower) ?? []), play]);
    }
  }
  return found;
}

function byOrg(of: readonly Whose[]): ReadonlyMap<OrgId, readonly TowerId[]> {
  const found = new Map<OrgId, TowerId[]>();
  for (const { org, tower } of of) found.set(org, [...(found.get(org) ?? []), tower]);
  return found;
}

async function sealedPlays(
  room: Room,
  org: OrgId,
  towers: readonly TowerId[],
  now: Instant,
  until: Instant,
): Promise<readonly (readonly [TowerId, SealedPlay])[]> {
  const rows = await playsKnown(room.db, { org, towers, now, until });
  const clips = await clipsOf(room, org, distinct(rows.map((row) => row.clip as ClipSha)));
  return rows.flatMap(({ booking_state, approval, muted_until, ...row }) => {
    const clip = clips.get(row.clip);
    if (clip === undefined || approval === null) return [];
    const play = {
      play: playOf(row),
      clip,
      approval,
      withdrawn: booking_state === 'withdrawn' || row.at < (muted_until ?? 0),
    };
    return [[row.tower_id as TowerId, play] as const];
  });
}

async function clipsOf(room: Room, org: OrgId, shas: readonly ClipSha[]): Promise<ReadonlyMap<string, Clip>> {
  const clips = new Map<string, Clip>();
  for (const piece of pieces(shas)) {
    const rows = await clipsNamed(room.db, { org, shas: piece });
    for (const row of rows) clips.set(row.sha256, clipOf(row));
  }
  return clips;
}
