// Drafts: the voice's work list. A drafted revision is claimed, and comes back voiced with its clip, unvoiced with the
// reason, or later; whoever lost the lease or came after a newer revision is fenced off.
import { sql } from 'kysely';
import type { BulletinClass } from '../../core/bulletin.ts';
import type { BulletinId, Instant, OrgId } from '../../core/ids.ts';
import type { ClaimedDraft, Deed, Drafts } from '../../pipeline/records.ts';
import type { Reading } from '../../thai/reading.ts';
import { RELAY, tell } from './chain.ts';
import { claimFrom, DUE, FREE } from './claims.ts';
import { clipOf, keepClip, recipeKey } from './clips.ts';
import { toJson } from './json.ts';
import { kept, keptWrite } from './kept.ts';
import { revisionId, settledFrom, sourceFrom } from './revisions.ts';
import { fence, one, type Room, type Trx, writeOrFence } from './room.ts';
import type { RevisionTable } from './tables.ts';

type Held = { id: string; org: string; owner: string; version: number };
const moved = kept((db, { org, id, now }: { org: string; id: string; now: Instant }) =>
  db
    .updateTable('bulletins')
    .set((set) => ({ version: set('version', '+', 1), changed_at: now }))
    .where('org_id', '=', org)
    .where('id', '=', id)
    .compile(),
);
const finished = keptWrite((db, { change, ...held }: Held & { change: Partial<RevisionTable> }) =>
  stillHeld(db, held)
    .set((set) => ({ ...FREE, ...change, version: set('version', '+', 1) }))
    .compile(),
);
const madeBy = kept((db, { org, key }: { org: string; key: string }) =>
  db
    .selectFrom('clips')
    .selectAll()
    .where('org_id', '=', org)
    .where('recipe_key', '=', key)
    .orderBy('made_at')
    .limit(sql.lit(1))
    .compile(),
);

export function createDrafts(room: Room): Drafts {
  const claim = claimFrom(room, 'revisions', { due: DUE.drafted, order: ['rank', 'made_at', 'id'] });
  return {
    async claim(owner, now, limit) {
      const rows = await claim({ owner, now, limit });
      return rows.map((row) => ({
        org: row.org_id as OrgId,
        bulletin: row.bulletin_id as BulletinId,
        n: row.n,
        class: row.class as BulletinClass,
        words: row.words,
        source: sourceFrom(row.source),
        settled: settledFrom(row.settled),
        attempts: row.attempts,
        owner,
        version: row.version,
      }));
    },

    async renew(draft, until) {
      const result = await stillHeld(room.db, heldOf(draft))
        .set({ lease_until: room.dialect.renewedUntil(until) })
        .executeTakeFirst();
      return one(result);
    },

    voiced: (draft, reading, clip, now, fallback) =>
      writeOrFence(room, async (trx) => {
        const facts = { clip: clip.sha256, ms: clip.ms, voice: clip.voice, ...fallback };
        const deed = deedOf(draft, 'voiced', now, facts);
        const told = fallback === undefined ? null : toJson(fallback);
        await finish(
          trx,
          draft,
          reading,
          { state: 'voiced', clip: clip.sha256, fallback: told, reason: null },
          now,
        );
        await keepClip(trx, draft.org, clip, now);
        await tell(trx, draft.org, deed);
        return true;
      }),

    unvoiced: (draft, reading, reason, now) =>
      writeOrFence(room, async (trx) => {
        await finish(trx, draft, reading, { state: 'unvoiced', clip: null, fallback: null, reason }, now);
        await tell(trx, draft.org, deedOf(draft, 'unvoiced', now, { reason }));
        return true;
      }),

    async postpone(draft, reason, notBefore) {
      await stillHeld(room.db, heldOf(draft))
        .set((set) => ({ ...FREE, reason, not_before: notBefore, version: set('version', '+', 1) }))
        .execute();
    },

    async clipOf(org, recipe) {
      const [row] = await madeBy(room.db, { org, key: recipeKey(recipe) });
      return row === undefined ? undefined : clipOf(row);
    },
  };
}

function stillHeld(db: Room['db'], { id, org, owner, version }: Held) {
  return db
    .updateTable('revisions')
    .where('id', '=', id)
    .where('org_id', '=', org)
    .where('owner', '=', owner)
    .where('version', '=', version)
    .where('state', '=', 'drafted');
}

function heldOf({ bulletin, n, org, owner, version }: ClaimedDraft): Held {
  return { id: revisionId(bulletin, n), org, owner, version };
}

async function finish(
  trx: Trx,
  draft: ClaimedDraft,
  reading: Reading | undefined,
  to: {
    readonly state: 'voiced' | 'unvoiced';
    readonly clip: string | null;
    readonly fallback: string | null;
    readonly reason: string | null;
  },
  now: Instant,
): Promise<void> {
  // The bulletin's row first, as every writer of bulletins does, so that two of them never wait for each other.
  await moved(trx, { org: draft.org, id: draft.bulletin, now });
  const change = {
    ...to,
    reading: reading === undefined ? null : toJson(reading),
    unread: reading?.unread.length ?? 0,
  };
  if ((await finished(trx, { ...heldOf(draft), change })) !== 1) fence();
}

function deedOf(draft: ClaimedDraft, act: Deed['act'], at: Instant, facts: Deed['facts']): Deed {
  return {
    by: RELAY,
    at,
    act,
    subject: { kind: 'bulletin', id: draft.bulletin },
    facts: { revision: draft.n, ...facts },
  };
}
