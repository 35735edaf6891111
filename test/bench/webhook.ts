// How fast LINE is answered under load, and whether everything that was answered is stored: 50 requests a second, each
// with a signature and an event of its own.
import { DatabaseSync } from '@photostructure/sqlite';
import autocannon from 'autocannon';
import { makeLineRequest } from '../../src/adapters/line/compose.ts';
import { databaseIn } from '../../src/adapters/store/identity.ts';
import { SECRET } from './relay-process.ts';

/** Nobody we know: the events are stored, worked on and emptied, and no voice disturbs the measurement. */
const STRANGER = 'U000000000000000000000000000000ff';

export interface WebhookFigures {
  readonly sent: number;
  readonly answered: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly stored: number;
}

export async function measureWebhook(url: string, dataDir: string, seconds: number): Promise<WebhookFigures> {
  const result = await autocannon({
    url: `${url}/line/webhook`,
    method: 'POST',
    connections: 10,
    overallRate: 50,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        setupRequest: (request) => {
          const made = makeLineRequest({
            deed: { kind: 'text', text: 'แจ้งงดจ่ายน้ำ วันที่ ๒๓ พ.ย. ๒๕๖๙ หมู่ ๑ ขอให้สำรองน้ำไว้ใช้' },
            userId: STRANGER,
            channelSecret: SECRET,
            at: Date.now(),
          });
          return { ...request, headers: { ...made.headers }, body: Buffer.from(made.rawBody) };
        },
      },
    ],
  });
  return {
    sent: result.requests.sent,
    answered: result['2xx'],
    p50: result.latency.p50,
    p99: result.latency.p99,
    max: result.latency.max,
    stored: storedIn(dataDir),
  };
}

function storedIn(folder: string): number {
  const file = new DatabaseSync(databaseIn(folder), { readOnly: true });
  try {
    return Number(file.prepare('select count(*) as n from inbox').get()?.['n']);
  } finally {
    file.close();
  }
}
