// API tokens of other systems, by fingerprint.
import type { OrgId } from '../../core/ids.ts';
import type { Tokens } from '../../pipeline/records.ts';
import { tell } from './chain.ts';
import { type Room, write } from './room.ts';

export function createTokens(room: Room): Tokens {
  return {
    async find(fingerprint) {
      const row = await room.db
        .selectFrom('api_tokens')
        .select(['org_id', 'name'])
        .where('fingerprint', '=', fingerprint)
        .executeTakeFirst();
      return row === undefined ? undefined : { org: row.org_id as OrgId, name: row.name };
    },

    add: (org, name, fingerprint, deed) =>
      write(room, async (trx) => {
        await trx.insertInto('api_tokens').values({ org_id: org, name, fingerprint }).execute();
        await tell(trx, org, deed);
      }),
  };
}
