// What an operator does to the ring: rotate, revoke, change the roots, carry a draft to roots that lie elsewhere and back.
// Each act is one change of the ring, done or not done; a relay that runs beside it sees the newer number and tells the towers.
import { z } from 'zod';
import { asRelayError, RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import { signersOf, type TrustDraft, trustDraftSchema } from '../../wire/signing.ts';
import type { Keyring } from './keyring.ts';
import {
  keyOfSigner,
  keysOf,
  type Ring,
  type RingKey,
  revoked,
  rotated,
  withKey,
  withRoots,
} from './ring.ts';
import { inForce, promoted, rootsAround, trustIn } from './settle.ts';
import type { ApprovalSigner } from './signer-client.ts';

const publicRootSchema = z.object({
  v: z.literal(1),
  use: z.literal('root'),
  kid: z.string().min(1).max(64),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
/** What is carried from the machine of a root to the relay: no secret. */
export type PublicRoot = z.infer<typeof publicRootSchema>;

const draftFileSchema = z.object({ v: z.literal(1), draft: trustDraftSchema });

export interface KeyActs {
  /** A new key beside the old one, which towers obey for the overlap. @param org only for approval keys */
  rotate(use: 'plan' | 'approve', org?: string): Promise<{ readonly ring: Ring; readonly kid: string }>;
  /** The key is out at once; where it was the last of its kind another takes its place in the same document. */
  revoke(kid: string): Promise<{ readonly ring: Ring; readonly instead: string | undefined }>;
  changeRoots(
    add: readonly PublicRoot[],
    remove: readonly string[],
    threshold: number | undefined,
  ): Promise<Ring>;
  /** @throws RelayError `not-found` when nothing waits for a signature */
  exported(): Promise<{ readonly v: 1; readonly draft: TrustDraft }>;
  /** Good signatures of roots that have a say are taken over. @throws RelayError `invalid-input`, `stale` */
  imported(file: unknown): Promise<{ readonly ring: Ring; readonly taken: number }>;
}

/** @param signer where the approval keys lie, when they do not lie here */
export function createKeyActs(keyring: Keyring, now: () => Instant, signer?: ApprovalSigner): KeyActs {
  async function fresh(ring: Ring, use: 'plan' | 'approve', org: string | undefined): Promise<RingKey> {
    if (use === 'plan' || org === undefined || signer === undefined) return keyring.make(ring, use, org);
    const area = ring.scopes.find((scope) => scope.org === org)?.area ?? [];
    return keyOfSigner(org, await signer.freshKey({ org, area }));
  }

  /** A stolen key must go also while the signer is away: the relay asks it for another one later. */
  async function freshIfPossible(ring: Ring, use: 'plan' | 'approve', org: string | undefined) {
    return fresh(ring, use, org).catch((error: unknown) => {
      if (asRelayError(error).code === 'signer-away') return undefined;
      throw error;
    });
  }

  return {
    async rotate(use, org) {
      let kid = '';
      const ring = await keyring.change(async (from) => {
        if (keysOf(from, use, org).length === 0)
          throw new RelayError('not-found', `there is no ${use} key${org === undefined ? '' : ` of ${org}`}`);
        const key = await fresh(from, use, org);
        kid = key.kid;
        return rotated(from, key, now());
      });
      return { ring, kid };
    },

    async revoke(kid) {
      let instead: string | undefined;
      const ring = await keyring.change(async (from) => {
        const rest = revoked(from, kid, now());
        const { use, org } = from.keys.find((key) => key.kid === kid) ?? { use: 'root', org: undefined };
        if (use === 'root' || keysOf(rest, use, org).some((key) => key.until === undefined)) return rest;
        const key = await freshIfPossible(rest, use, org);
        instead = key?.kid;
        return key === undefined ? rest : withKey(rest, key);
      });
      return { ring, instead };
    },

    changeRoots: (add, remove, threshold) =>
      keyring.change((from) => withRoots(from, { add, remove, threshold }, now())),

    async exported() {
      const { draft } = await keyring.load();
      if (draft === undefined) throw new RelayError('not-found', 'nothing waits for a signature');
      return { v: 1, draft };
    },

    async imported(file) {
      const parsed = draftFileSchema.safeParse(file);
      if (!parsed.success)
        throw new RelayError('invalid-input', 'this is not a trust document that was exported here', {
          cause: parsed.error,
        });
      let taken = 0;
      const ring = await keyring.change(async (from) => {
        if (from.draft === undefined) throw new RelayError('not-found', 'nothing waits for a signature');
        if (from.draft.payload !== parsed.data.draft.payload)
          throw new RelayError(
            'stale',
            'what is to be signed has changed since this file was exported: export it again and have that signed',
          );
        const joined = await joinedDraft(from, parsed.data.draft);
        taken = joined.signatures.length - from.draft.signatures.length;
        return promoted({ ...from, draft: joined });
      });
      return { ring, taken };
    },
  };
}

/** The draft with those signatures of the other that are good, new, and by a root that has a say. */
async function joinedDraft(ring: Ring, other: TrustDraft): Promise<TrustDraft> {
  let draft = ring.draft ?? other;
  const roots = rootsAround(inForce(ring), trustIn(draft));
  for (const signature of other.signatures) {
    const before = await signersOf(draft, roots);
    const one = await signersOf({ ...draft, signatures: [signature] }, roots);
    if ([...one].some((x) => !before.has(x)))
      draft = { ...draft, signatures: [...draft.signatures, signature] };
  }
  return draft;
}

/** @throws RelayError `invalid-input` */
export function readPublicRoot(file: unknown, path: string): PublicRoot {
  const parsed = publicRootSchema.safeParse(file);
  if (parsed.success) return parsed.data;
  throw new RelayError('invalid-input', `${path} is not the public half of a root key`, {
    cause: parsed.error,
  });
}

/** @throws RelayError `invalid-input` */
export function readDraftFile(file: unknown, path: string): TrustDraft {
  const parsed = draftFileSchema.safeParse(file);
  if (parsed.success) return parsed.data.draft;
  throw new RelayError('invalid-input', `${path} is not an exported trust document`, { cause: parsed.error });
}
