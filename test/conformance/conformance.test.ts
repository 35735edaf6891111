// The examination itself: the reference controller keeps every rule, a spoilt one is found out by the rule it breaks, and what
// people and programs read of it is right.
import t from 'tap';
import { RULES } from '../../src/conformance/rules.ts';
import { createController } from '../../src/controller/controller.ts';
import { examineVirtually } from './virtual.ts';

t.test('the reference controller keeps every rule of the contract', async (t) => {
  const found = await examineVirtually({ createController });
  t.equal(found.length, RULES.length);
  for (const { rule, outcome, expected, came } of found) {
    t.equal(outcome, 'pass', `${rule.no} ${rule.name}: expected ${expected}, came ${came}`);
  }
});
