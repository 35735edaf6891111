// Whether a play began when it should and lasted as long as it is: what the receipts say, and when they came.
import { ended, type Stage } from '../stage.ts';

/** A receipt on its way, and a device that writes before it speaks. */
const ON_ITS_WAY_MS = 6000;
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

/** The plan, and whoever approved it, take a clip of three seconds for one of seven. */
export async function judgeMeasure(stage: Stage): Promise<void> {
  const { desk, clock, leadMs, notes, findings } = stage;
  const short = stage.clip('mismeasured', 3500);
  const clip = { ...short, entry: { ...short.entry, ms: 7000 } };
  const at = clock.now() + leadMs;
  desk.plan([desk.item({ name: 'mismeasured', clip, at })]);
  await ended(stage, ['mismeasured'], at + 14_000);
  const story = notes.story(desk.idOf('mismeasured'));
  const played = notes.of(desk.idOf('mismeasured')).at(-1)?.playedMs;
  if (!story.startsWith('ready, started')) {
    findings.leave('played-is-sound', `it did not begin: ${story}`);
    return;
  }
  findings.judge(
    'played-is-sound',
    // a device that takes what is so short for a fault of its player is right too
    story.includes('failed') || (played !== undefined && played < 5000),
    'finished with playedMs about 3500, or failed: so long is the clip, whatever the plan says',
    `receipts: ${story}; playedMs ${played ?? 'not said'}`,
  );
}
