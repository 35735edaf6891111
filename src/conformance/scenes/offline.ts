// The line is dead for a while: what was cached plays all the same, what came too late is skipped, and nobody hammers at
// the door.
import { cutLine, isOver, online, planned, type Scene, sleepUntil } from '../stage.ts';
import { judgeDelays } from './connection.ts';

const SHUT_MS = 25_000;
const MOST_TRIES = 12;
const CUTS = 4;

export const offlineScene: Scene = {
  name: 'offline',
  says: 'a dead line, then a shaky one',
  isQuick: false,
  rules: ['without-network', 'offline-window', 'back-off-grows', 'back-off-random'],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, clock, leadMs, air, notes, findings } = stage;
    const clip = stage.clip('offline', 2000);
    const at = clock.now() + leadMs + 2000;
    const cached = desk.item({ name: 'cached', clip, at });
    if (!(await planned(stage, [cached], offlineScene.rules))) return;
    const from = clock.now();
    air.shut(true);
    await sleepUntil(stage, from + SHUT_MS / 2);
    const missed = desk.item({ name: 'missed', clip, at: clock.now() + 1000, more: { late: 2000 } });
    const closedAt = clock.now() + 3000;
    desk.plan([missed, cached]);
    await sleepUntil(stage, from + SHUT_MS);
    const tries = notes.knocks.filter((one) => one > from).length;
    findings.judge(
      'back-off-grows',
      tries <= MOST_TRIES,
      `at most ${MOST_TRIES} tries in ${SHUT_MS / 1000} s`,
      `${tries} tries`,
    );
    air.shut(false);
    if (!(await online(stage))) return;
    const backAt = clock.now();
    await stage.until(() => notes.has(cached.id, 'finished') && isOver(stage, 'missed'), 15_000);
    const started = notes.first(cached.id, 'started')?.what;
    findings.judge(
      'without-network',
      notes.story(cached.id) === 'ready, started, finished' &&
        started !== undefined &&
        Math.abs(started.t - at) < 10_000,
      'ready, started, finished, started at its time though nobody could hear of it',
      `receipts: ${notes.story(cached.id)}${started === undefined ? '' : `; started ${Math.round(started.t - at)} ms after its time`}`,
    );
    const story = notes.story(missed.id);
    findings.judge(
      'offline-window',
      ['skipped: missed-window', 'ready, skipped: missed-window'].includes(story),
      'skipped: missed-window: its window was over before it could be heard of',
      `${missed.id}: ${story}; its window closed ${Math.round(backAt - closedAt)} ms before the hello on the new line`,
    );
    desk.plan([]);
    for (let cut = 0; cut < CUTS; cut++) {
      await stage.sleep(300);
      await cutLine(stage);
      if (!(await online(stage))) return;
    }
    judgeDelays(stage);
  },
};
