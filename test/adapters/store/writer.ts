// A process that writes until it is killed: every line it prints is a row the store has acknowledged.
import { createStore } from '../../../src/adapters/store/store.ts';
import type { OrgId } from '../../../src/core/ids.ts';

const [folder = '', org = ''] = process.argv.slice(2);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const store = createStore({ kind: 'sqlite', folder }, silent);

async function write(): Promise<never> {
  await store.start();
  for (let n = 0; ; n++) {
    await store.inbox.keep(org as OrgId, 'line', [{ webhookEventId: `event-${n}`, raw: '{}' }], n);
    process.stdout.write(`${n}\n`);
  }
}

void write();
