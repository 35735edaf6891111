// Officers: people with roles. One who is no longer active loses the open sessions in the same step.
import type { OfficerId, OrgId } from '../../core/ids.ts';
import type { Officer, Role } from '../../core/officer.ts';
import type { Officers } from '../../pipeline/records.ts';
import { tell } from './chain.ts';
import { stringsFrom, toJson } from './json.ts';
import { fence, one, type Room, write, writeOrFence } from './room.ts';
import type { OfficerTable } from './tables.ts';

export function createOfficers(room: Room): Officers {
  return {
    async all(org) {
      const rows = await room.db
        .selectFrom('officers')
        .selectAll()
        .where('org_id', '=', org)
        .orderBy('id')
        .execute();
      return rows.map(officerOf);
    },

    async find(org, id) {
      const row = await room.db
        .selectFrom('officers')
        .selectAll()
        .where('org_id', '=', org)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : officerOf(row);
    },

    async byUsername(username) {
      const row = await room.db
        .selectFrom('officers')
        .selectAll()
        .where('username', '=', username)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return { officer: officerOf(row), passwordHash: row.password_hash ?? undefined };
    },

    async byLineUser(org, lineUserId) {
      const row = await room.db
        .selectFrom('officers')
        .selectAll()
        .where('org_id', '=', org)
        .where('line_user_id', '=', lineUserId)
        .where('active', '=', 1)
        .executeTakeFirst();
      return row === undefined ? undefined : officerOf(row);
    },

    add: (officer, deed) =>
      write(room, async (trx) => {
        await trx
          .insertInto('officers')
          .values({
            id: officer.id,
            org_id: officer.org,
            name: officer.name,
            username: officer.username,
            roles: toJson(officer.roles),
            active: officer.active ? 1 : 0,
            password_hash: null,
            line_user_id: officer.lineUserId ?? null,
            last_seen_at: officer.lastSeenAt ?? null,
          })
          .execute();
        await tell(trx, officer.org, deed);
      }),

    change: (org, id, change, deed) =>
      writeOrFence(room, async (trx) => {
        const result = await trx
          .updateTable('officers')
          .set({ id, ...columnsOf(change) })
          .where('org_id', '=', org)
          .where('id', '=', id)
          .executeTakeFirst();
        if (!one(result)) fence();
        if (change.active === false) {
          await trx.deleteFrom('sessions').where('org_id', '=', org).where('officer_id', '=', id).execute();
          await trx.deleteFrom('offers').where('org_id', '=', org).where('officer_id', '=', id).execute();
        }
        await tell(trx, org, deed);
        return true;
      }),
  };
}

function columnsOf(change: Parameters<Officers['change']>[2]): Partial<OfficerTable> {
  return {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.roles === undefined ? {} : { roles: toJson(change.roles) }),
    ...(change.active === undefined ? {} : { active: change.active ? 1 : 0 }),
    ...(change.passwordHash === undefined ? {} : { password_hash: change.passwordHash }),
    ...('lineUserId' in change ? { line_user_id: change.lineUserId ?? null } : {}),
  };
}

function officerOf(row: OfficerTable): Officer {
  return {
    id: row.id as OfficerId,
    org: row.org_id as OrgId,
    name: row.name,
    username: row.username,
    roles: stringsFrom<Role>(row.roles, 'officers.roles'),
    active: row.active === 1,
    hasPassword: row.password_hash !== null,
    lineUserId: row.line_user_id ?? undefined,
    lastSeenAt: row.last_seen_at ?? undefined,
  };
}
