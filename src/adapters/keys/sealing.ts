// Seals documents with the newest key that the towers have been told of: plans and the like here, approvals here or at the
// signer, whose seal is looked at before it counts.
import { RelayError } from '../../core/errors.ts';
import type { ApprovalSeal } from '../../pipeline/ports.ts';
import { keysFor } from '../../wire/judge.ts';
import { type Approval, approvalSchema } from '../../wire/messages.ts';
import { open, type SigningKey, seal, type TrustDocument, TYPES } from '../../wire/signing.ts';
import type { Keyring } from './keyring.ts';
import { trustIn } from './settle.ts';
import type { ApprovalSigner } from './signer-client.ts';
import { approvalOf } from './statement.ts';

export interface SealingParts {
  readonly keyring: Keyring;
  /** Where the approval keys lie, when they are not to lie here. */
  readonly signer: ApprovalSigner | undefined;
  /** What the broker holds: keys that it does not name seal nothing yet. */
  told(): TrustDocument | undefined;
  /** @throws RelayError `config` before the keys have been loaded */
  inForce(): TrustDocument;
}

export interface Sealing extends ApprovalSeal {
  /** JWS compact by the plan key. */
  sign(type: 'plan' | 'ack' | 'cmd' | 'config', payload: object): Promise<string>;
}

export function createSealing({ keyring, signer, told, inForce }: SealingParts): Sealing {
  const chosen = new Map<string, string>();
  let chosenFrom = '';

  /** Looked up once for every ring and every document: a province's plans are sealed in one go. */
  function choose(use: 'plan' | 'approve', org?: string): string {
    const from = `${keyring.ring.n} ${told()?.payload}`;
    if (from !== chosenFrom) chosen.clear();
    chosenFrom = from;
    const name = `${use} ${org}`;
    const kid = chosen.get(name) ?? newest(use, org);
    chosen.set(name, kid);
    return kid;
  }

  /** The newest that the towers were told of and that is not on its way out; at worst the only one they obey. */
  function newest(use: 'plan' | 'approve', org?: string): string {
    const { ring } = keyring;
    const document = told() ?? ring.document;
    const trusted = document === undefined ? [] : trustIn(document).keys;
    const standing = (kid: string) => {
      const place = ring.keys.findIndex((key) => key.kid === kid);
      if (place < 0) return -2 * ring.keys.length - 1;
      return ring.keys[place]?.until === undefined ? place : place - 2 * ring.keys.length;
    };
    const isAtSigner = (kid: string) =>
      signer !== undefined && ring.keys.some((key) => key.kid === kid && !key.here);
    const [best] = trusted
      .filter((key) => key.use === use && keyring.orgOf(key.kid) === org)
      .filter(({ kid }) => keyring.signer(kid) !== undefined || isAtSigner(kid))
      .toSorted((a, b) => standing(b.kid) - standing(a.kid));
    if (best !== undefined) return best.kid;
    throw noKey(use, org);
  }

  function noKey(use: 'plan' | 'approve', org: string | undefined): RelayError {
    if (use === 'approve' && signer !== undefined)
      return new RelayError('signer-away', `the signer has not given a key for ${org} yet`, { retry: true });
    if (use === 'approve' && keyring.isLocked())
      return new RelayError('locked-keys', 'the approval keys are locked and no passphrase was given');
    return new RelayError('config', `there is no ${use} key${org === undefined ? '' : ` of ${org}`}`);
  }

  function signerOf(kid: string): SigningKey {
    const own = keyring.signer(kid);
    if (own === undefined) throw new RelayError('config', `the key ${kid} is not here`);
    return own;
  }

  /** A seal that towers would refuse must not be stored as an approval. */
  async function mustMatch(jws: string, asked: Approval, kid: string): Promise<string> {
    const keys = keysFor(trustIn(inForce()), 'approve');
    const opened = await open(TYPES.approval, jws, keys);
    const same = opened.ok && opened.kid === kid && JSON.stringify(opened.payload) === JSON.stringify(asked);
    if (same) return jws;
    throw new RelayError('signer-away', 'the signer answered with a seal that is not ours', { retry: true });
  }

  return {
    async seal(statement) {
      const approval = approvalSchema.safeParse(approvalOf(statement));
      if (!approval.success) {
        throw new RelayError('invalid-input', 'this approval is not one a tower would understand', {
          cause: approval.error,
        });
      }
      const kid = choose('approve', statement.org);
      const own = keyring.signer(kid);
      if (own !== undefined || signer === undefined)
        return seal(TYPES.approval, approval.data, own ?? signerOf(kid));
      return mustMatch(await signer.seal(kid, statement), approval.data, kid);
    },

    sign: async (type, payload) => seal(TYPES[type], payload, signerOf(choose('plan'))),
  };
}
