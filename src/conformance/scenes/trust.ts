// Keys come and go: a dropped key is obeyed no more, a new one is, and nobody but enough of the roots decides it.
import type { TestClip } from '../sounds.ts';
import { ANSWER_MS, configured, online, planned, type Scene, type Stage } from '../stage.ts';

/** Late enough to stay silent in this scene; near enough that its clip is fetched at once. */
const FAR_MS = 110_000;
const SETTLE_MS = 3000;

export const trustScene: Scene = {
  name: 'trust',
  says: 'keys revoked, rolled back, forged and rotated',
  isQuick: true,
  rules: [
    ...[
      'revoked-approval',
      'trust-rollback',
      'trust-threshold',
      'trust-strangers',
      'rotated-plan-key',
      'revoked-plan-key',
    ],
  ],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, clock, notes } = stage;
    const clip = stage.clip('trusted', 1500);
    const at = clock.now() + FAR_MS;
    const by = (name: string) => desk.item({ name, clip, at, approvedBy: desk.pens.nextApprove });
    const revoked = by('revoked');
    if (!(await planned(stage, [revoked], trustScene.rules))) return;
    const { nextApprove } = desk.entries;
    desk.renewTrust({ drop: [nextApprove] });
    await stage.until(() => notes.of(revoked.id).length > 1, ANSWER_MS);
    stage.story('revoked-approval', 'revoked', 'ready, rejected: unknown-key', 'ready, skipped: unknown-key');
    await notTaken(stage, clip);
    await planKeys(stage, clip);
    desk.plan([]);
    await stage.sleep(500);
  },
};

/** Each would bring the dropped key back. Whether one did is asked of the device by a play that this key approved. */
async function notTaken(stage: Stage, clip: TestClip): Promise<void> {
  const { desk, clock, notes, findings } = stage;
  const { nextApprove } = desk.entries;
  const keys = [...desk.trustKeys(), nextApprove];
  const { rootA, stranger, otherStranger } = desk.pens;
  // as many as the threshold asks, so that nothing but the old roots is missing
  const strangers = [desk.entries.stranger, desk.entries.otherStranger].map((key) => ({
    ...key,
    use: 'root' as const,
  }));
  const others = keys.filter(({ use }) => use !== 'root');
  const offers: readonly (readonly [rule: string, offer: () => void])[] = [
    ['trust-rollback', () => desk.offerTrust({ ver: desk.trustVer() - 1, keys })],
    ['trust-threshold', () => desk.offerTrust({ ver: desk.trustVer() + 1, keys, roots: [rootA, rootA] })],
    [
      'trust-strangers',
      () =>
        desk.offerTrust({
          ver: desk.trustVer() + 2,
          keys: [...others, ...strangers],
          roots: [stranger, otherStranger],
        }),
    ],
  ];
  for (const [rule, offer] of offers) {
    offer();
    await stage.sleep(SETTLE_MS / 2);
    const name = `after-${rule}`;
    const item = desk.item({ name, clip, at: clock.now() + FAR_MS, approvedBy: desk.pens.nextApprove });
    desk.plan([item]);
    await stage.until(() => notes.of(item.id).length > 0, ANSWER_MS);
    const story = notes.story(item.id);
    findings.judge(
      rule,
      story === 'rejected: unknown-key',
      'what the dropped key approved stays rejected: unknown-key',
      story,
    );
  }
}

async function planKeys(stage: Stage, clip: TestClip): Promise<void> {
  const { desk, clock, notes, findings } = stage;
  const { plan, nextPlan } = desk.entries;
  const far = () => clock.now() + FAR_MS;
  const early = desk.item({ name: 'rotated', clip, at: far() });
  desk.plan([early], { by: desk.pens.nextPlan });
  await stage.sleep(500);
  desk.renewTrust({ add: [nextPlan] });
  await stage.until(() => notes.of(early.id).length > 0, ANSWER_MS);
  stage.story('rotated-plan-key', 'rotated', 'ready');
  desk.renewTrust({ drop: [plan] });
  await stage.sleep(1000);
  const old = desk.item({ name: 'old-plan-key', clip, at: far() });
  desk.offerPlan([early, old]);
  await stage.sleep(SETTLE_MS);
  findings.judge(
    'revoked-plan-key',
    notes.of(old.id).length === 0,
    'not a word about the play in it',
    `receipts of that play: ${notes.story(old.id)}`,
  );
  desk.renewTrust({ add: [plan] });
  // limits that the dropped key had sealed gave way to the device's own, which know quiet hours
  desk.config();
  await configured(stage);
}
