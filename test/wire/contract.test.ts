// The contract's description for other makers: it is the one in the repository, whole, and its schemas accept what we send.
import { readFile, writeFile } from 'node:fs/promises';
import t from 'tap';
import { parse } from 'yaml';
import { contractInYaml, contractVectors } from '../../src/contract.ts';
import {
  ackSchema,
  approvalSchema,
  cmdSchema,
  eventSchema,
  healthSchema,
  helloSchema,
  itemSchema,
  needSchema,
  planSchema,
  presenceSchema,
  RECEIPT_STATES,
  receiptBatchSchema,
  receiptSchema,
  towerConfigSchema,
  trustSchema,
  WHYS,
} from '../../src/wire/messages.ts';
import { createTopics, DOWN, UP } from '../../src/wire/topics.ts';

interface Described {
  readonly asyncapi: string;
  readonly channels: Record<
    string,
    { address: string; messages: Record<string, { $ref: string }>; parameters?: object }
  >;
  readonly operations: Record<
    string,
    { action: string; channel: { $ref: string }; messages: { $ref: string }[]; bindings: { mqtt: object } }
  >;
  readonly components: {
    readonly messages: Record<string, { payload: { $ref?: string } }>;
    readonly schemas: Record<
      string,
      { properties?: Record<string, { pattern?: string }>; required?: string[] }
    >;
  };
}
const PATH = 'src/wire/asyncapi.yaml';
const described = parse(contractInYaml()) as Described;

t.test('asyncapi.yaml is what the schemas say today', async (t) => {
  // Written anew with UPDATE_CONTRACT=1, so that a change of the contract is seen as one.
  if (process.env['UPDATE_CONTRACT'] === '1') await writeFile(PATH, contractInYaml());
  t.equal(await readFile(PATH, 'utf8'), contractInYaml());
});

t.test(
  'every topic of the contract is described once, with its direction, quality and retention',
  async (t) => {
    const topics = createTopics();
    const addresses = Object.values(described.channels).map(({ address }) => address);
    const expected = [
      ...DOWN.map((kind) => topics.down('30010105-01', kind)),
      ...UP.map((kind) => topics.up('30010105-01', kind)),
      topics.trust,
      topics.relayStatus,
      topics.flash('300101'),
      topics.chunk('A'.repeat(43), 7),
    ].map((topic) =>
      topic
        .replace('30010105-01', '{tower}')
        .replace('/a/300101/', '/a/{area}/')
        .replace(`${'A'.repeat(43)}/7`, '{hash}/{n}'),
    );
    t.same([...addresses].sort(), expected.sort());
    t.equal(described.asyncapi, '3.0.0');
    t.equal(Object.keys(described.operations).length, addresses.length);
    const retained = Object.entries(described.operations)
      .filter(([, { bindings }]) => (bindings.mqtt as { retain: boolean }).retain)
      .map(([name]) => name);
    t.notOk(
      retained.includes('receive-cmd') || retained.includes('receive-flash'),
      'a command is never retained',
    );
    t.ok(retained.includes('receive-plan') && retained.includes('send-presence'));
  },
);

t.test('every reference leads somewhere, and every name in an address is explained', async (t) => {
  const refs = JSON.stringify(described).matchAll(/"\$ref":"#\/([^"]+)"/g);
  let count = 0;
  for (const [, path = ''] of refs) {
    count += 1;
    let there: unknown = described;
    for (const step of path.split('/')) there = (there as Record<string, unknown> | undefined)?.[step];
    t.ok(there !== undefined, path);
  }
  t.ok(count > 40);
  for (const [name, { address, parameters }] of Object.entries(described.channels)) {
    const names = [...address.matchAll(/\{(\w+)\}/g)].map(([, one]) => one);
    t.same(Object.keys(parameters ?? {}), names, name);
  }
});

t.test('the schemas hold patterns that a firmware can check', async (t) => {
  const { plan, hello, approval } = described.components.schemas;
  t.ok(plan?.properties?.['tw']?.pattern?.includes('a-z0-9-'));
  t.ok(plan?.required?.includes('items') && plan.required.includes('rack'));
  t.ok(hello?.required?.includes('nonce'));
  t.ok(approval?.required?.includes('by'));
});

t.test('the vectors that a relay serves are those of the repository', async (t) => {
  t.equal(await contractVectors(), await readFile('src/wire/vectors.json', 'utf8'));
});

t.test('the page for makers names every field, every state and every reason of the contract', async (t) => {
  const page = await readFile('src/wire/README.md', 'utf8');
  const rows = {
    hello: helloSchema,
    presence: presenceSchema,
    receipt: receiptBatchSchema,
    health: healthSchema,
    event: eventSchema,
    need: needSchema,
    Plan: planSchema,
    item: itemSchema,
    approval: approvalSchema,
    Cmd: cmdSchema,
    Ack: ackSchema,
    TowerConfig: towerConfigSchema,
    trust: trustSchema,
  };
  const messages = page.slice(page.indexOf('## Messages'), page.indexOf('## Seals'));
  for (const [name, { shape }] of Object.entries(rows)) {
    const row = messages.split('\n').find((line) => new RegExp(`^\\| \`?${name}\`? \\|`).test(line)) ?? '';
    const words = row.split(/[^A-Za-z?]+/);
    for (const [field, schema] of Object.entries(shape)) {
      if (field === 'v') continue;
      const isOptional = schema.safeParse(undefined).success;
      t.ok(words.includes(isOptional ? `${field}?` : field), `${name}: ${field}${isOptional ? '?' : ''}`);
    }
  }
  const receipt = page.slice(page.indexOf('## Receipts'), page.indexOf('## Commands'));
  for (const field of Object.keys(receiptSchema.shape))
    t.ok(receipt.split(/[^A-Za-z]+/).includes(field), field);
  for (const word of [...RECEIPT_STATES, ...WHYS, ...eventSchema.shape.ev.options])
    t.match(page, new RegExp(`\\b${word}\\b`), word);
});
