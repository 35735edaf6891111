// The keys of this relay: made at the first start, loaded afterwards. Documents go in and come out sealed; what the
// towers are to trust comes out signed by the roots. A key that was just made seals nothing before the towers were told.
import { asRelayError, RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import { type PublicKey, rootsOf, type TrustDocument } from '../../wire/signing.ts';
import { concernsOf } from './concerns.ts';
import { createKeyring } from './keyring.ts';
import { keyOfSigner, keysOf, type Ring, type RingKey, rotated, type Scope, withKey } from './ring.ts';
import { createSealing, type Sealing } from './sealing.ts';
import { inForce } from './settle.ts';
import type { ApprovalSigner, SignerKey } from './signer-client.ts';

const RENEW_EVERY_MS = 60_000;

export interface Keys extends Sealing {
  /**
   * Makes what is missing at the first start, loads it at later ones.
   * @param scopes every organisation with the beginnings of its village codes
   * @throws RelayError `config` when a key that towers already trust is missing or spoiled; `disk-failed`, `disk-full`
   */
  start(scopes: readonly Scope[]): Promise<void>;
  /** An organisation that came later, or whose area changed: its approval key, and a newer trust document. */
  admit(scope: Scope): Promise<void>;
  /** The trust document in force, prolonged here when half of a validity is over. */
  trustDocument(): Promise<TrustDocument>;
  /** The broker holds this document: keys that it names may be used from now on. */
  told(document: TrustDocument): void;
  /** Whether the towers were told something else than what is in force now; also when a command changed it. */
  hasNews(): Promise<boolean>;
  /** Of the trust document in force; 0 before the start. */
  version(): number;
  /** What somebody must see to before towers take no new plan, or nobody can approve; empty when all is well. */
  concerns(): readonly string[];
  /** What a tower pins at its claim. */
  rootKeys(): { readonly threshold: number; readonly keys: PublicKey[] };
}

export interface KeysOptions {
  /** Where the keys live, by default `data/keys`; made 0700, the files 0600. */
  readonly folder: string;
  readonly now: () => Instant;
  /** Consents an emergency needs at the tower; 1 only for a lone officer at night. */
  readonly emergencyApprovals?: 1 | 2;
  /** Opens roots and approval keys, and locks those that are not yet; without it locked ones stay locked. */
  readonly passphrase?: string | undefined;
  /** Where the approval keys lie, when they are not to lie here. */
  readonly signer?: ApprovalSigner | undefined;
  readonly before?: (what: string) => void;
}

export function createKeys(options: KeysOptions): Keys {
  const { now } = options;
  const keyring = createKeyring(options);
  let scopes: readonly Scope[] | undefined;
  let told: TrustDocument | undefined;
  const sealing = createSealing({
    keyring,
    signer: options.signer,
    told: () => told,
    inForce: mustBeInForce,
  });
  let renewedAt = 0;
  // One change of the folder at a time.
  let changing: Promise<unknown> = Promise.resolve();

  /** Every scope gets its key before the trust document names it. */
  async function complete(ring: Ring): Promise<Ring> {
    let next: Ring = {
      ...ring,
      scopes: scopes ?? ring.scopes,
      emergencyApprovals: options.emergencyApprovals ?? 2,
    };
    const need = async (use: 'root' | 'plan' | 'approve', org?: string) => {
      if (keysOf(next, use, org).length > 0) return;
      next = withKey(next, await keyring.make(next, use, org));
    };
    await need('root');
    await need('plan');
    for (const scope of next.scopes) next = await withApproval(next, scope);
    return next;
  }

  /** Every organisation has an approval key where it belongs: here, or at the signer. */
  async function withApproval(ring: Ring, scope: Scope): Promise<Ring> {
    const isHere = options.signer === undefined;
    const own = keysOf(ring, 'approve', scope.org);
    if (own.some((key) => key.here === isHere)) return ring;
    const key = isHere ? await ownKey(ring, scope) : await signersKey(ring, scope);
    if (key === undefined) return ring;
    return own.length === 0 ? withKey(ring, key) : rotated(ring, key, now());
  }

  /** Beside locked keys no open one is made: whoever has the passphrase adds it at the next start. */
  async function ownKey(ring: Ring, { org }: Scope): Promise<RingKey | undefined> {
    return keyring.isLocked() ? undefined : keyring.make(ring, 'approve', org);
  }

  /** None while the signer is away: it is asked again in a minute. */
  async function signersKey(ring: Ring, scope: Scope): Promise<RingKey | undefined> {
    const { signer } = options;
    const isGone = ({ kid }: SignerKey) => ring.gone.some((gone) => gone.kid === kid);
    try {
      const newest = await signer?.keyFor(scope);
      const key = newest !== undefined && isGone(newest) ? await signer?.freshKey(scope) : newest;
      return key === undefined ? undefined : keyOfSigner(scope.org, key);
    } catch (error) {
      if (['signer-away', 'signer-refused'].includes(asRelayError(error).code)) return undefined;
      throw error;
    }
  }

  function change(next: readonly Scope[] | undefined): Promise<void> {
    const done = changing.then(async () => {
      scopes = next ?? scopes;
      renewedAt = now();
      await keyring.change(complete);
    });
    changing = done.catch(() => undefined); // the one who asked gets the error; the next change goes ahead
    return done;
  }

  function mustBeInForce(): TrustDocument {
    const { document } = keyring.ring;
    if (document === undefined) throw new RelayError('config', 'the keys have not been loaded yet');
    return document;
  }

  return {
    async start(given) {
      await keyring.load();
      if (options.passphrase !== undefined) await keyring.unlock(options.passphrase);
      await change(given);
      mustBeInForce();
    },

    admit: (scope) =>
      change([...(scopes ?? keyring.ring.scopes).filter(({ org }) => org !== scope.org), scope]),

    seal: sealing.seal,
    sign: sealing.sign,

    async trustDocument() {
      await change(undefined);
      return mustBeInForce();
    },

    told(document) {
      told = document;
    },

    async hasNews() {
      if (told === undefined) return false;
      if (Math.abs(now() - renewedAt) >= RENEW_EVERY_MS) await change(undefined);
      else await keyring.look();
      return mustBeInForce().payload !== told.payload;
    },

    version: () => inForce(keyring.ring)?.ver ?? 0,

    concerns: () => concernsOf(keyring, now()),

    rootKeys() {
      const trust = inForce(keyring.ring);
      const { threshold, keys } = trust === undefined ? { threshold: 1, keys: [] } : rootsOf(trust);
      return { threshold, keys: keys.map(({ kid, x }) => ({ kid, x })) };
    },
  };
}
