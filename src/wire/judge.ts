// The tower's decision about a plan, as a function of what it is shown and what it knows: no clock, no disk, no network.
// A sealed plan goes in; out comes the whole plan refused with a Why, or every item accepted, withdrawn or rejected.
import { chunkCount } from './chunks.ts';
import {
  type Approval,
  approvalSchema,
  COMPILED_MAXIMA,
  type Item,
  itemSchema,
  MAX_AHEAD_S,
  MAX_PLAN_BYTES,
  MAX_PLAN_VALID_S,
  type Plan,
  planEnvelopeSchema,
  type Trust,
  type TrustKey,
  type Why,
  WIRE_CLASSES,
  type WireClass,
} from './messages.ts';
import { open, TYPES } from './signing.ts';

/** What the tower knows when it judges. */
export interface Bench {
  readonly tower: string;
  /** The tower's own 8-digit codes. */
  readonly area: readonly string[];
  readonly trust: Trust;
  /** Trusted time, ms; undefined while there is none: what depends on it is then judged by `floorAt`. */
  readonly now: number | undefined;
  /** The latest time ever known to have passed, ms. */
  readonly floorAt: number;
  /** The plan held already; undefined when the held plan itself is judged again after a restart or a new trust. */
  readonly held: { readonly ep: number; readonly seq: number } | undefined;
  readonly limits: {
    readonly maxClipMs: number;
    readonly maxRepeat: number;
    readonly maxEmergencyMs?: number | undefined;
  };
  readonly codecs: readonly string[];
  /** Ids of plays that have ever begun under this announcement and revision at this tower. */
  begun(ann: string, rev: number): ReadonlySet<string>;
}

export type Verdict =
  | { readonly is: 'accepted'; readonly item: Item; readonly approval: Approval }
  | { readonly is: 'withdrawn'; readonly item: Item }
  | {
      readonly is: 'rejected';
      readonly id: string;
      readonly ann: string;
      readonly rev: number;
      readonly why: Why;
      readonly text: string;
    };

export type PlanHead = Omit<Plan, 'items'>;
export type Refusal = { readonly ok: false; readonly why: Why; readonly text: string };
export type Judgement =
  | { readonly ok: true; readonly plan: PlanHead; readonly verdicts: readonly Verdict[] }
  | Refusal;

/**
 * Judges in the protocol's order: seal, tower, (ep, seq), validity, then each item's approval, scope, hash, time, count.
 * Never throws for bad input.
 */
export async function judgePlan(jws: string, bench: Bench): Promise<Judgement> {
  if (jws.length > MAX_PLAN_BYTES * 2) return no('schema', 'plan is too large');
  const keys = keysFor(bench.trust, 'plan');
  const opened = await open(TYPES.plan, jws, keys);
  if (!opened.ok) return opened;
  const parsed = planEnvelopeSchema.safeParse(opened.payload);
  if (!parsed.success)
    return no('schema', `plan is not understood: ${parsed.error.issues[0]?.path.join('.')}`);
  const { items, ...plan } = parsed.data;
  const refusal = refusePlan(plan, keys.get(opened.kid), bench);
  if (refusal !== undefined) return refusal;
  const planKey = keys.get(opened.kid);
  const verdicts: Verdict[] = [];
  const seen = new Set<string>();
  const counts = new Map<string, Set<string>>();
  for (const one of items) {
    const verdict = await judgeItem(one, planKey, bench, seen, counts);
    verdicts.push(verdict);
  }
  return { ok: true, plan, verdicts };
}

function refusePlan(plan: PlanHead, key: TrustKey | undefined, bench: Bench): Refusal | undefined {
  if (plan.tw !== bench.tower) return no('wrong-tower', `plan is for ${plan.tw}`);
  const { held } = bench;
  if (held !== undefined && !isNewer(plan, held)) {
    return no('replay', `plan ${plan.ep}/${plan.seq} is not newer than ${held.ep}/${held.seq}`);
  }
  if (plan.exp - plan.iat > MAX_PLAN_VALID_S) return no('schema', 'plan claims to be valid too long');
  const now = bench.now ?? bench.floorAt;
  if (plan.exp * 1000 <= now) return no('key-expired', 'plan has expired');
  // of a plan already held this says only that a clock was set back
  if (held !== undefined && bench.now !== undefined && plan.iat * 1000 > bench.now + MAX_AHEAD_S * 1000)
    return no('key-expired', 'plan says that it was made in the future');
  if (held !== undefined && bench.trust.exp * 1000 <= now)
    return no('key-expired', 'trust document has expired');
  if (key === undefined || !valid(key, now, bench.now !== undefined))
    return no('key-expired', 'plan key is not valid now');
  if (!covers(key.area, bench.area)) return no('key-scope', 'plan key does not speak for this tower');
  return undefined;
}

async function judgeItem(
  raw: unknown,
  planKey: TrustKey | undefined,
  bench: Bench,
  seen: Set<string>,
  counts: Map<string, Set<string>>,
): Promise<Verdict> {
  const parsed = itemSchema.safeParse(raw);
  if (!parsed.success)
    return { is: 'rejected', ...nameOf(raw), why: 'schema', text: 'item is not understood' };
  const item = parsed.data;
  const reject = ({ why, text }: Refusal): Verdict => ({
    is: 'rejected',
    id: item.id,
    ann: item.ann,
    rev: item.rev,
    why,
    text,
  });
  if (seen.has(item.id)) return reject(no('schema', 'the same play stands twice in the plan'));
  seen.add(item.id);
  // stopping is easier than playing: a withdrawal needs no approval
  if (item.st === 'withdrawn') return { is: 'withdrawn', item };
  const opened = await open(TYPES.approval, item.ap, keysFor(bench.trust, 'approve'));
  if (!opened.ok) return reject(opened);
  const approval = approvalSchema.safeParse(opened.payload);
  if (!approval.success) return reject(no('schema', 'approval is not understood'));
  const key = bench.trust.keys.find((one) => one.kid === opened.kid && one.use === 'approve');
  const refusal =
    refuseScope(item, approval.data, planKey, key, bench) ??
    refuseSound(item, approval.data, bench) ??
    refuseCount(item, approval.data, bench, counts);
  return refusal === undefined ? { is: 'accepted', item, approval: approval.data } : reject(refusal);
}

