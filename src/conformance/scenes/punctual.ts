// Whether a play began when it should and lasted as long as it is: what the receipts say, and when they came.
import type { Stage } from '../stage.ts';

/** A receipt on its way, and a device that writes before it speaks. */
export const ON_ITS_WAY_MS = 6000;
/** `started` is written before the amplifier opens. */
const BEFOREHAND_MS = 15_000;

/** @param at our clock; @param ms length of all that should sound */
export function judgePunctual(stage: Stage, name: string, at: number, ms: number): void {
  const { notes, desk, findings, toleranceMs } = stage;
  const id = desk.idOf(name);
  const started = notes.first(id, 'started');
  const finished = notes.first(id, 'finished');
  const skew = finished?.what.skewMs ?? started?.what.skewMs;
  const inTime =
    started !== undefined && started.at > at - BEFOREHAND_MS && started.at < at + ON_ITS_WAY_MS + toleranceMs;
  findings.judge(
    'plays-at',
    inTime && skew !== undefined && Math.abs(skew) <= toleranceMs,
    `started, and skewMs within ±${toleranceMs} in a receipt`,
    `receipts: ${notes.story(id)}; skewMs ${skew ?? 'not said'}${
      started === undefined ? '' : `; started came ${Math.round(started.at - at)} ms after its time`
    }`,
  );
  const played = finished?.what.playedMs;
  const tooSoon = finished !== undefined && finished.at < at + ms - 1000;
  findings.judge(
    'plays-whole',
    finished !== undefined && !tooSoon && played !== undefined && Math.abs(played - ms) < 500 + ms * 0.1,
    `finished, not before ${ms} ms have passed, playedMs about ${ms}`,
    finished === undefined
      ? `receipts: ${notes.story(id)}`
      : `finished ${Math.round(finished.at - at)} ms after its time, playedMs ${played ?? 'not said'}`,
  );
}
