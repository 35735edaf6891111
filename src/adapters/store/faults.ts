// A tower's fault as it told us itself: by an event, by its health or by the reason of a play that came to nothing. It
// stands until the tower says it is over or plays again.
import type { LastResult } from '../../core/tower-signs.ts';
import type { SelfReport, TowerReceipt } from '../../pipeline/ports.ts';

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
const OF_SOUND = ['amp-fault', 'audio-device'];
/** An event's own name, where the tower gives no reason that is a fault. */
const EVENTS: Readonly<Record<string, string>> = { audio: 'audio-device', disk: 'disk-full' };
/** Skipped for a reason that lies in the tower, or in somebody who stands before it. */
const TELLING_SKIPS = ['local-mute', 'no-time', 'disk-full', 'clip-missing'];

/** @param detail begins with the reason, where there is one: `amp-fault: no current` */
export function faultAfterEvent(fault: string | null, kind: string, detail = ''): string | null {
  if (OVER.includes(kind)) return null;
  const why = whyIn(detail);
  if ((kind === 'tone' || kind === 'tone-refused') && OF_SOUND.includes(why)) return why;
  if (kind === 'tone' && fault !== null && OF_SOUND.includes(fault)) return null;
  if (kind in EVENTS) return isFault(why) ? why : (EVENTS[kind] ?? fault);
  return isFault(kind) ? kind : fault;
}

/** The reason an event's detail begins with: `amp-fault` of `amp-fault: no current`. */
export function whyIn(detail: string): string {
  return detail.split(':', 1)[0] ?? '';
}

/** A tone that was played into a loudspeaker that stayed silent is no answer that people could hear. */
export function isToneSilent(kind: string, detail: string): boolean {
  return kind === 'tone' && OF_SOUND.includes(whyIn(detail));
}

/** What its health says of card and loudspeaker; nothing of what it does not mention. */
export function faultAfterHealth(fault: string | null, { disk, audio }: SelfReport): string | null {
  if (audio === 'failed') return fault !== null && OF_SOUND.includes(fault) ? fault : 'audio-device';
  if (disk === 'full' || disk === 'failed') return 'disk-full';
  if (audio === 'ok' && fault === 'audio-device') return null;
  if (disk === 'ok' && fault === 'disk-full') return null;
  return fault;
}

/** The last word of the batch counts: a play that finished shows that the tower works. */
export function faultAfter(fault: string | null, receipts: readonly TowerReceipt[]): string | null {
  let now = fault;
  for (const receipt of inOrder(receipts)) {
    if (receipt.state === 'finished') now = null;
    else if (receipt.state === 'failed' && receipt.why !== undefined && isFault(receipt.why))
      now = receipt.why;
  }
  return now;
}

/** The newest end of a play that says something about the tower: being withdrawn or preempted does not. */
export function resultAfter(receipts: readonly TowerReceipt[], now: number): LastResult | undefined {
  const telling = inOrder(receipts).flatMap(({ state, why, at, skewMs }): LastResult[] => {
    const tells =
      state === 'finished' ||
      state === 'failed' ||
      state === 'rejected' ||
      (state === 'skipped' && why !== undefined && TELLING_SKIPS.includes(why));
    return tells ? [{ state, why, at: Math.min(at, now), skewMs }] : [];
  });
  return telling.at(-1);
}

/** Whether any play's end is told: then the tower's silence about others is no general one. */
export function tellsAnEnd(receipts: readonly TowerReceipt[]): boolean {
  return receipts.some(({ state }) => state !== 'ready' && state !== 'started');
}

function inOrder(receipts: readonly TowerReceipt[]): readonly TowerReceipt[] {
  return [...receipts].sort((a, b) => a.n - b.n);
}

function isFault(kind: string): boolean {
  return FAULTS.some((fault) => fault === kind);
}
