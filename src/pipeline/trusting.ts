// Trust: what the towers are to trust has changed in the folder of keys, by hand or by date; they are told at once, and
// what they hold is sealed anew. Told first, sealed afterwards: no tower meets a key it has not heard of.
import type { Stage } from './conveyor.ts';
import type { Clock, Log } from './ports.ts';

const TRY_AGAIN_MS = 5_000;
const WARN_EVERY_MS = 12 * 3_600_000;

export interface TrustingPorts {
  /** Whether the towers were told something else than what is in force. */
  hasNews(): Promise<boolean>;
  /** Tells every tower. @throws RelayError `broker-down`, `timeout` */
  publish(): Promise<void>;
  sealAnew(): Promise<void>;
  /** For the audit trails of all whose towers were told. */
  note(): Promise<void>;
  /** What somebody must see to. */
  concerns(): readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

export function createTrusting(ports: TrustingPorts): Stage<object> {
  let isHalfDone = false;
  let notBefore = 0;
  let warnedAt = Number.NEGATIVE_INFINITY;

  function warn(now: number): void {
    if (Math.abs(now - warnedAt) < WARN_EVERY_MS) return;
    warnedAt = now;
    for (const why of ports.concerns()) ports.log.warn({ why }, 'keys-need-care');
  }

  return {
    name: 'trusting',
    parallel: 1,
    async due() {
      const now = ports.clock.now();
      if (now < notBefore && notBefore - now <= TRY_AGAIN_MS) return [];
      warn(now);
      return isHalfDone || (await ports.hasNews()) ? [{}] : [];
    },
    async run() {
      if (!isHalfDone) await ports.publish();
      isHalfDone = true;
      await ports.sealAnew();
      await ports.note();
      isHalfDone = false;
      ports.log.info({}, 'trust-told');
    },
    async failed() {
      notBefore = ports.clock.now() + TRY_AGAIN_MS;
    },
  };
}
