// What a controller is told when it is switched on, and what of the box it is given to work with.
import type { ClaimResponse } from '../wire/claim.ts';
import type { Ceiling } from './limits.ts';
import type { Clock, ControllerEvent, Disk, Limits, Link, Log, Sink, TimeServers, Web } from './ports.ts';

export interface ControllerOptions {
  readonly credentials: ClaimResponse;
  readonly codecs: readonly string[];
  readonly firmware: string;
  readonly hardware: string;
  /** Whether NTP or a good RTC keeps the machine's own clock right. */
  readonly trustOwnClock: boolean;
  readonly cacheBytes: number;
  /** 0 to 100: never louder than this, whatever the relay says. */
  readonly volume: number;
  /** Softer at certain hours, beside what the relay's configuration says. */
  readonly ownVolumeHours?: NonNullable<Limits['volumeHours']>;
  /** Added to the relay's: what the tower's owner set here holds even against signed configuration. */
  readonly ownQuietHours: Limits['quietHours'];
  /** What else the tower's owner has set; no message raises it. */
  readonly ceiling?: Omit<Ceiling, 'volume' | 'volumeHours'>;
  /** Towers spread their hellos over this after the relay comes back, so that it is not run over. */
  readonly helloSpreadMs: number;
  /** And the fetching of clips that are not urgent over this; none unless told. */
  readonly prefetchSpreadMs?: number;
  onEvent(event: ControllerEvent): void;
}

export interface ControllerParts {
  readonly clock: Clock;
  readonly link: Link;
  readonly disk: Disk;
  readonly sink: Sink;
  readonly log: Log;
  /** Asked while the relay's signed time is not there; absent: the network is not asked. */
  readonly timeServers?: TimeServers | undefined;
  /** Second source of clips; absent: the broker alone. */
  readonly web?: Web | undefined;
}
