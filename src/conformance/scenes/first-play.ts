// One good announcement among a crowd of bad ones. Meanwhile nothing is acknowledged, so the receipts must come again.
import type { TestClip } from '../sounds.ts';
import { ANSWER_MS, anyWord, ended, online, type Scene, type Stage, sleepUntil } from '../stage.ts';
import { type Case, casesOf, FAR_MS, inBatches } from './bad-items.ts';
import { judgePunctual } from './punctual.ts';
import { judgeTold } from './time.ts';

/** The relay is heard so often meanwhile. */
const HEARD_EVERY_MS = 5_000;
/** The contract repeats after 15 s; a device may take a while longer. */
const COMES_AGAIN_MS = 35_000;
const GOOD_PLAYS = 'the good item plays, whatever stands beside it';

export const firstPlayScene: Scene = {
  name: 'first-play',
  says: 'one good announcement among bad ones, nothing acknowledged',
  isQuick: true,
  rules: [
    ...[
      'time-told',
      'plays-at',
      'plays-whole',
      'plan-duplicates',
      'unknown-fields',
      'bad-items-alone',
      'sent-again',
      'sent-again-beside',
    ],
    ...['approval-missing', 'approval-bent', 'approval-alg', 'approval-unknown-key', 'approval-by-plan-key'],
    ...['approval-other-sound', 'approval-other-announcement', 'approval-other-revision', 'approval-area'],
    ...['approval-key-area', 'approval-class', 'approval-key-class', 'plan-key-class', 'emergency-two-names'],
    ...['approval-key-expired', 'approval-not-yet', 'approval-over', 'unknown-class', 'unknown-state'],
    ...['too-long', 'too-many-repeats', 'max-plays', 'other-codec'],
  ],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, clock, leadMs, findings, notes } = stage;
    const clip = stage.clip('first', 2500);
    await judgeTold(stage);
    desk.holdReceipts(true);
    const batches = inBatches(casesOf(stage, clip));
    const at = clock.now() + leadMs + batches.length * 700;
    const good = desk.item({ name: 'good', clip, at });
    const odd = desk.item({
      name: 'unknown-field',
      clip,
      at: at + FAR_MS,
      more: { colour: 'red', clip: { ...clip.entry, mood: 1 } },
    });
    const first = batches[0] ?? [];
    desk.plan([good, odd, ...first.map(({ item }) => item)]);
    if (!(await anyWord(stage, [good, odd, ...first.map(({ item }) => item)], firstPlayScene.rules)))
      return alone(stage, good);
    for (const batch of batches) await batchOf(stage, batch, [good, odd]);
    await lowKey(stage, clip, [good, odd]);
    const text = desk.plan([good, odd], { head: { weather: 'hot' } });
    for (let copy = 0; copy < 5; copy++) desk.again(text);
    await stage.until(() => notes.has(good.id, 'started'), at - clock.now() + 5000);
    for (let copy = 0; copy < 3; copy++) desk.again(text);
    await ended(stage, ['good'], at + clip.entry.ms + 5000);
    await stage.sleep(500);
    // its window is still open: a device that has forgotten what it played plays it again
    for (let copy = 0; copy < 3; copy++) desk.again(text);
    judgePunctual(stage, 'good', at, clip.entry.ms);
    stage.story('unknown-fields', 'unknown-field', 'ready');
    findings.judge(
      'bad-items-alone',
      notes.has(good.id, 'finished'),
      GOOD_PLAYS,
      `receipts: ${notes.story(good.id)}`,
    );
    await judgeSentAgain(stage);
    await judgeSentAgainBeside(stage);
    await sleepUntil(stage, at + clip.entry.ms + leadMs);
    stage.story('plan-duplicates', 'good', 'ready, started, finished');
    desk.holdReceipts(false);
    desk.plan([]);
    await stage.sleep(500);
  },
};

