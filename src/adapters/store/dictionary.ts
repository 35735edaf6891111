// The organisation's own words: how its places and people are said, and the bulletins that wait for such a word. A new
// entry and the new revisions of what it answers are one step, so that no bulletin waits for a word that is known.
import type { BulletinClass, Revision } from '../../core/bulletin.ts';
import { type DictionaryEntry, type Known, keyOf, knownOf, readWords } from '../../core/dictionary.ts';
import type { BulletinId, Instant, OfficerId, OrgId } from '../../core/ids.ts';
import type { Dictionary, DictionaryChange } from '../../pipeline/records.ts';
import { RELAY, tell } from './chain.ts';
import { FREE } from './claims.ts';
import { kept } from './kept.ts';
import { type BulletinRow, bulletinsNow, nextRevision, revisionOf } from './revisions.ts';
import { one, type Room, type Trx, write } from './room.ts';
import type { DictionaryTable } from './tables.ts';

const entriesOf = kept((db, { org }: { org: string }) =>
  db
    .selectFrom('dictionary')
    .select(['written', 'spoken', 'use'])
    .where('org_id', '=', org)
    .orderBy('written')
    .compile(),
);

export function createDictionary(room: Room): Dictionary {
  return {
    read: (org) => knownIn(room.db, org),

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
        const changed = [...change.put.map((entry) => entry.written), ...change.remove];
        const again = await readAgain(trx, org, changed, deed.at);
        await tell(trx, org, deed);
        return again;
      }),
  };
}

async function knownIn(db: Room['db'], org: OrgId): Promise<Known> {
  const rows = await entriesOf(db, { org });
  return knownOf(
    rows.map(({ written, spoken, use }) => ({ written, spoken, use: use as DictionaryEntry['use'] })),
  );
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
 * Bulletins that wait with one of these written forms, and would now be heard otherwise or hold less unread, get revision
 * n+1 `drafted`: the same words, author and answers. A draft that is being voiced just now may have been read before: its
 * claim is void. Nothing here follows from a reading, so one change of the dictionary reads a bulletin again at most once.
 */
export async function readAgain(
  trx: Trx,
  org: OrgId,
  written: readonly string[],
  at: Instant,
): Promise<readonly BulletinId[]> {
  const keys = written.map(keyOf);
  if (keys.length === 0) return [];
  await voidClaims(trx, org, keys);
  const waiting = await bulletinsNow(trx)
    .where('b.org_id', '=', org)
    .where('r.state', 'in', ['voiced', 'unvoiced'])
    .where('r.reading', 'is not', null)
    .orderBy('b.id')
    .execute();
  const known = await knownIn(trx, org);
  const again: BulletinId[] = [];
  for (const row of waiting) {
    const revision = revisionOf(row);
    const text = keyOf(revision.words);
    const concerned = written.filter((_, i) => text.includes(keys[i] ?? ''));
    if (concerned.length === 0 || !soundsOtherwise(revision, known)) continue;
    if (await supersede(trx, org, row, revision, concerned, at)) again.push(revision.bulletin);
  }
  return again;
}

function soundsOtherwise({ words, settled, reading }: Revision, known: Known): boolean {
  const now = readWords(words, known, settled);
  return now.spoken !== reading?.spoken || now.unread.length !== reading.unread.length;
}

/** `false`: somebody was first with this bulletin, and what they made is read with the new entry. */
async function supersede(
  trx: Trx,
  org: OrgId,
  row: BulletinRow,
  { bulletin, words, source, author, authorName, settled }: Revision,
  written: readonly string[],
  at: Instant,
): Promise<boolean> {
  const n = row.n + 1;
  const moved = await trx
    .updateTable('bulletins')
    .set({ current_n: n, version: row.b_version + 1, changed_at: at })
    .where('org_id', '=', org)
    .where('id', '=', bulletin)
    .where('version', '=', row.b_version)
    .executeTakeFirst();
  if (!one(moved)) return false;
  const same = { title: row.title, class: row.class as BulletinClass, words, source, author, authorName };
  await nextRevision(trx, org, bulletin, n, { ...same, settled, at });
  await tell(trx, org, {
    by: RELAY,
    at,
    act: 'read-again',
    subject: { kind: 'bulletin', id: bulletin },
    facts: { revision: n, written: written.join(', ').slice(0, 200) },
  });
  return true;
}

async function voidClaims(trx: Trx, org: OrgId, keys: readonly string[]): Promise<void> {
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
