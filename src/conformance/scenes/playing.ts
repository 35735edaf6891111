// A minute of broadcasting in one plan: what waits, what gives way, what is withdrawn, what is stopped. The times lie far
// enough apart for a device that decodes a few seconds ahead.
import type { TestClip } from '../sounds.ts';
import { anyWord, ended, isOver, online, type Scene, type Stage, sleepUntil } from '../stage.ts';
import { judgeMeasure } from './measure.ts';

const STOPS_WITHIN_MS = 5000;

export const playingScene: Scene = {
  name: 'playing',
  says: 'a minute of broadcasting: queue, repeats, pre-emption, withdrawal, stop',
  isQuick: false,
  rules: [
    ...['one-at-a-time', 'supersedes', 'repeats', 'pre-empts', 'begins-again', 'withdrawn-playing'],
    ...[
      'withdrawn-before',
      'missed-window',
      'stop',
      'stop-all',
      'not-fresh',
      'played-is-sound',
      'overlong-cut',
    ],
  ],
  async run(stage) {
    if (!(await online(stage))) return;
    const begin = stage.clock.now() + stage.leadMs;
    const at = (s: number) => begin + s * 1000;
    const items = playsOf(stage, at);
    stage.desk.plan(items);
    if (!(await anyWord(stage, items, playingScene.rules))) return;
    await stage.sleep(1500);
    stage.desk.plan(
      items.map((item) => (item.id === stage.desk.idOf('gone') ? { ...item, st: 'withdrawn' } : item)),
    );
    await queued(stage, at);
    await givesWay(stage, at);
    await isWithdrawn(stage, at);
    await isStopped(stage, at);
    await notFresh(stage);
    await judgeMeasure(stage);
    stage.desk.plan([]);
    await stage.sleep(500);
  },
};

type At = (s: number) => number;

function playsOf(stage: Stage, at: At) {
  const { desk } = stage;
  const item = (
    name: string,
    s: number,
    clip: TestClip,
    more: object = {},
    cls: 'routine' | 'emergency' = 'routine',
  ) => desk.item({ name, clip, at: at(s), cls, more: { ...more } });
  const [short, long, bell] = [stage.clip('short', 1500), stage.clip('long', 5000), stage.clip('bell', 1000)];
  const [story, siren, speech] = [
    stage.clip('story', 14_000),
    stage.clip('siren', 2000),
    stage.clip('speech', 20_000),
  ];
  return [
    item('first', 0, long),
    item('old-weather', 2, short, { key: 'weather' }),
    item('new-weather', 3, short, { key: 'weather' }),
    item('bell', 10, bell, { rep: { n: 2, gap: 1500 } }),
    item('story', 16, story),
    item('siren', 24, siren, {}, 'emergency'),
    item('gone', 21, short),
    item('too-late', -120, short, { late: 10_000 }),
    item('tale', 37, speech),
    item('speech', 46, speech),
    item('sermon', 58, speech),
  ];
}

async function queued(stage: Stage, at: At): Promise<void> {
  const { notes, desk, findings } = stage;
  await ended(stage, ['first', 'old-weather', 'new-weather', 'too-late', 'gone'], at(13));
  stage.story('withdrawn-before', 'gone', 'ready, skipped: withdrawn', 'skipped: withdrawn');
  stage.story('missed-window', 'too-late', 'skipped: missed-window', 'ready, skipped: missed-window');
  stage.story('supersedes', 'old-weather', 'ready, skipped: superseded');
  const before = notes.first(desk.idOf('first'), 'finished')?.what.t;
  const after = notes.first(desk.idOf('new-weather'), 'started')?.what.t;
  findings.judge(
    'one-at-a-time',
    before !== undefined && after !== undefined && after >= before - 300,
    'the second starts after the first has finished',
    before === undefined || after === undefined
      ? `receipts: ${notes.story(desk.idOf('first'))} · ${notes.story(desk.idOf('new-weather'))}`
      : `started ${after - before} ms after the other finished`,
  );
  await ended(stage, ['bell'], at(17));
  const bell = notes.first(desk.idOf('bell'), 'finished')?.what.playedMs ?? 0;
  findings.judge(
    'repeats',
    notes.story(desk.idOf('bell')) === 'ready, started, finished' && Math.abs(bell - 2000) < 400,
    'ready, started, finished, with about 2000 ms played',
    `receipts: ${notes.story(desk.idOf('bell'))}; playedMs ${bell}`,
  );
}

