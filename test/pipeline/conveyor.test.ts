// The conveyor: what is due is run, what fails is stored with its reason, and nothing spins or gets lost.
import t from 'tap';
import { RelayError } from '../../src/core/errors.ts';
import { createConveyor, type Stage } from '../../src/pipeline/conveyor.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

function manualTicker() {
  let tick = () => {};
  return {
    start(given: () => void) {
      tick = given;
    },
    stop() {
      tick = () => {};
    },
    tick: () => tick(),
  };
}

/** A stage over a list: what is due is what nobody has taken yet. */
function listStage(waiting: string[], over: Partial<Stage<string>> = {}) {
  const ran: string[] = [];
  const failed: string[] = [];
  const stage: Stage<string> = {
    name: 'list',
    parallel: 2,
    due: async (limit) => waiting.splice(0, limit),
    run: async (thing) => void ran.push(thing),
    failed: async (thing, error) => void failed.push(`${thing}: ${error.code}`),
    ...over,
  };
  return { stage, ran, failed };
}

t.test('everything due is run, a few at a time, without waiting for the next tick', async (t) => {
  let most = 0;
  let now = 0;
  const list = listStage(['ก', 'ข', 'ค', 'ง', 'จ'], {
    run: async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
    },
  });
  await createConveyor([list.stage], { ticker: manualTicker(), log: quiet }).settle();
  t.equal(most, 2);
  t.equal(now, 0);
});

t.test('a thing that fails is handed back with its reason and holds up nobody', async (t) => {
  const list = listStage(['ดี', 'เสีย', 'ดีอีก'], {
    run: async (thing) => {
      if (thing === 'เสีย') throw new RelayError('disk-full', 'no room', { retry: true });
      list.ran.push(thing);
    },
  });
  const conveyor = createConveyor([list.stage], { ticker: manualTicker(), log: quiet });
  await conveyor.settle();
  await conveyor.settle();
  t.same(list.failed, ['เสีย: disk-full']);
  t.same(list.ran.sort(), ['ดี', 'ดีอีก']);
});

t.test('a lasting fault is asked again at the next tick and not before', async (t) => {
  let asked = 0;
  const stuck: Stage<string> = {
    name: 'stuck',
    parallel: 1,
    due: async () => {
      asked += 1;
      return ['หนึ่ง'];
    },
    run: async () => {
      throw new Error('the database is gone');
    },
    failed: async () => {
      throw new Error('and cannot store that either');
    },
  };
  const ticker = manualTicker();
  const conveyor = createConveyor([stuck], { ticker, log: quiet });
  conveyor.start();
  ticker.tick();
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(asked, 1);
  ticker.tick();
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(asked, 2);
  await conveyor.stop();
});

t.test('stopping tells what is under way and waits for it', async (t) => {
  let told = false;
  const list = listStage(['ยาว'], {
    run: (_thing, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          told = true;
          resolve();
        });
      }),
  });
  const conveyor = createConveyor([list.stage], { ticker: manualTicker(), log: quiet });
  conveyor.nudge();
  await new Promise((resolve) => setImmediate(resolve));
  t.same(conveyor.underWay(), { list: 1 });
  await conveyor.stop();
  t.equal(told, true);
  t.same(conveyor.underWay(), { list: 0 });
});

t.test('what was told to stop has not failed', async (t) => {
  const list = listStage(['ยาว'], {
    run: (_thing, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  const conveyor = createConveyor([list.stage], { ticker: manualTicker(), log: quiet });
  conveyor.nudge();
  await new Promise((resolve) => setImmediate(resolve));
  await conveyor.stop();
  t.same(list.failed, []);
});

t.test('a stage is not asked while the glance calls it idle, and all are when nobody can say', async (t) => {
  const asked: string[] = [];
  const stage = (name: string): Stage<string> => ({
    name,
    parallel: 1,
    due: async () => {
      asked.push(name);
      return [];
    },
    run: async () => {},
    failed: async () => {},
  });
  let glance = async (): Promise<readonly string[]> => ['ก'];
  const conveyor = createConveyor([stage('ก'), stage('ข')], {
    ticker: manualTicker(),
    log: quiet,
    glance: () => glance(),
  });
  conveyor.nudge();
  await new Promise((resolve) => setImmediate(resolve));
  t.same(asked, ['ข']);
  glance = async () => {
    throw new Error('the database is gone');
  };
  conveyor.nudge();
  await new Promise((resolve) => setImmediate(resolve));
  t.same(asked, ['ข', 'ก', 'ข']);
});

t.test('a nudge during a glance is followed by another glance', async (t) => {
  let glances = 0;
  const list = listStage([]);
  const conveyor = createConveyor([list.stage], {
    ticker: manualTicker(),
    log: quiet,
    async glance() {
      glances += 1;
      await undefined;
      if (glances === 1) for (let n = 0; n < 3; n++) conveyor.nudge();
      return ['list'];
    },
  });
  conveyor.nudge();
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(glances, 2);
});
