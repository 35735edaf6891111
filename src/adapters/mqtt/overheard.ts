// What comes in on the connection that speaks: the broker's answers about accounts, our own self-test, what other relays
// say of themselves, and their plans. Each goes to whoever waits for it.
import type { TowerId } from '../../core/ids.ts';
import type { Log } from '../../pipeline/ports.ts';
import type { Topics } from '../../wire/topics.ts';
import type { BrokerConnectionOptions } from './broker-connection.ts';
import { ANSWERS, type TowerAccounts } from './dynamic-security.ts';
import type { PlanFence } from './plan-fence.ts';
import type { RelayStatus } from './relay-status.ts';
import type { SelfTest } from './self-test.ts';

export interface OverheardParts {
  readonly topics: Topics;
  readonly accounts: Pick<TowerAccounts, 'topics' | 'hear'> | undefined;
  readonly selfTest: Pick<SelfTest, 'topics' | 'hear'>;
  readonly status: Pick<RelayStatus, 'hear'>;
  readonly fence: Pick<PlanFence, 'under'>;
  readonly log: Log;
  /** The broker keeps an older plan for this tower than ours. */
  overtaken(tower: TowerId): Promise<void>;
}

export function createOverheard(parts: OverheardParts): Pick<BrokerConnectionOptions, 'topics' | 'take'> {
  const { topics, accounts, selfTest, status, fence, log } = parts;

  /** Nobody waits for it: a zombie says everything it held at once, and each must be looked at. */
  function seePlan(topic: string, payload: Uint8Array): void {
    const told = fence.under(topic, payload).then((tower) => tower && parts.overtaken(tower));
    told.catch((error: unknown) => log.warn({ topic, err: error }, 'plan-not-mended'));
  }

  return {
    topics: [...selfTest.topics, topics.relayStatus, ...(accounts?.topics ?? [])],
    async take(topic, payload) {
      if (topic === ANSWERS) accounts?.hear(payload);
      else if (topic === topics.relayStatus) status.hear(payload);
      else if (topics.parse(topic)?.kind === 'plan') seePlan(topic, payload);
      else selfTest.hear(topic, payload);
    },
  };
}
