// The bound of emergency sound: what it lets sound together, and what it makes of a siren whose clip does not end.
import type { Receipt } from '../../wire/messages.ts';
import type { TestClip } from '../sounds.ts';
import { configured, ended, type Stage } from '../stage.ts';

const ENDLESS_MS = 60_000;
/** `clip.ms` of the one that does not end. */
const SAID_MS = 3000;
/** Past its time, by when such a sound must have been cut and a receipt of it come. */
const CUT_MS = 25_000;
/** Room for what has sounded in this scene and for the one that does not end, would it end when it should. */
const MOST_MS = 9000;
/** From `started` to the first sample, and from the last one to the receipt. */
const BESIDE_MS = 2500;
const PAUSED = 'ready, skipped: emergency-pause';

/** No pause that was asked for makes it shorter than the contract's. */
export async function judgeEmergencyPause(stage: Stage, clip: TestClip): Promise<void> {
  const { desk, clock, leadMs } = stage;
  desk.config({ maxEmergencyMs: 2000, emergencyPauseMs: 1000 });
  const at = clock.now() + leadMs;
  desk.plan([alarm(stage, 'alarm-one', clip, at), alarm(stage, 'alarm-two', clip, at + 5000)]);
  await ended(stage, ['alarm-one', 'alarm-two'], at + 20_000);
  stage.story('emergency-pause', 'alarm-two', PAUSED);
  await judgeEndless(stage, clip);
}

function alarm({ desk }: Stage, name: string, clip: TestClip, at: number) {
  return desk.item({ name, clip, at, cls: 'emergency', more: { late: 8000 } });
}

/** What was cut because it did not end counts as long as it sounded, whatever the plan says of it. */
async function judgeEndless(stage: Stage, clip: TestClip): Promise<void> {
  const { desk, clock, leadMs, notes, findings } = stage;
  const endless = stage.clip('endless-alarm', ENDLESS_MS);
  desk.config({ maxEmergencyMs: MOST_MS, emergencyPauseMs: 1000 });
  await configured(stage);
  const at = clock.now() + leadMs;
  const said = { ...endless, entry: { ...endless.entry, ms: SAID_MS } };
  desk.plan([alarm(stage, 'endless-alarm', said, at)]);
  await ended(stage, ['endless-alarm'], at + CUT_MS);
  const heardMs = lastedMs(notes.of(desk.idOf('endless-alarm')));
  const next = clock.now() + leadMs;
  desk.plan([alarm(stage, 'alarm-after', clip, next)]);
  await ended(stage, ['alarm-after'], next + 12_000);
  const story = notes.story(desk.idOf('alarm-after'));
  findings.judge(
    'emergency-pause',
    heardMs - BESIDE_MS <= MOST_MS || story === PAUSED,
    `after an alarm that sounded ${Math.round(heardMs / 1000)} s, of ${MOST_MS / 1000} s that may: ${PAUSED}`,
    `the one before: ${notes.story(desk.idOf('endless-alarm'))}; this one: ${story}`,
  );
}

/** From its first beginning to its end, by the device's own receipts. */
function lastedMs(receipts: readonly Receipt[]): number {
  const began = receipts.find(({ s }) => s === 'started');
  return began === undefined ? 0 : (receipts.at(-1)?.t ?? began.t) - began.t;
}
