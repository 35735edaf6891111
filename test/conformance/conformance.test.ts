// The examination itself: the reference controller keeps every rule, a spoilt one is found out by the rule it breaks, and what
// people and programs read of it is right.
import t, { type Test } from 'tap';
import type { Finding } from '../../src/conformance/findings.ts';
import { RULES } from '../../src/conformance/rules.ts';
import { createController } from '../../src/controller/controller.ts';
import { createMqttLink } from '../../src/controller/mqtt-link.ts';
import type { Link } from '../../src/controller/ports.ts';
import { NOON } from '../controller/support.ts';
import type { Spoilt } from './mistake.ts';
import { examineOnTheLine } from './on-the-line.ts';
import { spoil } from './spoil.ts';
import { SPOILT } from './spoilt.ts';
import { LINE } from './spoilt-lines.ts';
import { examineVirtually, type VirtualOptions } from './virtual.ts';

/** Found by a line of its own: the test below, whose box waits as it is told. */
const BY_ITS_WAITS = ['back-off-random', 'back-off-grows'];
/** Judged where there is TLS. */
const OVER_TLS = ['checks-certificate', 'checks-name'];

t.test('the reference controller keeps every rule of the contract', async (t) => {
  const found = await examineVirtually({ createController });
  const secure = await examineOnTheLine({ createMqttLink, only: OVER_TLS, isSecure: true });
  t.equal(found.length, RULES.length);
  for (const { rule } of found) {
    const where = OVER_TLS.includes(rule.name) ? secure : found;
    const { outcome, expected, came } = findingOf(where, rule.name);
    t.equal(outcome, 'pass', `${rule.no} ${rule.name}: expected ${expected}, came ${came}`);
  }
});

t.test('what keeps the contract by night keeps it by day', async (t) => {
  const found = await examineVirtually({ createController, startAt: NOON });
  t.same(
    found.filter(({ outcome }) => outcome === 'fail' || outcome === 'not-run'),
    [],
  );
});

t.test('every rule can be broken: somebody built a controller wrongly that it finds', (t) => {
  const found = new Set([...SPOILT.map(({ rule }) => rule), ...BY_ITS_WAITS]);
  t.same(
    RULES.map(({ name }) => name).filter((name) => !found.has(name)),
    [],
  );
  t.end();
});

t.test('a controller built wrongly in a dozen places is found out in every one of them', async (t) => {
  const mistakes = SPOILT.filter(({ always, file }) => always && file !== LINE);
  const only = mistakes.flatMap(({ rule, during = [] }) => [rule, ...during]);
  const { createController } = await spoil(mistakes, t);
  const found = await examineVirtually({ createController, only });
  for (const { says, rule } of mistakes) {
    const { outcome, came } = findingOf(found, rule);
    t.equal(outcome, 'fail', `${says}: ${rule}: ${came}`);
  }
  const lines = SPOILT.filter(({ always, file }) => always && file === LINE);
  for (const mistake of lines) await isFound(t, mistake);
});

const all = process.env['SPOILT'] === 'all';
if (all) t.setTimeout(900_000);
t.test(
  'each mistake alone is found by its rule',
  { skip: !all && 'SPOILT=all tries them', timeout: 900_000 },
  async (t) => {
    for (const mistake of SPOILT) await isFound(t, mistake);
  },
);

/** Examined where it shows: the link over sockets, everything else in a virtual hour. */
async function isFound(t: Test, mistake: Spoilt): Promise<void> {
  const { says, file, rule, during = [] } = mistake;
  const only = [rule, ...during];
  const spoilt = await spoil([mistake], t);
  const found =
    file === LINE
      ? await examineOnTheLine({ ...spoilt, only, isSecure: OVER_TLS.includes(rule) })
      : await examineVirtually({ ...spoilt, only });
  const { outcome, came } = findingOf(found, rule);
  t.equal(outcome, 'fail', `${says}: ${rule}: ${came}`);
}

function findingOf(found: readonly Finding[], rule: string): Finding {
  const one = found.find((finding) => finding.rule.name === rule);
  if (one === undefined) throw new Error(`there is no rule ${rule}`);
  return one;
}

t.test(
  'a box without a will, one without a hello and one that knocks by the clock are found out',
  async (t) => {
    const outcome = async (rule: string, during: string, more: Partial<VirtualOptions>) => {
      const found = await examineVirtually({ createController, only: [rule, during], ...more });
      return found.find((one) => one.rule.name === rule)?.outcome;
    };
    const noWill = (link: Link): Link => ({
      ...link,
      open: (events) => link.open({ ...events, will: () => undefined as never }),
    });
    t.equal(await outcome('last-will', 'report', { spoilLink: noWill }), 'fail');
    t.equal(await outcome('last-will', 'report', {}), 'pass');
    const silent = (link: Link): Link => ({
      ...link,
      publish: async (message) => (message.topic.endsWith('/hello') ? undefined : link.publish(message)),
    });
    t.equal(await outcome('hello', 'report', { spoilLink: silent }), 'fail');
    t.equal(await outcome('back-off-random', 'offline-window', { waits: () => 2000 }), 'fail');
    t.equal(
      await outcome('back-off-grows', 'offline-window', { waits: () => 500 + Math.random() * 500 }),
      'fail',
    );
  },
);