/** Not a word about anything in a plan with bad items: were it they that kept the device from it, the good one alone is told. */
async function alone(stage: Stage, good: { readonly id: string }): Promise<void> {
  const { desk, notes, findings, until } = stage;
  desk.plan([good]);
  if (await until(() => notes.of(good.id).length > 0, ANSWER_MS))
    findings.judge('bad-items-alone', false, GOOD_PLAYS, 'not a word of it until it stood alone in a plan');
  desk.holdReceipts(false);
  desk.plan([]);
}

async function batchOf(stage: Stage, batch: readonly Case[], beside: readonly object[]): Promise<void> {
  const { desk, notes, findings } = stage;
  desk.plan([...beside, ...batch.map(({ item }) => item)]);
  await stage.until(() => batch.every(({ item }) => notes.of(item.id).length > 0), ANSWER_MS);
  for (const { rule, item, whys } of batch) {
    const story = notes.story(item.id);
    const expected = whys.map((why) => (why === 'ready' ? why : `rejected: ${why}`));
    if (rule !== 'max-plays') findings.judge(rule, expected.includes(story), expected.join(' or '), story);
  }
  judgeCount(stage, batch);
}

/** Which of the plays is one too many is the device's to say. */
function judgeCount({ notes, findings }: Stage, batch: readonly Case[]): void {
  const stories = batch.filter(({ rule }) => rule === 'max-plays').map(({ item }) => notes.story(item.id));
  if (stories.length === 0) return;
  const came = [...stories].sort().join(' and ');
  findings.judge('max-plays', came === 'ready and rejected: replay', 'one ready, one rejected: replay', came);
}

/** A class above what the plan key may speak for, though the approval allows it. */
async function lowKey(stage: Stage, clip: TestClip, beside: readonly object[]): Promise<void> {
  const { desk, clock, notes } = stage;
  const item = desk.item({ name: 'low-plan', clip, at: clock.now() + FAR_MS, cls: 'important' });
  desk.plan([...beside, item], { by: desk.pens.lowPlan });
  await stage.until(() => notes.of(item.id).length > 0, ANSWER_MS);
  stage.story('plan-key-class', 'low-plan', 'rejected: key-scope');
}

async function judgeSentAgain({ notes, until, findings, desk }: Stage): Promise<void> {
  const first = notes.receipts.find(
    ({ what, on }) => what.n > desk.state.rack && on === notes.connects.length,
  );
  const again = () =>
    first !== undefined &&
    notes.receipts.some(
      ({ what, at, on }) => what.n === first.what.n && on === first.on && at > first.at + 1000,
    );
  const came = await until(again, COMES_AGAIN_MS);
  findings.judge(
    'sent-again',
    came,
    'the same receipts again on the same connection, about 15 s later',
    first === undefined
      ? 'no receipt at all'
      : came
        ? 'they came again'
        : `nothing again in ${COMES_AGAIN_MS / 1000} s`,
  );
}

/** The second of those that wait was lost: the relay's number stays before it, and it is heard all the while. */
async function judgeSentAgainBeside({ notes, until, findings, desk, clock }: Stage): Promise<void> {
  const [first, lost] = notes.numbers().filter((n) => n > desk.state.rack);
  if (first === undefined || lost === undefined)
    return findings.open('sent-again-beside', 'fewer than two receipts wait');
  desk.state.rack = first;
  const from = clock.now();
  const again = () => notes.receipts.some(({ what, at }) => what.n === lost && at > from + 1000);
  let came = false;
  while (!came && clock.now() < from + COMES_AGAIN_MS) {
    desk.ack('', clock.now());
    came = await until(again, HEARD_EVERY_MS);
  }
  findings.judge(
    'sent-again-beside',
    came,
    `receipt ${lost} again, while rack ${first} is told every five seconds`,
    came ? 'it came again' : `not again in ${COMES_AGAIN_MS / 1000} s`,
  );
}
