// Sessions and one-time offers, by the fingerprints of their tokens: the tokens themselves are never stored.
import type { OfficerId, OrgId } from '../../core/ids.ts';
import type { Session, Sessions } from '../../pipeline/records.ts';
import { tell } from './chain.ts';
import { type Room, write } from './room.ts';

export function createSessions(room: Room): Sessions {
  return {
    open: (session, deed) =>
      write(room, async (trx) => {
        await trx
          .deleteFrom('sessions')
          .where('officer_id', '=', session.officer)
          .where('org_id', '=', session.org)
          .where('expires_at', '<=', session.madeAt)
          .execute();
        await trx
          .insertInto('sessions')
          .values({
            fingerprint: session.fingerprint,
            org_id: session.org,
            officer_id: session.officer,
            csrf: session.csrf,
            made_at: session.madeAt,
            seen_at: session.seenAt,
            expires_at: session.expiresAt,
          })
          .execute();
        await trx
          .updateTable('officers')
          .set({ last_seen_at: session.seenAt })
          .where('org_id', '=', session.org)
          .where('id', '=', session.officer)
          .execute();
        await tell(trx, session.org, deed);
      }),

    async find(fingerprint, now): Promise<Session | undefined> {
      const row = await room.db
        .selectFrom('sessions')
        .selectAll()
        .where('fingerprint', '=', fingerprint)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return {
        fingerprint: row.fingerprint,
        org: row.org_id as OrgId,
        officer: row.officer_id as OfficerId,
        csrf: row.csrf,
        madeAt: row.made_at,
        seenAt: row.seen_at,
        expiresAt: row.expires_at,
      };
    },

    touch: (fingerprint, now, expiresAt) =>
      write(room, async (trx) => {
        const row = await trx
          .updateTable('sessions')
          .set({ seen_at: now, expires_at: expiresAt })
          .where('fingerprint', '=', fingerprint)
          .where('expires_at', '>', now)
          .returning(['org_id', 'officer_id'])
          .executeTakeFirst();
        if (row === undefined) return;
        await trx
          .updateTable('officers')
          .set({ last_seen_at: now })
          .where('org_id', '=', row.org_id)
          .where('id', '=', row.officer_id)
          .execute();
      }),

    async close(fingerprint) {
      await room.db.deleteFrom('sessions').where('fingerprint', '=', fingerprint).execute();
    },

    async offer(kind, org, officer, fingerprint, expiresAt) {
      await room.db
        .insertInto('offers')
        .values({
          kind,
          fingerprint,
          org_id: org,
          officer_id: officer,
          expires_at: expiresAt,
          spent_at: null,
        })
        .execute();
    },

    async spend(kind, fingerprint, now) {
      const row = await room.db
        .updateTable('offers')
        .set({ spent_at: now })
        .where('kind', '=', kind)
        .where('fingerprint', '=', fingerprint)
        .where('spent_at', 'is', null)
        .where('expires_at', '>', now)
        .returning(['org_id', 'officer_id'])
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return { org: row.org_id as OrgId, officer: row.officer_id as OfficerId };
    },
  };
}
