// The power goes while something sounds. What the device must know afterwards it can only know from its own disk.
import { online, planned, type Scene, type Stage, sleepUntil } from '../stage.ts';

/** Late enough to stay silent in this scene; near enough that its clip is fetched at once. */
const FAR_MS = 110_000;

export const powerScene: Scene = {
  name: 'power',
  says: 'the power goes while it sounds',
  isQuick: false,
  rules: ['new-boot', 'power-cut-told', 'power-numbers', 'power-plan', 'power-seq'],
  async run(stage) {
    const { desk, clock, leadMs, notes, findings, power } = stage;
    if (power === undefined) {
      for (const rule of powerScene.rules)
        findings.leave(rule, 'nobody here can cut its power: run with --power');
      return;
    }
    if (!(await online(stage))) return;
    const clip = stage.clip('power', 12_000);
    const at = clock.now() + leadMs;
    const [cut, later] = [
      desk.item({ name: 'cut', clip, at }),
      desk.item({ name: 'later', clip, at: clock.now() + FAR_MS }),
    ];
    await planned(stage, [cut, later], powerScene.rules);
    await sleepUntil(stage, at + 3000);
    const before = {
      boot: notes.hellos.at(-1)?.what.boot,
      top: notes.numbers().at(-1) ?? 0,
      seq: desk.state.seq,
    };
    await power.off();
    stage.air.shut(true);
    await stage.sleep(2000);
    stage.air.shut(false);
    await power.on();
    if (!(await online(stage))) return;
    await stage.until(() => notes.story(cut.id).includes('stopped'), 20_000);
    const hello = notes.hellos.at(-1)?.what;
    findings.judge(
      'new-boot',
      hello !== undefined && hello.boot !== before.boot,
      `another boot than ${before.boot}`,
      `boot ${hello?.boot}`,
    );
    findings.judge(
      'power-plan',
      hello !== undefined && hello.planEp === desk.state.ep && hello.planSeq === before.seq,
      `hello with planEp ${desk.state.ep} and planSeq ${before.seq}, from its own disk`,
      `planEp ${hello?.planEp}, planSeq ${hello?.planSeq}`,
    );
    await judgeAfter(stage, before.top, cut.id);
    await judgeSeq(stage, before.seq);
    desk.plan([]);
  },
};

async function judgeAfter(stage: Stage, top: number, id: string): Promise<void> {
  const { notes } = stage;
  await stage.sleep(3000);
  stage.story('power-cut-told', 'cut', 'ready, started, stopped: power');
  const next = notes.of(id).at(-1)?.n ?? 0;
  stage.findings.judge('power-numbers', next > top, `numbers above ${top}`, `number ${next}`);
}

async function judgeSeq(stage: Stage, seq: number): Promise<void> {
  const { desk, notes, clock, findings } = stage;
  const old = desk.item({ name: 'from-before', clip: stage.clip('old', 1500), at: clock.now() + FAR_MS });
  desk.offerPlan([old], { head: { seq: seq - 1 } });
  await stage.sleep(4000);
  findings.judge(
    'power-seq',
    notes.of(old.id).length === 0,
    'not a word about the play in it',
    notes.story(old.id),
  );
}
