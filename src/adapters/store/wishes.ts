// What becomes of an approved revision's wish: met or refused, by whoever still holds its claim.
import type { Instant } from '../../core/ids.ts';
import type { ClaimedWish } from '../../pipeline/records.ts';
import { FREE } from './claims.ts';
import { kept, keptWrite } from './kept.ts';
import { revisionId } from './revisions.ts';
import { fence, type Trx } from './room.ts';
import type { RevisionTable } from './tables.ts';

const bulletinChanged = kept((db, { org, id, at }: { org: string; id: string; at: Instant }) =>
  db
    .updateTable('bulletins')
    .set({ changed_at: at })
    .where('org_id', '=', org)
    .where('id', '=', id)
    .compile(),
);
type WishChange = Pick<RevisionTable, 'wish_state' | 'wish_reason'>;
type Held = Pick<ClaimedWish, 'org' | 'owner' | 'version'> & { id: string; change: WishChange };
const wishSettled = keptWrite((db, { org, id, owner, version, change }: Held) =>
  db
    .updateTable('revisions')
    .set((set) => ({ ...FREE, ...change, attempts: 0, version: set('version', '+', 1) }))
    .where('org_id', '=', org)
    .where('id', '=', id)
    .where('owner', '=', owner)
    .where('version', '=', version)
    .where('state', '=', 'approved')
    .where('wish_state', '=', 'unmet')
    .compile(),
);

export async function settleWish(
  trx: Trx,
  wish: ClaimedWish,
  change: WishChange,
  at: Instant,
): Promise<void> {
  const { org, bulletin, n, owner, version } = wish;
  // Not the bulletin's version: an officer's page stays good, so that "withdraw" is never refused because of this.
  await bulletinChanged(trx, { org, id: bulletin, at });
  const settled = await wishSettled(trx, { org, id: revisionId(bulletin, n), owner, version, change });
  if (settled !== 1) fence();
}
