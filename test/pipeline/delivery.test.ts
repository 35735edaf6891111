// Delivery where two relays meet: what an overtaken one leaves at the broker does not stay there.
import t from 'tap';
import type { OrgId, TowerId } from '../../src/core/ids.ts';
import { createDelivery, type DeliveryPorts } from '../../src/pipeline/delivery.ts';

const NOW = Date.UTC(2026, 10, 24, 5, 0);
const TOWER = '34190101-01' as TowerId;
const CLAIMED = {
  ...{ org: 'org-1' as OrgId, tower: TOWER, epoch: 1, seq: 7, rack: 0 },
  ...{ codecs: ['mp3'], owner: 'relay-a', version: 3 },
};

const CONTINUES = new AbortController().signal;

function relay(isFirst: boolean) {
  const said: string[] = [];
  const ports: Partial<{ [Port in keyof DeliveryPorts]: Partial<DeliveryPorts[Port]> }> = {
    plans: {
      content: async () => new Map(),
      published: async () => (isFirst ? [] : [TOWER]),
      dirty: async (tower) => void said.push(`wanted ${tower}`),
    },
    line: { publishPlan: async ({ seq }) => void said.push(`published ${seq}`) },
    contacts: { configs: async () => new Map() },
    clock: { now: () => NOW },
    log: {
      info: (_facts: unknown, event: string) => void said.push(event),
      warn: (_facts: unknown, event: string) => void said.push(event),
    },
    owner: 'relay-a',
  };
  return { said, delivery: createDelivery(ports as DeliveryPorts) };
}

t.test(
  'a relay that wakes after another has taken its tower sends its older plan, and the present one follows it (failure 9)',
  async (t) => {
    const late = relay(false);
    await late.delivery.run([CLAIMED], CONTINUES);
    t.same(late.said.slice(0, 2), ['published 7', `wanted ${TOWER}`]);
    t.ok(late.said.includes('plan-fenced'));
    t.notOk(late.said.includes('plan-published'), 'it does not pass for the tower’s plan');
  },
);

t.test('a plan that nobody overtook is published once', async (t) => {
  const { said, delivery } = relay(true);
  await delivery.run([CLAIMED], CONTINUES);
  t.same(said, ['published 7', 'plan-published']);
});
