// All receipts of the examination together: their numbers, what came again after it was acknowledged, what played twice.
import { online, type Scene, type Stage, silence } from '../stage.ts';

const GRACE_MS = 5000;
const JUMP = 1000;
const NO_RECEIPT = 'no receipt ever came';

export const jumpScene: Scene = {
  name: 'rack-jump',
  says: 'a relay that holds more than the tower ever said',
  isQuick: true,
  rules: ['rack-jump'],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, notes, clock } = stage;
    desk.plan([]);
    await stage.sleep(1500);
    judgeNumbers(stage);
    const rack = notes.held() + JUMP;
    desk.state.rack = rack;
    desk.ack('', clock.now());
    await stage.sleep(1000);
    const late = desk.item({
      name: 'jumped',
      clip: stage.clip('jumped', 1500),
      at: clock.now() - 60_000,
      more: { late: 1000 },
    });
    desk.plan([late]);
    await stage.until(() => notes.of(late.id).length > 0, 8000);
    desk.plan([]);
    if (notes.of(late.id).length === 0) {
      stage.findings.open('rack-jump', silence(stage));
      return;
    }
    const first = notes.numbers().find((n) => n > rack - JUMP);
    stage.findings.judge(
      'rack-jump',
      first === rack + 1,
      `the next receipt is number ${rack + 1}`,
      first === undefined ? 'no new number' : `number ${first}`,
    );
  },
};

function judgeNumbers({ notes, findings }: Stage): void {
  const numbers = notes.numbers();
  const gap = numbers.find((n, i) => i > 0 && n !== (numbers[i - 1] ?? 0) + 1);
  if (numbers.length === 0) {
    findings.open('numbered', NO_RECEIPT);
    return;
  }
  findings.judge(
    'numbered',
    gap === undefined,
    'one after the other',
    gap === undefined ? `${numbers.length} receipts` : `no number ${gap - 1}, but ${gap}`,
  );
}

/** When all is over. */
export function judgeLedger(stage: Stage): void {
  const { notes, desk, findings } = stage;
  if (findings.of('numbered').outcome === 'not-run') judgeNumbers(stage);
  // an answer that a cut may have swallowed does not count
  const heard = desk.racks.filter(
    ({ at, on }) => (notes.losses[on - 1] ?? Number.POSITIVE_INFINITY) > at + GRACE_MS,
  );
  // nor does what a device forgot with its power: it may keep the number in memory only
  const bootOf = (connection: number) => notes.hellos.find(({ on }) => on === connection)?.what.boot;
  const late = notes.receipts.find(({ what, at, on }) =>
    heard.some((one) => one.rack >= what.n && at > one.at + GRACE_MS && bootOf(one.on) === bootOf(on)),
  );
  if (desk.racks.length === 0) findings.open('until-rack', NO_RECEIPT);
  else judgeSilence(findings, late?.what.n);
  for (const rule of ['stable', 'plays-once'])
    findings.open(rule, notes.receipts.length === 0 ? NO_RECEIPT : 'no play ever began');
  const ids = new Set(notes.receipts.map(({ what }) => what.id));
  for (const id of ids) judgeOnce(stage, id);
}

/** @param late a number that came although it was acknowledged */
function judgeSilence(findings: Stage['findings'], late: number | undefined): void {
  findings.judge(
    'until-rack',
    late === undefined,
    'silence about what was acknowledged',
    late === undefined ? 'silence' : `number ${late} came again over 5 s after it was acknowledged`,
  );
}

function judgeOnce({ notes, findings }: Stage, id: string): void {
  const states = notes.of(id);
  const starts = states.filter(({ s }) => s === 'started').length;
  if (starts === 0) return;
  const mayAgain = states.filter(({ s, why }) => s === 'stopped' && why === 'preempted').length;
  findings.judge('plays-once', starts <= 1 + mayAgain, 'started once', `${id}: ${notes.story(id)}`);
}
