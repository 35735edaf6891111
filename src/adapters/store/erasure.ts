// A sender takes a message back: the words, reading and sound of every revision that nobody approved are emptied and a
// waiting one ends as withdrawn. What was approved is the office's own record and stays.
import type { BulletinId, Instant, OrgId } from '../../core/ids.ts';
import { FREE } from './claims.ts';
import { toJson } from './json.ts';
import { voidConsents } from './revisions.ts';
import { pieces, type Trx } from './room.ts';

export async function eraseUnapproved(trx: Trx, org: OrgId, id: BulletinId, at: Instant): Promise<void> {
  const bulletin = await trx
    .updateTable('bulletins')
    .set((set) => ({ version: set('version', '+', 1), changed_at: at }))
    .where('org_id', '=', org)
    .where('id', '=', id)
    .returning('current_n')
    .executeTakeFirstOrThrow();
  const erased = await trx
    .selectFrom('revisions')
    .select(['id', 'n', 'clip'])
    .where('org_id', '=', org)
    .where('bulletin_id', '=', id)
    .where('approval', 'is', null)
    .execute();
  for (const revision of erased) {
    const current = revision.n === bulletin.current_n;
    await trx
      .updateTable('revisions')
      .set((set) => ({
        ...FREE,
        title: '',
        words: '',
        source: toJson({ kind: 'words' }),
        reading: null,
        unread: 0,
        settled: null,
        clip: null,
        version: set('version', '+', 1),
        ...(current ? { state: 'withdrawn', reason: 'unsent' } : {}),
      }))
      .where('id', '=', revision.id)
      .execute();
    if (current) await voidConsents(trx, org, id, revision.n, at);
  }
  await forgetClips(
    trx,
    org,
    erased.map((revision) => revision.clip).filter((clip) => clip !== null),
  );
}

/** A clip's recipe holds the words that were spoken. One that another revision says as well stays for that. */
async function forgetClips(trx: Trx, org: OrgId, clips: readonly string[]): Promise<void> {
  for (const piece of pieces(clips)) {
    await trx
      .deleteFrom('clips')
      .where('org_id', '=', org)
      .where('sha256', 'in', [...piece])
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('revisions')
              .select('revisions.id')
              .where('revisions.org_id', '=', org)
              .whereRef('revisions.clip', '=', 'clips.sha256'),
          ),
        ),
      )
      .execute();
  }
}