function refuseScope(
  item: Item,
  approval: Approval,
  planKey: TrustKey | undefined,
  key: TrustKey | undefined,
  bench: Bench,
): Refusal | undefined {
  const now = bench.now ?? bench.floorAt;
  if (key === undefined || planKey === undefined) return no('unknown-key', 'key is not trusted');
  if (!valid(key, now, bench.now !== undefined)) return no('key-expired', 'approval key is not valid now');
  if (!covers(key.area, bench.area)) return no('key-scope', 'approval key does not speak for this tower');
  if (!covers(approval.area, bench.area)) return no('key-scope', 'not approved for this area');
  const highest = Math.min(rank(key.cls), rank(planKey.cls), rank(approval.cls));
  if (rank(item.cls) > highest) return no('key-scope', `not approved for class ${item.cls}`);
  if (item.ann !== approval.ann || item.rev !== approval.rev) {
    return no('key-scope', 'approval is for another announcement');
  }
  const needed = item.cls === 'emergency' ? bench.trust.emergencyApprovals : 1;
  if (new Set(approval.by).size < needed) return no('key-scope', `needs ${needed} approvers`);
  if (item.at < approval.nbf * 1000 || item.at > approval.exp * 1000) {
    return no('key-expired', 'approval is not valid at the time of the play');
  }
  return undefined;
}

function refuseSound(item: Item, approval: Approval, bench: Bench): Refusal | undefined {
  const approved = approval.clips.find((clip) => clip.h === item.clip.h && clip.c === item.clip.c);
  if (approved === undefined) return no('key-scope', 'nobody approved this sound');
  if (item.clip.n !== chunkCount(item.clip.sz)) return no('schema', 'number of pieces does not fit the size');
  if (!bench.codecs.includes(item.clip.c)) return no('codec-unsupported', `cannot play ${item.clip.c}`);
  const longest = Math.min(bench.limits.maxClipMs, COMPILED_MAXIMA.maxClipMs);
  if (Math.max(approved.ms, item.clip.ms) > longest) return no('too-long', `longer than ${longest} ms`);
  const most = Math.min(bench.limits.maxRepeat, COMPILED_MAXIMA.maxRepeat);
  const times = item.rep?.n ?? 1;
  if (times > most) return no('too-long', `more than ${most} repeats`);
  const siren = Math.min(
    bench.limits.maxEmergencyMs ?? COMPILED_MAXIMA.maxEmergencyMs,
    COMPILED_MAXIMA.maxEmergencyMs,
  );
  if (item.cls === 'emergency' && times * Math.max(approved.ms, item.clip.ms) > siren)
    return no('too-long', `an emergency sounds at most ${siren} ms`);
  return undefined;
}

/** Counts occurrences, not repeats inside one; those are bounded by maxRepeat. */
function refuseCount(
  item: Item,
  approval: Approval,
  bench: Bench,
  counts: Map<string, Set<string>>,
): Refusal | undefined {
  const name = `${item.ann}/${item.rev}`;
  const used = counts.get(name) ?? new Set(bench.begun(item.ann, item.rev));
  counts.set(name, used);
  if (!used.has(item.id) && used.size >= approval.maxPlays) {
    return no('replay', `approved for ${approval.maxPlays} plays only`);
  }
  used.add(item.id);
  return undefined;
}

/** The keys a trust document gives for one use, by name. */
export function keysFor(trust: Trust, use: TrustKey['use']): ReadonlyMap<string, TrustKey> {
  return new Map(trust.keys.filter((key) => key.use === use).map((key) => [key.kid, key]));
}

export function isNewer(a: { ep: number; seq: number }, b: { ep: number; seq: number }): boolean {
  return a.ep > b.ep || (a.ep === b.ep && a.seq > b.seq);
}

/** ambient 0 … emergency 3. */
export function rank(cls: WireClass): number {
  return WIRE_CLASSES.indexOf(cls);
}

/** Whether one of the tower's codes lies inside one of the areas. */
export function covers(areas: readonly string[], codes: readonly string[]): boolean {
  return codes.some((code) => areas.some((area) => code.startsWith(area)));
}

/** Without trusted time only the end of validity can be judged: the floor says what has surely passed. */
export function valid(key: TrustKey, now: number, trusted: boolean): boolean {
  return now < key.exp * 1000 && (!trusted || now >= key.nbf * 1000);
}

function nameOf(raw: unknown): { id: string; ann: string; rev: number } {
  const name = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  const { id, ann, rev } = name;
  return {
    id: typeof id === 'string' ? id.slice(0, 96) : '',
    ann: typeof ann === 'string' ? ann.slice(0, 96) : '',
    rev: typeof rev === 'number' && Number.isInteger(rev) && rev >= 0 ? rev : 0,
  };
}

function no(why: Why, text: string): Refusal {
  return { ok: false, why, text };
}
