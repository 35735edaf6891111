// The limits that only the tower can keep: quiet hours, plays a day, volume. Signed configuration goes out, plays follow it.
import type { TestClip } from '../sounds.ts';
import { anyWord, configured, ended, online, type Scene, type Stage } from '../stage.ts';
import { judgeEmergencyPause } from './emergency-pause.ts';

const BANGKOK_MS = 7 * 3_600_000;
const DAY_MINUTES = 1440;
const TONE_MS = 12_000;

export const limitScene: Scene = {
  name: 'limits',
  says: 'quiet hours, plays a day, volume',
  isQuick: false,
  rules: [
    ...['quiet-hours', 'emergency-in-quiet', 'volume', 'daily-limit'],
    ...['volume-hours', 'emergency-pause', 'test-tone', 'tone-refused'],
  ],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, clock, leadMs } = stage;
    const clip = stage.clip('limits', 1500);
    desk.config({ quietHours: around(clock.now()) });
    const at = clock.now() + leadMs;
    const night = [
      desk.item({ name: 'by-night', clip, at }),
      desk.item({ name: 'alarm', clip, at: at + 500, cls: 'emergency', more: { vol: 100 } }),
    ];
    desk.plan(night);
    if (!(await anyWord(stage, night, limitScene.rules))) {
      desk.config();
      return;
    }
    await ended(stage, ['by-night', 'alarm'], at + 7000);
    await judgeTone(stage, 'tone-refused', (ev, why) => ev === 'tone-refused' && why === 'quiet-hours');
    stage.story('quiet-hours', 'by-night', 'ready, skipped: quiet-hours');
    stage.story('emergency-in-quiet', 'alarm', 'ready, started, finished');
    desk.config();
    await configured(stage);
    await judgeTone(stage, 'test-tone', (ev) => ev === 'tone');
    const soft = clock.now() + leadMs;
    desk.plan([desk.item({ name: 'soft', clip, at: soft, more: { vol: 20 } })]);
    await ended(stage, ['soft'], soft + 6000);
    judgeVolume(stage);
    await softHours(stage, clip);
    await judgeEmergencyPause(stage, clip);
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

async function judgeTone(
  { desk, notes, findings, until }: Stage,
  rule: string,
  isRight: (ev: string, why: string | undefined) => boolean,
): Promise<void> {
  const before = notes.events.length;
  const tones = () => notes.events.slice(before).filter(({ what }) => what.ev.startsWith('tone'));
  desk.cmd('test-tone', { args: { vol: 20 } });
  await until(() => tones().length > 0, TONE_MS);
  const told = tones().map(({ what }) => (what.why === undefined ? what.ev : `${what.ev}: ${what.why}`));
  findings.judge(
    rule,
    tones().length > 0 && tones().every(({ what }) => isRight(what.ev, what.why)),
    rule === 'test-tone' ? 'an event tone' : 'an event tone-refused: quiet-hours',
    told.join(', ') || 'no event of a tone',
  );
}

async function softHours(stage: Stage, clip: TestClip): Promise<void> {
  const { desk, clock, leadMs, notes, findings } = stage;
  desk.config({ volumeHours: [{ ...around(clock.now()), most: 10 }] });
  const at = clock.now() + leadMs;
  desk.plan([desk.item({ name: 'softer', clip, at })]);
  await ended(stage, ['softer'], at + 6000);
  const vol = notes.of(desk.idOf('softer')).findLast((one) => one.vol !== undefined)?.vol;
  findings.judge(
    'volume-hours',
    vol !== undefined && vol <= 10,
    'vol in started or finished: at most 10',
    `vol ${vol ?? 'not said'}; ${notes.story(desk.idOf('softer'))}`,
  );
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
