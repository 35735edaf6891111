// Plans that must change nothing. Each carries a play of its own whose clip the device already holds: one that was taken
// after all would be told as ready at once.
import { TYPES } from '../../wire/signing.ts';
import type { PlanMore } from '../desk.ts';
import type { TestClip } from '../sounds.ts';
import { ANSWER_MS, online, planned, type Scene, type Stage } from '../stage.ts';

const TOLD_MS = 2500;
/** Late enough to stay silent in this scene; near enough that its clip is fetched at once. */
const FAR_MS = 110_000;
/** After the last one: time for a device that believes one of them to say so. */
const SETTLE_MS = 4000;

interface Bad {
  readonly rule: string;
  readonly whys: readonly string[];
  readonly more: PlanMore;
}

export const refusalScene: Scene = {
  name: 'refusals',
  says: 'plans that must be refused',
  isQuick: true,
  rules: [
    ...['plan-bad-signature', 'plan-alg-eddsa', 'plan-alg-none', 'plan-own-key', 'plan-unknown-key'],
    ...['plan-approve-key', 'plan-wrong-type', 'plan-key-area', 'plan-key-expired', 'plan-wrong-tower'],
    ...['plan-old-seq', 'plan-same-seq', 'plan-old-epoch', 'plan-expired', 'plan-too-long', 'plan-not-json'],
    'plan-from-future',
    ...['refusal-told', 'plan-new-epoch'],
  ],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, clock, notes, findings } = stage;
    const clip = stage.clip('refused', 1500);
    const keeper = desk.item({ name: 'keeper', clip, at: clock.now() + FAR_MS });
    if (!(await planned(stage, [keeper], refusalScene.rules))) return;
    const held = { ep: desk.state.ep, seq: desk.state.seq };
    const bad = badPlans(stage);
    const numbers: unknown[] = [];
    const untold: string[] = [];
    for (const [i, { rule, whys, more }] of bad.entries()) {
      const probe = desk.item({ name: `refused-${i}`, clip, at: clock.now() + FAR_MS });
      const before = notes.events.length;
      desk.offerPlan([keeper, probe], more);
      numbers.push(more.head?.['seq'] ?? desk.state.seq);
      const isTold = await stage.until(
        () =>
          notes.events.slice(before).some(({ what }) => what.why !== undefined && whys.includes(what.why)),
        TOLD_MS,
      );
      if (!isTold) untold.push(`${rule} (${whys.join(' or ')})`);
    }
    await stage.sleep(SETTLE_MS);
    for (const [i, { rule }] of bad.entries()) {
      const story = notes.story(desk.idOf(`refused-${i}`));
      findings.judge(
        rule,
        story === 'nothing at all',
        'not a word about the play in it',
        `receipts of that play: ${story}`,
      );
    }
    await judgeHeld(stage, held, (seq) => bad[numbers.indexOf(seq)]?.rule);
    findings.judge(
      'refusal-told',
      untold.length === 0,
      'an event with the reason for each refused plan',
      untold.length === 0 ? 'one for each' : `no event for: ${untold.join(', ')}`,
    );
    await newEpoch(stage, clip, keeper);
  },
};

/** A plan without a play to tell of may have been taken in silence: what it says it holds is the number of the good one. */
async function judgeHeld(
  { desk, notes, findings, until }: Stage,
  held: { readonly ep: number; readonly seq: number },
  ruleOf: (seq: number) => string | undefined,
): Promise<void> {
  const before = notes.healths.length;
  desk.cmd('report');
  if (!(await until(() => notes.healths.length > before, ANSWER_MS))) return;
  const { planEp, planSeq } = notes.healths.at(-1)?.what ?? { planEp: held.ep, planSeq: held.seq };
  const rule = ruleOf(planSeq);
  if (rule === undefined || (planEp === held.ep && planSeq === held.seq)) return;
  findings.judge(
    rule,
    false,
    `health with planEp ${held.ep} and planSeq ${held.seq}, as before the bad plans`,
    `planEp ${planEp}, planSeq ${planSeq}`,
  );
}

/** Also the proof that a play of this kind would have been told. */
async function newEpoch(stage: Stage, clip: TestClip, keeper: object): Promise<void> {
  const { desk, clock, notes } = stage;
  desk.state.ep += 1;
  desk.state.seq = 0;
  const probe = desk.item({ name: 'new-epoch', clip, at: clock.now() + FAR_MS });
  desk.plan([keeper, probe]);
  await stage.until(() => notes.of(probe.id).length > 0, ANSWER_MS);
  stage.story('plan-new-epoch', 'new-epoch', 'ready');
  desk.plan([]);
  await stage.sleep(500);
}

function badPlans({ desk, clock }: Stage): Bad[] {
  const { pens, state } = desk;
  const nowS = Math.floor(clock.now() / 1000);
  const held = state.seq;
  const { kid, x } = pens.stranger;
  const brought = { jwk: { kty: 'OKP', crv: 'Ed25519', x } };
  const bad = (rule: string, more: PlanMore, ...whys: string[]): Bad => ({ rule, whys, more });
  const header = (fields: object) => ({ forgery: { header: { ...fields } } });
  return [
    bad('plan-bad-signature', { forgery: { isBent: true } }, 'bad-signature'),
    bad('plan-alg-eddsa', header({ alg: 'EdDSA' }), 'bad-signature'),
    bad('plan-alg-none', { forgery: { header: { alg: 'none' }, isBare: true } }, 'bad-signature', 'schema'),
    bad('plan-own-key', header(brought), 'bad-signature'),
    bad(
      'plan-own-key',
      { by: pens.stranger, ...header({ ...brought, kid: pens.plan.kid }) },
      'bad-signature',
    ),
    bad('plan-own-key', header({ crit: ['exp'] }), 'bad-signature'),
    bad('plan-unknown-key', { by: pens.stranger, ...header({ kid }) }, 'unknown-key'),
    bad('plan-approve-key', { by: pens.approve }, 'unknown-key'),
    bad('plan-wrong-type', { type: TYPES.cmd }, 'bad-signature'),
    bad('plan-key-area', { by: pens.farPlan }, 'key-scope'),
    bad('plan-key-expired', { by: pens.oldPlan }, 'key-expired'),
    bad('plan-wrong-tower', { head: { tw: 'another-tower' } }, 'wrong-tower'),
    bad('plan-old-seq', { head: { seq: held - 1 } }, 'replay'),
    bad('plan-same-seq', { head: { seq: held } }, 'replay'),
    bad('plan-old-epoch', { head: { ep: state.ep - 1, seq: held + 1000 } }, 'replay'),
    bad('plan-expired', { head: { iat: nowS - 7200, exp: nowS - 3600 } }, 'key-expired'),
    bad('plan-too-long', { head: { exp: nowS + 72 * 3600 } }, 'schema'),
    bad('plan-from-future', { head: { iat: nowS + 7200, exp: nowS + 10_000 } }, 'key-expired'),
    bad('plan-not-json', { head: { rack: 'many' } }, 'schema'),
    bad('plan-not-json', { forgery: { text: '{"v":1,"items":[' } }, 'schema'),
    bad('plan-not-json', { head: { items: 'none' } }, 'schema'),
  ];
}
