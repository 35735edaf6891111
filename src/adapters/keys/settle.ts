// From what is wanted to what is in force: a changed ring goes in, and comes out with a trust document that says so,
// signed by the roots at hand; with a draft instead where roots that lie elsewhere must sign too.
import { RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import { type Trust, trustSchema } from '../../wire/messages.ts';
import {
  draftTrust,
  openTrust,
  peek,
  type Roots,
  rootsOf,
  type SigningKey,
  signersOf,
  signTrust,
  type TrustDocument,
  type TrustDraft,
  trustDocumentSchema,
} from '../../wire/signing.ts';
import type { Ring } from './ring.ts';
import { stillServes, trustOf } from './trust.ts';

const MOST_TURNS = 8;

/** What a document says, unproven: only for documents of our own. @throws RelayError `config` */
export function trustIn(document: TrustDraft): Trust {
  const parsed = trustSchema.safeParse(peek(`.${document.payload}`));
  if (parsed.success) return parsed.data;
  throw new RelayError('config', 'the trust document in the folder of keys cannot be read', {
    cause: parsed.error,
  });
}

export function inForce(ring: Ring): Trust | undefined {
  return ring.document === undefined ? undefined : trustIn(ring.document);
}

/** @param rootAt the private half of a root, where it lies here and is not locked */
export async function settled(
  ring: Ring,
  now: Instant,
  rootAt: (kid: string) => SigningKey | undefined,
): Promise<Ring> {
  const { draft: waiting, ...rest } = ring;
  const old = inForce(ring);
  const wanted = trustOf(ring, (old?.ver ?? 0) + 1, now);
  if (old !== undefined) {
    // nobody goes to the safe to strike out a key that has run out by itself
    const roots = rootsOf(old);
    const canSign = roots.keys.filter(({ kid }) => rootAt(kid) !== undefined).length >= roots.threshold;
    if (stillServes(old, wanted, canSign ? 0 : now)) return rest;
  }
  let draft = waiting !== undefined && isStillMeant(waiting, wanted, now) ? waiting : draftTrust(wanted);
  const roots = rootsAround(old, trustIn(draft));
  const signed = await signersOf(draft, roots);
  for (const { kid, x } of roots) {
    const root = signed.has(x) ? undefined : rootAt(kid);
    if (root !== undefined) draft = await signTrust(draft, root);
  }
  return promoted({ ...rest, draft });
}

/** The draft in force, where enough roots have signed it; otherwise the ring as it was. */
export async function promoted(ring: Ring): Promise<Ring> {
  const { draft, ...rest } = ring;
  if (draft === undefined || (await missingFor(ring)).length > 0) return ring;
  const old = inForce(ring);
  const sealed = trustDocumentSchema.parse(draft);
  const turned = old !== undefined && rootNames(rootsOf(old)) !== rootNames(rootsOf(trustIn(draft)));
  const document: TrustDocument = ring.turns.length === 0 ? sealed : { ...sealed, before: [...ring.turns] };
  const turns = turned ? [...ring.turns, sealed].slice(-MOST_TURNS) : ring.turns;
  return { ...rest, document, turns };
}

export interface Missing {
  /** `old`: those towers hold to now; `new`: those the draft names. */
  readonly of: 'old' | 'new';
  readonly more: number;
  readonly from: readonly string[];
}

/** Which signatures the draft still needs: empty when it may go into force. */
export async function missingFor(ring: Ring): Promise<readonly Missing[]> {
  const { draft } = ring;
  if (draft === undefined) return [];
  const old = inForce(ring);
  const next = rootsOf(trustIn(draft));
  const sides = [
    ...(old === undefined ? [] : [{ of: 'old' as const, roots: rootsOf(old) }]),
    { of: 'new' as const, roots: next },
  ];
  const missing = await Promise.all(
    sides.map(async ({ of, roots }) => {
      const signed = await signersOf(draft, roots.keys);
      const from = roots.keys.filter(({ x }) => !signed.has(x)).map(({ kid }) => kid);
      return { of, more: Math.max(0, roots.threshold - signed.size), from };
    }),
  );
  const lacking = missing.filter(({ more }) => more > 0);
  if (lacking.length > 0 || draft.signatures.length === 0) return lacking;
  const opened = await openTrust(draft, old === undefined ? next : rootsOf(old));
  if (opened.ok) return [];
  throw new RelayError('config', `no tower would take the new trust document: ${opened.text}`);
}

/** The roots that have a say: those in force and those the draft names. */
export function rootsAround(old: Trust | undefined, wanted: Trust): Roots['keys'] {
  const all = [...(old === undefined ? [] : rootsOf(old).keys), ...rootsOf(wanted).keys];
  return [...new Map(all.map((root) => [root.x, root])).values()];
}

function isStillMeant(draft: TrustDraft, wanted: Trust, now: Instant): boolean {
  const drafted = trustIn(draft);
  return drafted.ver === wanted.ver && stillServes(drafted, wanted, now);
}

function rootNames({ keys, threshold }: Roots): string {
  return `${threshold} ${keys
    .map(({ x }) => x)
    .sort()
    .join()}`;
}
