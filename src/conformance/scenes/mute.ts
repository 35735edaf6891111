// Somebody presses the box's own switch: what sounds stops, nothing begins, and when it is released the village hears again.
import { ended, isOver, online, planned, type Scene, type Stage, sleepUntil } from '../stage.ts';

/** A person needs time to hear it, to press, and to say so. */
const LASTS_MS = 60_000;
const STOPS_WITHIN_MS = 5000;

export const muteScene: Scene = {
  name: 'mute',
  says: 'the box’s own mute: pressed while it sounds, kept for a while, released',
  isQuick: false,
  rules: ['mute-stops', 'mute-keeps', 'mute-tone', 'mute-released'],
  async run(stage) {
    const { desk, clock, leadMs, findings, muteSwitch } = stage;
    if (muteSwitch === undefined) {
      for (const rule of muteScene.rules)
        findings.leave(rule, 'could not be judged: nobody here presses its own mute; run with --mute');
      return;
    }
    if (!(await online(stage))) return;
    const at = clock.now() + leadMs;
    const speech = desk.item({ name: 'muted', clip: stage.clip('muted', LASTS_MS), at });
    if (!(await planned(stage, [speech], muteScene.rules))) return;
    await sleepUntil(stage, at + 2000);
    await muteSwitch.press();
    await judgeStop(stage);
    await judgeSilence(stage);
    await muteSwitch.release();
    await judgeAgain(stage);
    desk.plan([]);
    await stage.sleep(500);
  },
};

async function judgeStop(stage: Stage): Promise<void> {
  const { desk, notes, findings } = stage;
  await stage.until(() => isOver(stage, 'muted'), STOPS_WITHIN_MS);
  const story = notes.story(desk.idOf('muted'));
  if (story.endsWith('finished')) findings.open('mute-stops', 'the play had ended before mute was pressed');
  else stage.story('mute-stops', 'muted', 'ready, started, stopped: local-mute');
}

/** An emergency too: the configuration does not say that it may sound over a mute. */
async function judgeSilence(stage: Stage): Promise<void> {
  const { desk, clock, leadMs, notes, findings } = stage;
  const clip = stage.clip('while-muted', 1500);
  const at = clock.now() + leadMs;
  desk.plan([
    desk.item({ name: 'mute-news', clip, at, more: { late: 3000 } }),
    desk.item({ name: 'mute-alarm', clip, at: at + 500, cls: 'emergency', more: { late: 3000 } }),
  ]);
  await ended(stage, ['mute-news', 'mute-alarm'], at + 9000);
  const stories = ['mute-news', 'mute-alarm'].map((name) => notes.story(desk.idOf(name)));
  findings.judge(
    'mute-keeps',
    stories.every((story) => story === 'ready, skipped: local-mute'),
    'receipts of both: ready, skipped: local-mute; emergencyOverMute is not in the configuration',
    `routine: ${stories[0]}; emergency: ${stories[1]}`,
  );
  const before = notes.events.length;
  const tone = () => notes.events.slice(before).find(({ what }) => what.ev.startsWith('tone'))?.what;
  desk.cmd('test-tone', { args: { vol: 20 } });
  await stage.until(() => tone() !== undefined, 8000);
  findings.judge(
    'mute-tone',
    tone()?.ev === 'tone-refused' && tone()?.why === 'local-mute',
    'an event tone-refused: local-mute',
    tone() === undefined ? 'no event of a tone' : `${tone()?.ev}: ${tone()?.why ?? 'no reason'}`,
  );
}

/** What was stopped stays stopped; the next one sounds. */
async function judgeAgain(stage: Stage): Promise<void> {
  const { desk, clock, leadMs } = stage;
  const at = clock.now() + leadMs;
  desk.plan([desk.item({ name: 'unmuted', clip: stage.clip('while-muted', 1500), at })]);
  await ended(stage, ['unmuted'], at + 8000);
  stage.story('mute-released', 'unmuted', 'ready, started, finished');
}
