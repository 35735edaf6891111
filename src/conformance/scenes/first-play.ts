// One good announcement among a crowd of bad ones. Meanwhile nothing is acknowledged, so the receipts must come again.
import { CODECS, type Item } from '../../wire/messages.ts';
import type { Wish } from '../desk.ts';
import type { TestClip } from '../sounds.ts';
import { ANSWER_MS, anyWord, ended, online, type Scene, type Stage, sleepUntil } from '../stage.ts';
import { judgePunctual } from './punctual.ts';
import { judgeTold } from './time.ts';

/** The contract repeats after 15 s; a device may take a while longer. */
const COMES_AGAIN_MS = 35_000;
/** Under the contract's 16 KiB, with room for the head. */
const MOST_BYTES = 11_500;
/** Late enough to stay silent in this scene; near enough that its clip is fetched at once. */
const FAR_MS = 110_000;

interface Case {
  readonly rule: string;
  readonly item: Record<string, unknown> & { id: string };
  readonly whys: readonly string[];
}

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
      return desk.holdReceipts(false);
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
      'the good item plays',
      `receipts: ${notes.story(good.id)}`,
    );
    await judgeSentAgain(stage);
    await sleepUntil(stage, at + clip.entry.ms + leadMs);
    stage.story('plan-duplicates', 'good', 'ready, started, finished');
    desk.holdReceipts(false);
    desk.plan([]);
    await stage.sleep(500);
  },
};

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

function casesOf(stage: Stage, clip: TestClip): Case[] {
  const { desk, notes, clock, findings, tower } = stage;
  const { pens } = desk;
  const at = clock.now() + FAR_MS;
  const nowS = Math.floor(clock.now() / 1000);
  const other = stage.clip('other', 1500);
  const one = (rule: string, wish: Partial<Wish>, ...whys: string[]): Case => ({
    rule,
    whys,
    item: desk.item({ name: rule, clip, at, ...wish }),
  });
  const sound = (more: Partial<Item['clip']>) => ({ clip: { ...clip.entry, ...more } });
  const far = [tower.area.slice(0, 2) === '99' ? '98' : '99'];
  const codec = CODECS.find((name) => !notes.hellos.at(-1)?.what.codecs.includes(name));
  if (codec === undefined) findings.leave('other-codec', 'it plays every codec of the contract');
  const twice = { maxPlays: 1, ann: desk.idOf('twice'), rev: 1 };
  const counted = (name: string) =>
    one('max-plays', { name, approval: twice, more: { ann: twice.ann } }, 'ready', 'replay');
  return [
    one('approval-missing', { ap: '' }, 'schema', 'bad-signature'),
    one('approval-bent', { forgery: { isBent: true } }, 'bad-signature'),
    one('approval-alg', { forgery: { header: { alg: 'EdDSA' } } }, 'bad-signature'),
    one('approval-unknown-key', { approvedBy: pens.stranger }, 'unknown-key'),
    one('approval-by-plan-key', { approvedBy: pens.plan }, 'unknown-key'),
    one(
      'approval-other-sound',
      { approval: { clips: [{ h: other.entry.h, ms: clip.entry.ms, c: 'mp3' }] } },
      'key-scope',
    ),
    one('approval-other-announcement', { approval: { ann: 'something-else' } }, 'key-scope'),
    one('approval-other-revision', { approval: { rev: 2 } }, 'key-scope'),
    one('approval-area', { approval: { area: far } }, 'key-scope'),
    one('approval-key-area', { approvedBy: pens.farApprove }, 'key-scope'),
    one('approval-class', { cls: 'important', approval: { cls: 'routine' } }, 'key-scope'),
    one('approval-key-class', { cls: 'important', approvedBy: pens.lowApprove }, 'key-scope'),
    one('emergency-two-names', { cls: 'emergency', approval: { by: ['ผู้ตรวจ ก', 'ผู้ตรวจ ก'] } }, 'key-scope'),
    one('approval-key-expired', { approvedBy: pens.oldApprove }, 'key-expired'),
    one('approval-not-yet', { approval: { nbf: nowS + 7200 } }, 'key-expired'),
    one('approval-over', { approval: { exp: nowS + 60 } }, 'key-expired'),
    one('unknown-class', { more: { cls: 'gossip' } }, 'schema'),
    one('unknown-state', { more: { st: 'perhaps' } }, 'schema'),
    one('too-long', { more: sound({ ms: 310_000 }) }, 'too-long'),
    one('too-many-repeats', { more: { rep: { n: 6, gap: 0 } } }, 'too-long'),
    counted('twice-1'),
    counted('twice-2'),
    ...(codec === undefined
      ? []
      : [
          one(
            'other-codec',
            {
              more: sound({ c: codec }),
              approval: { clips: [{ h: clip.entry.h, ms: clip.entry.ms, c: codec }] },
            },
            'codec-unsupported',
          ),
        ]),
  ];
}

/** What counts stays together in one plan. */
function inBatches(cases: readonly Case[]): Case[][] {
  const batches: Case[][] = [[]];
  let bytes = 0;
  for (const one of cases) {
    const size = JSON.stringify(one.item).length * (4 / 3);
    if (bytes + size > MOST_BYTES && one.item.id.endsWith('twice-2') === false) {
      batches.push([]);
      bytes = 0;
    }
    bytes += size;
    batches.at(-1)?.push(one);
  }
  return batches;
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
