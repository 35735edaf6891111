// The connection comes and goes: each time it comes the tower greets anew and everybody who waited for it goes on; each time
// it goes they stop. A long absence is a gap in what the tower knows.
import type { Fetcher } from './fetcher.ts';
import type { Greeting } from './greeting.ts';
import type { Outbox } from './outbox.ts';
import type { Clock, ControllerEvent } from './ports.ts';
import type { Reports } from './reports.ts';
import { LONG_GAP_MS } from './time-keeping.ts';

const GREET_AGAIN_MS = 10_000;

export interface ConnectionParts {
  readonly clock: Clock;
  readonly greeting: Pick<Greeting, 'isOnline' | 'connected' | 'lost'>;
  readonly reports: Pick<Reports, 'report' | 'connected'>;
  readonly outbox: Pick<Outbox, 'connected' | 'lost'>;
  readonly fetcher: Pick<Fetcher, 'connected' | 'lost'>;
  /** It was away for long: what was to be heard meanwhile was not. */
  gap(): void;
  onEvent(event: ControllerEvent): void;
  /** Puts work into the controller's queue. */
  later(work: () => Promise<void>): void;
  /** Beside it, for what waits for the broker's answers. */
  meanwhile(work: () => Promise<void>): void;
}

export interface Connection {
  connected(): void;
  lost(): void;
  /** Since when it has been as it is, own clock. */
  sinceAt(): number;
  close(): void;
}

export function createConnection(parts: ConnectionParts): Connection {
  const { clock, greeting, reports, outbox, fetcher } = parts;
  let sinceAt = clock.now();
  let isClosed = false;
  let hasSaidBoot = false;
  let cancelGreeting: () => void = () => undefined;
  /** Own clock when it was lost; undefined while it is up. */
  let lostAt: number | undefined;

  function connected(): void {
    if (lostAt !== undefined && clock.now() - lostAt > LONG_GAP_MS) parts.later(async () => parts.gap());
    lostAt = undefined;
    parts.meanwhile(greet);
  }

  async function greet(): Promise<void> {
    if (!(await greeting.connected())) return greetAgain();
    parts.onEvent({ event: 'connected' });
    sinceAt = clock.now();
    if (!hasSaidBoot) reports.report({ ev: 'boot' });
    hasSaidBoot = true;
    reports.connected();
    outbox.connected();
    fetcher.connected();
  }

  /** A broker too slow to answer once leaves the link up: nothing else would ever ask it for our topics again. */
  function greetAgain(): void {
    if (isClosed || !greeting.isOnline()) return;
    cancelGreeting();
    cancelGreeting = clock.after(GREET_AGAIN_MS, () => {
      if (greeting.isOnline()) connected();
    });
  }

  return {
    connected,
    lost() {
      if (greeting.isOnline()) parts.onEvent({ event: 'lost' });
      greeting.lost();
      if (lostAt === undefined) sinceAt = clock.now();
      lostAt ??= clock.now();
      outbox.lost();
      fetcher.lost();
    },
    sinceAt: () => sinceAt,
    close() {
      isClosed = true;
      cancelGreeting();
    },
  };
}
