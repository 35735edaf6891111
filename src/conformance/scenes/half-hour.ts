// A quiet half hour on one connection: the device tells how it is, its clock grows less sure, and it asks for the time again.
import { online, type Scene, type Stage } from '../stage.ts';

/** Half an hour, and room for a device that spreads its questions. */
const QUIET_MS = 2_400_000;
/** Every five minutes, give or take a fifth, and the way here. */
const HEALTH_MS = 375_000;
/** 50 millionths, less what rounding takes. */
const LEAST_DRIFT = 40e-6;
/** Between the two that are compared: enough to see a drift of a few milliseconds in. */
const APART_MS = 900_000;

export const halfHourScene: Scene = {
  name: 'half-hour',
  says: 'forty quiet minutes on one connection',
  isQuick: false,
  rules: ['time-again', 'health-told', 'error-grows'],
  async run(stage) {
    const { findings, notes, air, clock, desk } = stage;
    if (!stage.isLong) {
      for (const rule of halfHourScene.rules)
        findings.leave(rule, 'could not be judged: it takes forty minutes; run with --long');
      return;
    }
    desk.plan([]);
    air.cut();
    await stage.sleep(1000);
    if (!(await online(stage))) return;
    const on = notes.connects.length;
    const from = clock.now();
    const greeted = notes.hellos.length;
    const asked = () => notes.hellos.length > greeted;
    await stage.until(() => asked() || notes.connects.length > on, QUIET_MS);
    if (notes.connects.length > on) {
      for (const rule of halfHourScene.rules) findings.open(rule, 'the line did not hold for half an hour');
      return;
    }
    const minutes = Math.round((clock.now() - from) / 60_000);
    findings.judge(
      'time-again',
      asked(),
      `a hello with a new nonce within ${QUIET_MS / 60_000} minutes after the last answer`,
      asked() ? `after ${minutes} minutes` : 'none',
    );
    judgeHealth(stage, from);
    judgeError(stage, from);
  },
};

function judgeHealth({ notes, findings, clock }: Stage, from: number): void {
  const told = notes.healths.filter(({ at }) => at >= from).map(({ at }) => at);
  const moments = [from, ...told, clock.now()];
  const gaps = moments.slice(1).map((at, i) => at - (moments[i] ?? at));
  const longest = Math.round(Math.max(...gaps) / 1000);
  findings.judge(
    'health-told',
    longest * 1000 <= HEALTH_MS,
    `never over ${HEALTH_MS / 1000} s without one`,
    `${told.length} in ${Math.round((clock.now() - from) / 60_000)} minutes, ${longest} s without one`,
  );
}

function judgeError({ notes, findings }: Stage, from: number): void {
  const answeredAt = notes.hellos.findLast(({ at }) => at <= from)?.at ?? from;
  const again = notes.hellos.find(({ at }) => at > from)?.at ?? Number.POSITIVE_INFINITY;
  const told = notes.healths.filter(({ at }) => at > answeredAt && at < again);
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < APART_MS) {
    findings.leave('error-grows', 'too few healths between two answers to compare');
    return;
  }
  if (told.some(({ what }) => what.time.src !== 'mqtt')) {
    findings.leave('error-grows', `it has the time from ${last.what.time.src} too`);
    return;
  }
  const grown = last.what.time.errMs - first.what.time.errMs;
  const least = Math.floor((last.at - first.at) * LEAST_DRIFT) - 1;
  findings.judge(
    'error-grows',
    grown >= least,
    `errMs at least ${least} ms more after ${Math.round((last.at - first.at) / 60_000)} minutes`,
    `${grown} ms more`,
  );
}
