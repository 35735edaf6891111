// What is known of a tower's health, written down in the transaction of what the tower said. Its own row in `towers` is
// the lock: whoever writes here has updated that row before.
import type { Instant, OrgId } from '../../core/ids.ts';
import { type Connect, isCloned, withConnect } from '../../core/tower-link.ts';
import type { SelfReport, TowerHello, TowerReceipt } from '../../pipeline/ports.ts';
import { RELAY, tell } from './chain.ts';
import { faultAfter, resultAfter, tellsAnEnd, whyIn } from './faults.ts';
import { recordsFrom, toJson } from './json.ts';
import { kept } from './kept.ts';
import type { Trx } from './room.ts';
import type { TowerSignsTable, TowerTable } from './tables.ts';

type Owner = { readonly id: string; readonly org_id: string };
type Signs = Partial<Omit<TowerSignsTable, 'id' | 'org_id'>>;

/** Of another machine nothing that the last one said holds. */
export const NEWLY_CLAIMED: Signs = {
  offline_at: null,
  connects: '[]',
  blocked_at: null,
  protocol: null,
  free_bytes: null,
  held_config: null,
  trust_ver: null,
  fault_at: null,
  result: null,
  no_word_since: null,
  tone_sent_at: null,
  tone_answered_at: null,
  tone_refused: null,
  tone_refused_at: null,
};

const keepSigns = kept((db, { id, org_id, signs }: { id: string; org_id: string; signs: Signs }) =>
  db
    .insertInto('tower_signs')
    .values({ id, org_id, connects: '[]', ...signs })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(signs))
    .compile(),
);
const connectsOf = kept((db, { id }: { id: string }) =>
  db.selectFrom('tower_signs').select(['connects']).where('id', '=', id).compile(),
);
const heard = kept((db, { id, at }: { id: string; at: Instant | null }) =>
  db.updateTable('towers').set({ last_heard_at: at }).where('id', '=', id).compile(),
);

export async function noteSigns(trx: Trx, { id, org_id }: Owner, signs: Signs): Promise<void> {
  if (Object.keys(signs).length > 0) await keepSigns(trx, { id, org_id, signs });
}

export function signsOf(self: SelfReport | undefined): Signs {
  if (self === undefined) return {};
  const { protocol, freeBytes, configSeq, trustVer } = self;
  return {
    ...(protocol === undefined ? {} : { protocol }),
    free_bytes: freeBytes,
    held_config: configSeq,
    trust_ver: trustVer,
  };
}

/** The fault that stands from now on; one that stands already keeps its beginning. */
export async function noteFault(
  trx: Trx,
  tower: Owner & { readonly fault: string | null },
  fault: string | null,
  now: Instant,
): Promise<void> {
  if (fault === tower.fault) return;
  await trx.updateTable('towers').set({ fault }).where('id', '=', tower.id).execute();
  await noteSigns(trx, tower, { fault_at: fault === null ? null : now });
}

/** The test tone sounded: a sign of life, and something residents may have heard. */
export async function noteTone(
  trx: Trx,
  tower: Owner & { readonly last_heard_at: number | null },
  at: Instant,
  now: Instant,
): Promise<void> {
  const isNewer = at > (tower.last_heard_at ?? 0);
  if (isNewer) await heard(trx, { id: tower.id, at });
  await noteSigns(trx, tower, {
    tone_answered_at: now,
    tone_refused: null,
    tone_refused_at: null,
    ...(isNewer ? { heard_by: 'tone' } : {}),
  });
}

/** The tone that was ordered was not heard, and it says why: it refused, or its loudspeaker stayed silent. */
export async function noteToneRefused(trx: Trx, tower: Owner, detail: string, now: Instant): Promise<void> {
  const why = whyIn(detail);
  await noteSigns(trx, tower, { tone_refused: why.slice(0, 40), tone_refused_at: now });
}

