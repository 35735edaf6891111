// The organisation's own words: how its places and people are said, and the bulletins that wait for such a word. A new
// entry and the new revisions of what it answers are one step, so that no bulletin waits for a word that is known.
import type { BulletinClass } from '../../core/bulletin.ts';
import { answers, type DictionaryEntry, keyOf, knownOf } from '../../core/dictionary.ts';
import type { BulletinId, Instant, OfficerId, OrgId } from '../../core/ids.ts';
import type { Dictionary, DictionaryChange } from '../../pipeline/records.ts';
import { RELAY, tell } from './chain.ts';
import { FREE } from './claims.ts';
import { bulletinsNow, nextRevision, revisionOf } from './revisions.ts';
import { type Room, type Trx, write } from './room.ts';
import type { DictionaryTable } from './tables.ts';

export function createDictionary(room: Room): Dictionary {
  return {
    async read(org) {
      const rows = await room.db
        .selectFrom('dictionary')
        .select(['written', 'spoken', 'use'])
        .where('org_id', '=', org)
        .orderBy('written')
        .execute();
      return knownOf(
        rows.map(({ written, spoken, use }) => ({ written, spoken, use: use as DictionaryEntry['use'] })),
      );
    },

    async all(org) {
      const rows = await room.db
        .selectFrom('dictionary')
        .selectAll()
        .where('org_id', '=', org)
        .orderBy('written')
        .execute();
      return rows.map(entryOf);
    },

    async find(org, written) {
      const row = await room.db
        .selectFrom('dictionary')
        .selectAll()
        .where('org_id', '=', org)
        .where('written', '=', written)
        .executeTakeFirst();
      return row === undefined ? undefined : entryOf(row);
    },

    change: (org, change, deed) =>
      write(room, async (trx) => {
        await changeDictionary(trx, org, change);
        const again = await readAgain(trx, org, change.put, deed.at);
        await tell(trx, org, deed);
        return again;
      }),
  };
}

export async function changeDictionary(
  trx: Trx,
  org: OrgId,
  { put, remove }: DictionaryChange,
): Promise<void> {
  for (const written of remove) {
    await trx.deleteFrom('dictionary').where('org_id', '=', org).where('written', '=', written).execute();
  }
  for (const entry of put) {
    const row = rowOf(org, entry);
    await trx
      .insertInto('dictionary')
      .values(row)
      .onConflict((conflict) => conflict.columns(['org_id', 'written']).doUpdateSet(row))
      .execute();
  }
}

/**
 * Bulletins that wait with one of these forms unread get revision n+1 `drafted`: the same words, author and answers. A
 * draft that is being voiced just now may have been read before: its claim is void. Nothing here follows from a reading,
 * so one change of the dictionary reads a bulletin again at most once.
 */
export async function readAgain(
  trx: Trx,
  org: OrgId,
  entries: readonly DictionaryEntry[],
  at: Instant,
): Promise<readonly BulletinId[]> {
  if (entries.length === 0) return [];
  await voidClaims(trx, org, entries);
  const waiting = await bulletinsNow(trx)
    .where('b.org_id', '=', org)
    .where('r.state', 'in', ['voiced', 'unvoiced'])
    .where('r.unread', '>', 0)
    .orderBy('b.id')
    .execute();
  const again: BulletinId[] = [];
  for (const row of waiting) {
    const revision = revisionOf(row);
    const unread = revision.reading?.unread ?? [];
    const answering = entries.filter((entry) => answers(entry, unread));
    if (answering.length === 0) continue;
    const n = row.n + 1;
    const moved = await trx
      .updateTable('bulletins')
      .set({ current_n: n, version: row.b_version + 1, changed_at: at })
      .where('org_id', '=', org)
      .where('id', '=', row.bulletin_id)
      .where('version', '=', row.b_version)
      .returning('id')
      .executeTakeFirst();
    // Somebody was first with this bulletin: what they made is read with the new entry.
    if (moved === undefined) continue;
    const { bulletin, words, source, author, authorName, settled } = revision;
    const same = { title: row.title, class: row.class as BulletinClass, words, source, author, authorName };
    await nextRevision(trx, org, bulletin, n, { ...same, settled, at });
    await tell(trx, org, {
      by: RELAY,
      at,
      act: 'read-again',
      subject: { kind: 'bulletin', id: bulletin },
      facts: {
        revision: n,
        written: answering
          .map((entry) => entry.written)
          .join(', ')
          .slice(0, 200),
      },
    });
    again.push(bulletin);
  }
  return again;
}

async function voidClaims(trx: Trx, org: OrgId, entries: readonly DictionaryEntry[]): Promise<void> {
  const keys = entries.map((entry) => keyOf(entry.written));
  const claimed = await trx
    .selectFrom('revisions')
    .select(['id', 'words'])
    .where('org_id', '=', org)
    .where('state', '=', 'drafted')
    .where('owner', 'is not', null)
    .orderBy('id')
    .execute();
  for (const { id, words } of claimed) {
    const text = keyOf(words);
    if (!keys.some((key) => text.includes(key))) continue;
    await trx
      .updateTable('revisions')
      .set((set) => ({ ...FREE, version: set('version', '+', 1) }))
      .where('id', '=', id)
      .where('state', '=', 'drafted')
      .execute();
  }
}

function rowOf(org: OrgId, entry: DictionaryEntry): DictionaryTable {
  return {
    org_id: org,
    written: entry.written,
    spoken: entry.spoken,
    kind: entry.kind,
    use: entry.use,
    note: entry.note,
    shared: entry.shared ? 1 : 0,
    by_id: entry.by ?? null,
    by_name: entry.byName,
    at: entry.at,
    bulletin_id: entry.bulletin ?? null,
  };
}

function entryOf(row: DictionaryTable): DictionaryEntry {
  return {
    written: row.written,
    spoken: row.spoken,
    kind: row.kind as DictionaryEntry['kind'],
    use: row.use as DictionaryEntry['use'],
    note: row.note,
    shared: row.shared === 1,
    by: (row.by_id ?? undefined) as OfficerId | undefined,
    byName: row.by_name,
    at: row.at,
    bulletin: (row.bulletin_id ?? undefined) as BulletinId | undefined,
  };
}
