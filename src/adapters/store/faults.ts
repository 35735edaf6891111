// A tower's fault as it told us itself: by an event or by the reason of a failed play. It stands until the tower says
// it is over or plays again.
import type { TowerReceipt } from '../../pipeline/ports.ts';

const FAULTS = [
  'amp-fault',
  'audio-device',
  'bad-signature',
  'disk-full',
  'no-time',
  'power',
  'tamper',
  'unknown-key',
] as const;
const OVER = ['fault-over', 'recovered'];

export function faultAfterEvent(fault: string | null, kind: string): string | null {
  if (OVER.includes(kind)) return null;
  return isFault(kind) ? kind : fault;
}

/** The last word of the batch counts: a play that finished shows that the tower works. */
export function faultAfter(fault: string | null, receipts: readonly TowerReceipt[]): string | null {
  let now = fault;
  for (const receipt of [...receipts].sort((a, b) => a.n - b.n)) {
    if (receipt.state === 'finished') now = null;
    else if (receipt.state === 'failed' && receipt.why !== undefined && isFault(receipt.why))
      now = receipt.why;
  }
  return now;
}

function isFault(kind: string): boolean {
  return FAULTS.some((fault) => fault === kind);
}
