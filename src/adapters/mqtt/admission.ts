// Which towers the broker lets in: a newly claimed one has its account there before it is told how to come, a barred one
// loses its connections and its account.
import type { TowerId } from '../../core/ids.ts';
import type { TowerWelcome } from '../../pipeline/ports.ts';
import type { ClaimResponse } from '../../wire/claim.ts';
import type { PublicKey, TrustDocument } from '../../wire/signing.ts';
import { type BrokerChoice, urlOf } from './broker-choice.ts';
import type { TowerAccounts } from './dynamic-security.ts';
import type { EmbeddedBroker } from './embedded-broker.ts';

export interface Admission {
  /** What a newly claimed tower is told; its account exists at the broker when this resolves. */
  welcome(welcome: TowerWelcome): Promise<ClaimResponse>;
  /** Ends what a tower's name has of connections and, at a broker with accounts of its own, its account. */
  bar(tower: TowerId): Promise<void>;
}

export interface AdmissionParts {
  readonly broker: BrokerChoice;
  readonly topicRoot: string;
  readonly embedded: EmbeddedBroker | undefined;
  readonly accounts: Pick<TowerAccounts, 'admit' | 'expel'> | undefined;
  readonly keys: {
    trustDocument(): Promise<TrustDocument>;
    rootKeys(): { readonly threshold: number; readonly keys: PublicKey[] };
  };
}

export function createAdmission({ broker, topicRoot, embedded, accounts, keys }: AdmissionParts): Admission {
  return {
    async welcome({ org, tower, password, area }) {
      await accounts?.admit(tower, password);
      embedded?.forget(tower);
      const ca = broker.kind === 'external' ? broker.ca : broker.tls?.ca;
      return {
        v: 1,
        tower,
        org,
        mqttUrl: broker.publicUrl ?? urlOf(broker, embedded),
        password,
        topicRoot,
        area: [...area],
        trust: await keys.trustDocument(),
        roots: keys.rootKeys(),
        ...(ca === undefined ? {} : { ca }),
      };
    },
    async bar(tower) {
      embedded?.forget(tower);
      await accounts?.expel(tower);
    },
  };
}
