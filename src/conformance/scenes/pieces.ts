// Clips that do not come as they should: a piece is missing, a piece is spoilt, the line is slow and breaks.
import type { TestClip } from '../sounds.ts';
import { cutLine, ended, isOver, online, type Scene, type Stage, sleepUntil } from '../stage.ts';
import { stopBy } from './playing.ts';

/** Late enough to stay silent in this scene; near enough that its clip is fetched at once. */
const FAR_MS = 110_000;
/** The contract's patience is 8 s. */
const NEED_MS = 14_000;
const MENDED_MS = 20_000;
const SLOW = 16_384;
const PIECES = 14;
const LASTS_MS = 350;

export const pieceScene: Scene = {
  name: 'pieces',
  says: 'missing and spoilt pieces of clips',
  isQuick: false,
  rules: ['needs', 'late-piece', 'spoilt-clip', 'mended-clip'],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, clock, notes, findings, until } = stage;
    const at = clock.now() + FAR_MS;
    const [gap, bad, mended] = [clipOf(stage, 'gap'), clipOf(stage, 'bad'), clipOf(stage, 'mended')];
    const spoilt = new Map([[1, new Uint8Array(bad.pieces[1]?.length ?? 0).fill(7)]]);
    desk.shelve(gap, { leaveOut: [1] });
    desk.shelve(bad, { instead: spoilt });
    desk.shelve(mended, { instead: spoilt });
    desk.plan([
      desk.item({ name: 'gap', clip: gap, at }),
      desk.item({ name: 'bad', clip: bad, at }),
      desk.item({ name: 'mended', clip: mended, at }),
    ]);
    const asked = (clip: TestClip, n: number) =>
      notes.needs.some(({ what }) => what.h === clip.entry.h && what.n.includes(n));
    await until(() => asked(mended, 1), NEED_MS);
    desk.shelve(mended);
    await until(() => asked(gap, 1), NEED_MS);
    findings.judge(
      'needs',
      asked(gap, 1),
      `need with h of the clip and n [1] within ${NEED_MS / 1000} s`,
      asked(gap, 1)
        ? 'it asked'
        : `needs: ${JSON.stringify(notes.needs.map(({ what }) => what)).slice(0, 160)}`,
    );
    desk.shelve(gap);
    const names = ['gap', 'bad', 'mended'];
    await until(() => names.every((name) => notes.of(desk.idOf(name)).length > 0), MENDED_MS);
    stage.story('late-piece', 'gap', 'ready');
    stage.story('spoilt-clip', 'bad', 'failed: hash-mismatch');
    stage.story('mended-clip', 'mended', 'ready');
    desk.plan([]);
    await stage.sleep(500);
  },
};

/** Not on the shelf yet. */
function clipOf(stage: Stage, name: string): TestClip {
  const clip = stage.clip(name, 1500, 2);
  stage.desk.clear(clip);
  return clip;
}

export const slowLineScene: Scene = {
  name: 'slow-line',
  says: 'a clip over a line of 16 KB/s that breaks, and a stop in the midst of it',
  isQuick: false,
  rules: ['two-pieces', 'unsubscribes', 'resumes', 'stop-in-transfer'],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, clock, leadMs, air, notes, findings } = stage;
    const speech = stage.clip('slow-speech', 15_000);
    const at = clock.now() + leadMs;
    const playing = desk.item({ name: 'slow-speech', clip: speech, at });
    desk.plan([playing]);
    await stage.until(() => notes.of(playing.id).length > 0, leadMs);
    await sleepUntil(stage, at - 2500);
    const big = stage.clip('big', 3000, PIECES);
    const most = mostUnderWay(stage, big);
    air.slow(SLOW);
    desk.plan([playing, desk.item({ name: 'big', clip: big, at: clock.now() + FAR_MS })]);
    await sleepUntil(stage, at + 2000);
    await stopBy(stage, 'stop-in-transfer', 'slow-speech', () => void desk.cmd('stop'));
    await cutLine(stage);
    await online(stage);
    await ended(stage, [], clock.now());
    await stage.until(() => notes.has(desk.idOf('big'), 'ready') || isOver(stage, 'big'), 60_000);
    air.slow(undefined);
    const { times, left } = deliveries(stage, big);
    findings.judge(
      'two-pieces',
      most() <= 2,
      'never more than 2 topics of the clip subscribed at a time',
      `${most()} at a time`,
    );
    findings.judge(
      'unsubscribes',
      left.length === 0,
      'no piece subscribed after the clip is whole',
      `still subscribed: ${left.join(', ') || 'none'}`,
    );
    const share = times / PIECES;
    findings.judge(
      'resumes',
      notes.has(desk.idOf('big'), 'ready') && share < 1.3,
      'ready, and under 1.3 times the pieces asked for',
      `${notes.story(desk.idOf('big'))}; ${times} pieces asked for of ${PIECES}, ${share.toFixed(2)} times`,
    );
    desk.plan([]);
    await stage.sleep(500);
  },
};

function piecesOf({ notes }: Stage, clip: TestClip) {
  const isMine = ({ what }: { what: string }) => what.includes(`/clip/${clip.entry.h}/`);
  return { asked: notes.subscriptions.filter(isMine), dropped: notes.unsubscriptions.filter(isMine) };
}

/** How often a piece was asked for, and what is subscribed to still. */
function deliveries(stage: Stage, clip: TestClip): { times: number; left: string[] } {
  const { asked, dropped } = piecesOf(stage, clip);
  const on = stage.notes.connects.length;
  const now = asked.filter((one) => one.on === on).map(({ what }) => what);
  const gone = new Set(dropped.filter((one) => one.on === on).map(({ what }) => what));
  return {
    times: asked.length,
    left: now.filter((topic) => !gone.has(topic)).map((topic) => topic.split('/').at(-1) ?? ''),
  };
}

/** The most topics of this clip that stayed subscribed together for a while: an exchange of one for the next is no third. */
function mostUnderWay(stage: Stage, clip: TestClip): () => number {
  let most = 0;
  const count = () => {
    const { asked, dropped } = piecesOf(stage, clip);
    const on = stage.notes.connects.length;
    return (
      new Set(asked.filter((one) => one.on === on).map(({ what }) => what)).size -
      new Set(dropped.filter((one) => one.on === on).map(({ what }) => what)).size
    );
  };
  const look = (before: number) => {
    const now = count();
    most = Math.max(most, Math.min(before, now));
    if (!stage.notes.has(stage.desk.idOf('big'), 'ready')) stage.clock.after(LASTS_MS, () => look(now));
  };
  const from = stage.clock.now();
  stage.clock.after(LASTS_MS, () => stage.clock.now() - from < 120_000 && look(0));
  return () => most;
}