async function givesWay(stage: Stage, at: At): Promise<void> {
  const { notes, desk, findings, clock } = stage;
  const [story, siren] = [desk.idOf('story'), desk.idOf('siren')];
  await stage.until(() => notes.of(siren).some(({ s }) => s === 'finished'), at(30) - clock.now());
  const stopped = notes.of(story).some(({ s, why }) => s === 'stopped' && why === 'preempted');
  const started = notes.first(siren, 'started');
  findings.judge(
    'pre-empts',
    stopped && started !== undefined && started.at < at(24) + 3000,
    'stopped: preempted for the one, started in its time for the emergency',
    `${notes.story(story)} · emergency: ${notes.story(siren)}`,
  );
  await stage.until(
    () => notes.of(story).filter(({ s }) => s === 'started').length > 1,
    at(33) - clock.now(),
  );
  const starts = notes.of(story).filter(({ s }) => s === 'started').length;
  findings.judge('begins-again', starts === 2, 'started a second time', `receipts: ${notes.story(story)}`);
  // whether it began again or not, it must be silent for what comes next
  desk.plan(desk.without([story]));
}

/** A play of its own: what gave way to an emergency need not have begun again. */
async function isWithdrawn(stage: Stage, at: At): Promise<void> {
  const { notes, desk, findings, clock } = stage;
  const tale = desk.idOf('tale');
  await stage.until(() => notes.has(tale, 'started'), at(39) - clock.now());
  await sleepUntil(stage, at(39));
  if (!notes.has(tale, 'started')) {
    const story = notes.of(desk.idOf('story')).at(-1);
    const came = `${tale} did not begin: ${notes.story(tale)}`;
    // what was withdrawn after it had begun again is in its way
    if (story?.s === 'started')
      findings.judge(
        'withdrawn-playing',
        false,
        'stopped: withdrawn within 5 s',
        `${story.id} sounds on; ${came}`,
      );
    else findings.open('withdrawn-playing', came);
    return;
  }
  const withdrawnAt = clock.now();
  desk.plan(desk.without([tale, desk.idOf('story')]));
  await stage.until(() => isOver(stage, 'tale'), STOPS_WITHIN_MS);
  const last = notes.of(tale).at(-1);
  findings.judge(
    'withdrawn-playing',
    last?.s === 'stopped' && last.why === 'withdrawn' && last.t < withdrawnAt + STOPS_WITHIN_MS + last.te,
    'stopped: withdrawn within 5 s',
    `${Math.round((clock.now() - withdrawnAt) / 100) / 10} s after the new plan: ${notes.story(tale)}`,
  );
}

async function isStopped(stage: Stage, at: At): Promise<void> {
  const { desk } = stage;
  await sleepUntil(stage, at(49));
  await stopBy(stage, 'stop', 'speech', () => {
    const text = desk.cmd('stop', { args: { id: desk.idOf('speech') } });
    desk.cmdAgain(text);
  });
  await sleepUntil(stage, at(61));
  await stopBy(stage, 'stop-all', 'sermon', () => void desk.cmd('stop-all'));
}

export async function stopBy(stage: Stage, rule: string, name: string, doing: () => void): Promise<void> {
  const { notes, desk, findings, clock } = stage;
  const hadStarted = notes.has(desk.idOf(name), 'started');
  const sentAt = clock.now();
  doing();
  await stage.until(() => isOver(stage, name), STOPS_WITHIN_MS);
  const last = notes.of(desk.idOf(name)).at(-1);
  findings.judge(
    rule,
    hadStarted && last?.s === 'stopped' && last.why === 'withdrawn',
    'it was playing, and stopped: withdrawn came within 5 s',
    `${Math.round(clock.now() - sentAt)} ms after the command: ${notes.story(desk.idOf(name))}`,
  );
}

/** Nothing of the relay is heard while it waits: no plan and no answer. */
async function notFresh(stage: Stage): Promise<void> {
  const { desk, clock, leadMs } = stage;
  desk.holdReceipts(true);
  desk.plan([
    desk.item({
      name: 'stale',
      clip: stage.clip('stale', 1500),
      at: clock.now() + leadMs,
      more: { fresh: 1 },
    }),
  ]);
  await ended(stage, ['stale'], clock.now() + leadMs + 4000);
  stage.story('not-fresh', 'stale', 'ready, skipped: not-fresh');
  desk.holdReceipts(false);
}