/** What a batch of receipts says of the tower itself. */
export async function noteReceipts(
  trx: Trx,
  tower: TowerTable,
  receipts: readonly TowerReceipt[],
  now: Instant,
): Promise<void> {
  const fault = faultAfter(tower.fault, receipts);
  const heardAt = heardAfter(tower, receipts, now);
  const result = resultAfter(receipts, now);
  await noteFault(trx, tower, fault, now);
  if (heardAt !== tower.last_heard_at) await heard(trx, { id: tower.id, at: heardAt });
  await noteSigns(trx, tower, {
    ...(result === undefined ? {} : { result: toJson(result) }),
    ...(tellsAnEnd(receipts) ? { no_word_since: null } : {}),
    ...(heardAt === tower.last_heard_at ? {} : { heard_by: 'play' }),
  });
}

/** When residents last heard this tower; a tower's clock that runs ahead does not reach into the future. */
function heardAfter(tower: TowerTable, receipts: readonly TowerReceipt[], now: Instant): Instant | null {
  const sounded = receipts.filter(isHeard).map((receipt) => Math.min(receipt.at, now));
  if (sounded.length === 0) return tower.last_heard_at;
  return Math.max(tower.last_heard_at ?? 0, ...sounded);
}

/** A beginning alone proves nothing: the end says whether there was sound. */
function isHeard({ state, playedMs = 0, measured }: TowerReceipt): boolean {
  return (state === 'finished' || (state === 'stopped' && playedMs > 0)) && measured?.amp !== 'fail';
}

/**
 * A tower greets. Two machines that answer to one name are both shut out: the password is forgotten until the tower is
 * claimed anew (failure 31).
 * @returns whether they were
 */
export async function noteGreeting(
  trx: Trx,
  tower: Owner,
  hello: TowerHello,
  now: Instant,
): Promise<boolean> {
  const [row] = await connectsOf(trx, { id: tower.id });
  const { boot, conn } = hello;
  const connects = withConnect(connectsFrom(row?.connects ?? '[]'), { at: now, boot, conn });
  const cloned = isCloned(connects);
  await noteSigns(trx, tower, {
    ...signsOf(hello.self),
    connects: toJson(connects),
    offline_at: null,
    ...(cloned ? { blocked_at: now } : {}),
  });
  if (cloned) await shutOut(trx, tower, now);
  return cloned;
}

async function shutOut(trx: Trx, { id, org_id }: Owner, now: Instant): Promise<void> {
  await trx
    .updateTable('towers')
    .set({ claimed: 0, password_hash: null, online: 0 })
    .where('id', '=', id)
    .execute();
  await trx.updateTable('tower_plans').set({ live: 0 }).where('id', '=', id).execute();
  await tell(trx, org_id as OrgId, {
    by: RELAY,
    at: now,
    act: 'tower-event',
    subject: { kind: 'tower', id },
    facts: { kind: 'cloned' },
  });
}

export function connectsFrom(text: string): readonly Connect[] {
  return recordsFrom<Connect>(text, 'tower_signs.connects', ['at', 'boot', 'conn']);
}

/** Plays of which nothing was ever told: the first of each tower counts until it tells the end of one. */
export async function noteSilence(
  trx: Trx,
  plays: readonly { readonly tower_id: string; readonly org_id: string; readonly at: number }[],
): Promise<void> {
  const first = new Map<string, (typeof plays)[number]>();
  for (const play of plays)
    if (Number(play.at) < Number(first.get(play.tower_id)?.at ?? Number.POSITIVE_INFINITY))
      first.set(play.tower_id, play);
  for (const [id, { org_id, at }] of [...first].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await trx
      .insertInto('tower_signs')
      .values({ id, org_id, connects: '[]', no_word_since: Number(at) })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((set) => ({
          no_word_since: set.fn.coalesce('tower_signs.no_word_since', set.val(Number(at))),
        })),
      )
      .execute();
  }
}
