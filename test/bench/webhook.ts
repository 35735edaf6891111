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
  readonly answered: number;
  readonly p50: number;
  readonly p99: number;
}

const EVERY_MS = 20;

/** One request every 20 ms, each on its way whatever became of the one before. */
export async function measureEvenly(url: string, seconds: number): Promise<WebhookFigures> {
  const took: number[] = [];
  const sent: Promise<void>[] = [];
  const beganAt = performance.now();
  for (let n = 0; n < (seconds * 1000) / EVERY_MS; n += 1) {
    const wait = beganAt + n * EVERY_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    sent.push(post());
  }
  await Promise.all(sent);
  took.sort((a, b) => a - b);
  const share = (part: number) => took[Math.ceil(took.length * part) - 1] ?? Number.NaN;
  return { answered: took.length, p50: share(0.5), p99: share(0.99) };

  async function post(): Promise<void> {
    const { headers, rawBody } = made();
    const startedAt = performance.now();
    const response = await fetch(`${url}/line/webhook`, { method: 'POST', headers, body: rawBody });
    await response.arrayBuffer();
    if (response.status === 200) took.push(performance.now() - startedAt);
  }
}

/** The same number by autocannon: ten connections that send each second's share in one burst. */
export async function measureInBursts(url: string, seconds: number): Promise<WebhookFigures> {
  const result = await autocannon({
    url: `${url}/line/webhook`,
    method: 'POST',
    connections: 10,
    overallRate: 1000 / EVERY_MS,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        setupRequest(request) {
          const { headers, rawBody } = made();
          return { ...request, headers, body: Buffer.from(rawBody) };
        },
      },
    ],
  });
  return { answered: result['2xx'], p50: result.latency.p50, p99: result.latency.p99 };
}

function made() {
  return makeLineRequest({
    deed: { kind: 'text', text: 'แจ้งงดจ่ายน้ำ วันที่ ๒๓ พ.ย. ๒๕๖๙ หมู่ ๑ ขอให้สำรองน้ำไว้ใช้' },
    userId: STRANGER,
    channelSecret: SECRET,
    at: Date.now(),
  });
}

export function storedIn(folder: string): number {
  const file = new DatabaseSync(databaseIn(folder), { readOnly: true });
  try {
    return Number(file.prepare('select count(*) as n from inbox').get()?.['n']);
  } finally {
    file.close();
  }
}
