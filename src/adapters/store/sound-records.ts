// Which clips and originals the rows still name, and which of those names have served their time. Rows go first: a file
// that no row names is found by looking at the folder, a row without its file would be a promise nobody can keep.
import { sql } from 'kysely';
import type { Instant, OrgId } from '../../core/ids.ts';
import type { Original } from '../../core/item.ts';
import type { OriginalRecords, SoundRecords } from '../../pipeline/keeping.ts';
import { recordFrom } from './json.ts';
import { sourceFrom } from './revisions.ts';
import { pieces, type Room, write } from './room.ts';

/** A revision of the clip `c` that still needs its sound, whatever became of others with the same words. */
const WAITS = sql`
  select 1 from revisions r
   where r.org_id = c.org_id and r.clip = c.sha256 and r.approval is null
     and r.state in ('drafted', 'unvoiced', 'voiced', 'returned')`;

export function createSoundRecords(room: Room): SoundRecords {
  /** `used_at` stands outside as well: who took the clip up meanwhile has moved it. */
  function drop(which: ReturnType<typeof sql>, before: Instant, limit: number): Promise<number> {
    return write(room, async (trx) => {
      const { rows } = await sql<{ org_id: string; sha256: string }>`
        delete from clips
         where used_at < ${before} and made_at < ${before} and (org_id, sha256) in (
           select c.org_id, c.sha256 from clips c
            where c.used_at < ${before} and c.made_at < ${before} and not exists (${WAITS}) and ${which}
            limit ${limit})
        returning org_id, sha256`.execute(trx);
      for (const { org_id, sha256 } of rows) {
        // What was approved keeps the hash it was approved by; a draft that nobody wanted has no sound any more.
        await trx
          .updateTable('revisions')
          .set({ clip: null })
          .where('org_id', '=', org_id)
          .where('clip', '=', sha256)
          .where('approval', 'is', null)
          .execute();
      }
      return rows.length;
    });
  }

  return {
    dropSpare: (before, limit) =>
      drop(
        sql`not exists (select 1 from plays p where p.org_id = c.org_id and p.clip = c.sha256)
        and not exists (
          select 1 from revisions r join bulletins b on b.org_id = r.org_id and b.id = r.bulletin_id
           where r.org_id = c.org_id and r.clip = c.sha256
             and (r.approval is not null or b.changed_at >= ${before}))`,
        before,
        limit,
      ),

    dropAired: (before, limit) =>
      drop(
        sql`exists (select 1 from revisions r
                     where r.org_id = c.org_id and r.clip = c.sha256 and r.approval is not null)
        and not exists (
          select 1 from revisions r
           where r.org_id = c.org_id and r.clip = c.sha256 and r.approval is not null
             and (r.approval_expires_at is null or r.approval_expires_at >= ${before}))
        and not exists (
          select 1 from plays p where p.org_id = c.org_id and p.clip = c.sha256 and p.expires_at >= ${before})
        and not exists (
          select 1 from revisions r join bookings b on b.org_id = r.org_id and b.bulletin_id = r.bulletin_id
             and b.revision = r.n and b.state = 'open'
           where r.org_id = c.org_id and r.clip = c.sha256)`,
        before,
        limit,
      ),

    async dropListening(limit) {
      const result = await sql`
        delete from listening
         where (org_id, officer_id, clip) in (
           select l.org_id, l.officer_id, l.clip from listening l
            where not exists (select 1 from clips c where c.org_id = l.org_id and c.sha256 = l.clip)
            limit ${limit})`.execute(room.db);
      return Number(result.numAffectedRows ?? 0n);
    },

    async named(sha256s) {
      const names = new Set<string>();
      for (const piece of pieces(sha256s)) {
        const rows = await room.db
          .selectFrom('renditions')
          .select('sha256')
          .where('sha256', 'in', [...piece])
          .execute();
        for (const row of rows) names.add(row.sha256);
      }
      return names;
    },
  };
}

export function createOriginalRecords(room: Room): OriginalRecords {
  return {
    async dropClosed(before, limit) {
      const result = await sql`
        update items set original = null
         where original is not null and id in (
           select i.id from items i
             join bulletins b on b.org_id = i.org_id and b.id = i.bulletin_id
             join revisions r on r.org_id = b.org_id and r.bulletin_id = b.id and r.n = b.current_n
            where i.original is not null and b.changed_at < ${before}
              and r.state in ('approved', 'rejected', 'withdrawn') and r.wish_state <> 'unmet'
              and not exists (
                select 1 from bookings k
                 where k.org_id = b.org_id and k.bulletin_id = b.id and k.state = 'open')
              and not exists (
                select 1 from plays p
                 where p.org_id = b.org_id and p.bulletin_id = b.id and p.expires_at >= ${before})
            limit ${limit})`.execute(room.db);
      return Number(result.numAffectedRows ?? 0n);
    },

    async named(org) {
      const items = await room.db
        .selectFrom('items')
        .select('original')
        .where('org_id', '=', org)
        .where('original', 'is not', null)
        .execute();
      // A recording whose item is closed may still wait to be mastered.
      const waiting = await room.db
        .selectFrom('revisions')
        .select('source')
        .where('org_id', '=', org)
        .where('state', 'in', ['drafted', 'unvoiced', 'voiced', 'returned'])
        .where('source', 'like', '%"recording"%')
        .execute();
      const names = new Set<string>();
      for (const row of items)
        names.add(recordFrom<Original>(row.original ?? '', 'items.original', ['sha256']).sha256);
      for (const row of waiting) {
        const source = sourceFrom(row.source);
        if (source.kind === 'recording') names.add(source.original.sha256);
      }
      return names;
    },
  };
}

/** Whether another item of the organisation came with the same file. */
export async function isNamedTwice(
  db: Room['db'],
  org: OrgId,
  item: string,
  original: Original,
): Promise<boolean> {
  const row = await db
    .selectFrom('items')
    .select('id')
    .where('org_id', '=', org)
    .where('id', '!=', item)
    .where('original', 'like', `%"sha256":"${original.sha256}"%`)
    .executeTakeFirst();
  return row !== undefined;
}
