// The ring of keys: which there are, who they speak for, which are on their way out, and the trust document in force.
// Pure: a ring and a wish go in, the next ring comes out. Nothing here signs, and nothing is forgotten: what left is named.
import { z } from 'zod';
import { RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import { trustDocumentSchema, trustDraftSchema } from '../../wire/signing.ts';

const DAY_MS = 24 * 3_600_000;
/**
 * How long towers still obey the old key. A plan key: a tower that was away for a fortnight. An approval key: as long as
 * an approval is good for, and a day; every one it sealed has run out by then.
 */
export const OVERLAP_MS = { plan: 14 * DAY_MS, approve: 31 * DAY_MS } as const;

export const USES = ['root', 'approve', 'plan'] as const;
export type KeyUse = (typeof USES)[number];

/** An organisation and the beginnings (2 to 8 digits) of the village codes it may speak to. */
export interface Scope {
  readonly org: string;
  readonly area: readonly string[];
}

const instant = z.number().int().nonnegative();
const ringKeySchema = z.object({
  kid: z.string().min(1).max(64),
  use: z.enum(USES),
  /** Whose approvals it seals; only on approval keys. */
  org: z.string().max(200).optional(),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** ms since 1970 UTC */
  madeAt: instant,
  /** The private half lies in this folder; otherwise on paper, on a stick, or at the signer. */
  here: z.boolean(),
  /** On its way out: obeyed until then, seals nothing new. */
  until: instant.optional(),
});
export type RingKey = z.infer<typeof ringKeySchema>;

const goneSchema = z.object({
  kid: z.string(),
  why: z.enum(['revoked', 'retired', 'replaced']),
  at: instant,
});

export const ringSchema = z.object({
  v: z.literal(2),
  /** One more with every change. */
  n: z.number().int().nonnegative(),
  scopes: z.array(z.object({ org: z.string(), area: z.array(z.string()) })),
  keys: z.array(ringKeySchema),
  threshold: z.number().int().min(1).max(10),
  emergencyApprovals: z.union([z.literal(1), z.literal(2)]),
  gone: z.array(goneSchema),
  /** Signed by enough roots: what towers are told. */
  document: trustDocumentSchema.optional(),
  /** Documents that changed the roots, oldest first: they go out with every later one. */
  turns: z.array(trustDocumentSchema).default([]),
  /** What is wanted and waits for signatures of roots that are not here. */
  draft: trustDraftSchema.optional(),
});
export interface Ring extends Omit<z.infer<typeof ringSchema>, 'scopes'> {
  readonly scopes: readonly Scope[];
}

export const EMPTY_RING: Ring = {
  v: 2,
  n: 0,
  scopes: [],
  keys: [],
  threshold: 1,
  emergencyApprovals: 2,
  gone: [],
  turns: [],
};

export function keysOf(ring: Ring, use: KeyUse, org?: string): readonly RingKey[] {
  return ring.keys.filter((key) => key.use === use && key.org === org);
}

/** Organisations with an approval key. @throws RelayError `not-found` when the named one has none */
export function rotatable(ring: Ring, org: string | undefined): readonly string[] {
  const all = [...new Set(ring.keys.flatMap((key) => (key.use === 'approve' ? (key.org ?? []) : [])))];
  if (org === undefined) return all;
  if (all.includes(org)) return [org];
  throw new RelayError(
    'not-found',
    `there is no approval key of ${org}; there are those of ${all.join(', ')}`,
  );
}

export function withKey(ring: Ring, key: RingKey): Ring {
  return { ...ring, keys: [...ring.keys, key] };
}

export function keyOfSigner(
  org: string,
  key: { readonly kid: string; readonly x: string; readonly madeAt: Instant },
): RingKey {
  return { kid: key.kid, use: 'approve', org, x: key.x, madeAt: key.madeAt, here: false };
}

/** The new key beside the old ones, which are obeyed for the overlap and no longer. */
export function rotated(ring: Ring, fresh: RingKey, now: Instant): Ring {
  if (fresh.use === 'root') throw new RelayError('invalid-input', 'a root is replaced, not rotated');
  const until = now + OVERLAP_MS[fresh.use];
  const keys = ring.keys.map((key) =>
    key.use === fresh.use && key.org === fresh.org
      ? { ...key, until: Math.min(key.until ?? until, until) }
      : key,
  );
  return { ...ring, keys: [...keys, fresh] };
}

/** @throws RelayError `not-found` for a key that is not trusted, `invalid-input` for a root */
export function revoked(ring: Ring, kid: string, now: Instant): Ring {
  const key = mustHave(ring, kid);
  if (key.use === 'root')
    throw new RelayError('invalid-input', `${kid} is a root: replace it (keys root replace)`);
  return without(ring, [key], 'revoked', now);
}

/** Keys whose overlap is over. */
export function withoutRetired(ring: Ring, now: Instant): Ring {
  const over = ring.keys.filter((key) => key.until !== undefined && key.until <= now);
  return over.length === 0 ? ring : without(ring, over, 'retired', now);
}

/**
 * Other roots, and how many of them together may change the trust. In force once enough of the old *and* of the new
 * have signed.
 * @throws RelayError `invalid-input` when the threshold cannot be reached or a root is there twice
 */
export function withRoots(
  ring: Ring,
  change: {
    readonly add: readonly { readonly kid: string; readonly x: string }[];
    readonly remove: readonly string[];
    readonly threshold: number | undefined;
  },
  now: Instant,
): Ring {
  const leaving = change.remove.map((kid) => mustHave(ring, kid));
  const stranger = leaving.find((key) => key.use !== 'root');
  if (stranger !== undefined) throw new RelayError('invalid-input', `${stranger.kid} is not a root`);
  const rest = leaving.length === 0 ? ring : without(ring, leaving, 'replaced', now);
  const known = [...rest.keys, ...change.add.map((one) => ({ ...one, use: 'root' as const }))];
  const twice = known.find((one, i) => known.some((other, j) => j < i && isSame(one, other)));
  if (twice !== undefined) throw new RelayError('invalid-input', `${twice.kid} is there already`);
  const added = change.add.map(({ kid, x }): RingKey => ({ kid, x, use: 'root', madeAt: now, here: false }));
  const keys = [...rest.keys, ...added];
  const roots = keys.filter((key) => key.use === 'root').length;
  const threshold = change.threshold ?? rest.threshold;
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > roots) {
    throw new RelayError(
      'invalid-input',
      `of ${roots} root(s) at least 1 and at most ${roots} can be asked for, not ${threshold}`,
    );
  }
  return { ...rest, keys, threshold };
}

function without(
  ring: Ring,
  leaving: readonly RingKey[],
  why: 'revoked' | 'retired' | 'replaced',
  at: Instant,
): Ring {
  return {
    ...ring,
    keys: ring.keys.filter((key) => !leaving.includes(key)),
    gone: [...ring.gone, ...leaving.map(({ kid }) => ({ kid, why, at }))],
  };
}

function mustHave(ring: Ring, kid: string): RingKey {
  const key = ring.keys.find((one) => one.kid === kid);
  if (key !== undefined) return key;
  const gone = ring.gone.find((one) => one.kid === kid);
  throw new RelayError(
    'not-found',
    gone === undefined ? `there is no key ${kid}` : `${kid} is not trusted any more: ${gone.why}`,
  );
}

function isSame(a: { kid: string; x: string }, b: { kid: string; x: string }): boolean {
  return a.kid === b.kid || a.x === b.x;
}
