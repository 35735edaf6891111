// The examination itself: the reference controller keeps every rule, a spoilt one is found out by the rule it breaks, and what
// people and programs read of it is right.
import t from 'tap';
import { RULES } from '../../src/conformance/rules.ts';
import { createController } from '../../src/controller/controller.ts';
import type { Link } from '../../src/controller/ports.ts';
import { SPOILT, spoil } from './spoilt.ts';
import { examineVirtually, type VirtualOptions } from './virtual.ts';

t.test('the reference controller keeps every rule of the contract', async (t) => {
  const found = await examineVirtually({ createController });
  t.equal(found.length, RULES.length);
  for (const { rule, outcome, expected, came } of found) {
    t.equal(outcome, 'pass', `${rule.no} ${rule.name}: expected ${expected}, came ${came}`);
  }
});

t.test('a controller built wrongly in a dozen places is found out in every one of them', async (t) => {
  const mistakes = SPOILT.filter(({ always }) => always);
  const only = mistakes.flatMap(({ rule, during = [] }) => [rule, ...during]);
  const found = await examineVirtually({ createController: await spoil(mistakes, t), only });
  for (const { says, rule } of mistakes) {
    const one = found.find((finding) => finding.rule.name === rule);
    t.equal(one?.outcome, 'fail', `${says}: ${rule}: ${one?.came}`);
  }
});

const all = process.env['SPOILT'] === 'all';
if (all) t.setTimeout(900_000);
t.test(
  'each mistake alone is found by its rule',
  { skip: !all && 'SPOILT=all tries them', timeout: 900_000 },
  async (t) => {
    for (const mistake of SPOILT) {
      const { says, rule, during = [] } = mistake;
      const only = [rule, ...during];
      const found = await examineVirtually({ createController: await spoil([mistake], t), only });
      const one = found.find((finding) => finding.rule.name === rule);
      t.equal(one?.outcome, 'fail', `${says}: ${rule}: ${one?.came}`);
    }
  },
);

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
