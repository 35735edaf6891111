// The limits that only the tower can keep: quiet hours, plays a day, volume. Signed configuration goes out, plays follow it.
import { ended, online, type Scene, type Stage } from '../stage.ts';

const BANGKOK_MS = 7 * 3_600_000;
const DAY_MINUTES = 1440;

export const limitScene: Scene = {
  name: 'limits',
  says: 'quiet hours, plays a day, volume',
  isQuick: false,
  rules: ['quiet-hours', 'emergency-in-quiet', 'volume', 'daily-limit'],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, clock, leadMs } = stage;
    const clip = stage.clip('limits', 1500);
    desk.config({ quietHours: around(clock.now()) });
    const at = clock.now() + leadMs;
    desk.plan([
      desk.item({ name: 'by-night', clip, at }),
      desk.item({ name: 'alarm', clip, at: at + 500, cls: 'emergency', more: { vol: 100 } }),
    ]);
    await ended(stage, ['by-night', 'alarm'], at + 7000);
    stage.story('quiet-hours', 'by-night', 'ready, skipped: quiet-hours');
    stage.story('emergency-in-quiet', 'alarm', 'ready, started, finished');
    desk.config();
    const soft = clock.now() + leadMs;
    desk.plan([desk.item({ name: 'soft', clip, at: soft, more: { vol: 20 } })]);
    await ended(stage, ['soft'], soft + 6000);
    judgeVolume(stage);
    desk.config({ maxPlaysPerDay: 1 });
    const more = clock.now() + leadMs;
    desk.plan([desk.item({ name: 'one-more', clip, at: more })]);
    await ended(stage, ['one-more'], more + 6000);
    stage.story('daily-limit', 'one-more', 'ready, skipped: daily-limit');
    desk.config();
    desk.plan([]);
    await stage.sleep(500);
  },
};

/** Two hours around now, minutes of the day in Bangkok; they may cross midnight. */
function around(now: number): { from: number; to: number } {
  const minute = Math.floor((now + BANGKOK_MS) / 60_000) % DAY_MINUTES;
  return { from: (minute + DAY_MINUTES - 60) % DAY_MINUTES, to: (minute + 60) % DAY_MINUTES };
}

function judgeVolume({ notes, desk, findings }: Stage): void {
  const heard = [
    { name: 'alarm', most: 60, asked: 100 },
    { name: 'soft', most: 20, asked: 20 },
  ].map((one) => ({
    ...one,
    vol: notes.of(desk.idOf(one.name)).findLast(({ vol }) => vol !== undefined)?.vol,
  }));
  findings.judge(
    'volume',
    heard.every(({ vol, most }) => vol !== undefined && vol <= most),
    'vol in started or finished: at most 60 for the emergency that asked 100, 20 for the routine that asked 20',
    heard.map(({ name, vol }) => `${name}: vol ${vol ?? 'not said'}`).join(', '),
  );
}
