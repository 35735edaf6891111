// The line is dead for longer than a long gap of the contract, and two plays come and go meanwhile whose windows stay open:
// when the device is back its village hears one of them at most.
import { ended, online, type Scene } from '../stage.ts';

/** A little over the ten minutes after which a device counts as cut off. */
const GAP_MS = 660_000;
const WINDOW_MS = 1_800_000;

export const catchUpScene: Scene = {
  name: 'catch-up',
  says: 'eleven minutes without a line, then two late plays at once',
  isQuick: false,
  rules: ['catch-up'],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, clock, air, notes, findings } = stage;
    const clip = stage.clip('catch-up', 2000);
    air.shut(true);
    await stage.sleep(GAP_MS);
    const late = (name: string, agoMs: number) =>
      desk.item({ name, clip, at: clock.now() - agoMs, more: { late: WINDOW_MS } });
    desk.plan([late('late-older', 240_000), late('late-newer', 120_000)]);
    air.shut(false);
    if (!(await online(stage))) return;
    await ended(stage, ['late-older', 'late-newer'], clock.now() + 30_000);
    const stories = ['late-older', 'late-newer'].map((name) => notes.story(desk.idOf(name)));
    findings.judge(
      'catch-up',
      stories.filter((story) => /^(ready, )?skipped: missed-window$/.test(story)).length >= 1,
      'one of them at most begins, the other is skipped: missed-window',
      `older: ${stories[0]}; newer: ${stories[1]}`,
    );
    desk.plan([]);
  },
};
