// The signer: a process of its own that alone holds the approval keys. A question comes in over a socket of this machine;
// it is judged by the signer's own policy, written into its own book, and only then sealed. It believes nothing it is told.
import { randomBytes } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { asRelayError, RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import { approvalSchema } from '../../wire/messages.ts';
import { seal, TYPES } from '../../wire/signing.ts';
import { createSignerLog } from './signer-log.ts';
import { refusalOf, type Sealed, type SignerPolicy } from './signer-policy.ts';
import { createSignerSafe, type HeldKey } from './signer-safe.ts';
import {
  type Answer,
  type AskedStatement,
  LONGEST_LINE,
  openLine,
  type Question,
  questionSchema,
  type SignerAddress,
  sealedLine,
} from './signer-wire.ts';
import { approvalOf } from './statement.ts';

const SILENT_MS = 10_000;
const MOST_CALLERS = 20;
const DAY_MS = 24 * 3_600_000;
/** A relay in a loop must not fill the folder with keys. */
const MOST_KEYS_OF_ONE = 20;

export interface SignerOptions {
  /** Keys, book and areas of this signer; made 0700. */
  readonly folder: string;
  readonly address: SignerAddress;
  readonly secret: string;
  readonly passphrase: string;
  readonly policy: SignerPolicy;
  readonly now: () => Instant;
  /** What happened, for whoever looks on; no secrets. */
  readonly tell: (facts: object, event: string) => void;
}

export interface Signer {
  /** @throws RelayError `config` for a broken book or spoiled key, `locked-keys` for a wrong passphrase */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createSigner(options: SignerOptions): Signer {
  const { folder, now, policy } = options;
  const safe = createSignerSafe(options);
  const book = createSignerLog(join(folder, 'signer.log'));
  let past: Sealed[] = [];
  let server: Server | undefined;
  const callers = new Set<Socket>();
  // one question after the other: a rate is counted by what was sealed before
  let working: Promise<unknown> = Promise.resolve();

  async function load(): Promise<void> {
    await safe.load();
    past = (await book.load()).flatMap((line) =>
      line.act === 'sealed' && line.at > now() - DAY_MS
        ? [{ at: line.at, org: String(line['org']), class: line['class'] as Sealed['class'] }]
        : [],
    );
  }

  async function makeKey(org: string): Promise<HeldKey> {
    const made = await safe.make(org, now());
    await book.write(made.madeAt, 'key-made', { org, kid: made.kid, x: made.signing.x });
    return made;
  }

  async function keyFor({ op, org, area }: Question & { op: 'key' | 'fresh' }): Promise<Answer> {
    const own = await safe.areaOf(org, area);
    if (own === undefined) return refuse('organisation', `${org} is not among those of this signer`, { org });
    const outside = area.find((code) => !own.some((prefix) => code.startsWith(prefix)));
    if (outside !== undefined)
      return refuse('area', `${org} was given ${own.join(', ')}, not ${outside}`, { org });
    const mine = safe.keysOf(org);
    if (mine.length >= MOST_KEYS_OF_ONE && op === 'fresh')
      return refuse('keys', `${org} has keys enough`, { org });
    const key = (op === 'key' ? mine.at(-1) : undefined) ?? (await makeKey(org));
    return { ok: true, kid: key.kid, x: key.signing.x, madeAt: key.madeAt };
  }

  async function sealFor(kid: string, asked: AskedStatement): Promise<Answer> {
    const facts = { ...asked, kid };
    const key = safe.keysOf(asked.org).find((one) => one.kid === kid);
    if (key === undefined) return refuse('key', `${kid} is no key of ${asked.org} here`, facts);
    const at = now();
    past = past.filter((one) => one.at > at - DAY_MS);
    const refused = refusalOf(asked, policy, (await safe.areaOf(asked.org, [])) ?? [], past, at);
    if (refused !== undefined) return refuse(refused.rule, refused.text, facts);
    const approval = approvalSchema.safeParse(approvalOf(asked));
    if (!approval.success) return refuse('schema', 'no tower would understand this approval', facts);
    await book.write(at, 'sealed', facts);
    past.push({ at, org: asked.org, class: asked.class });
    options.tell({ org: asked.org, bulletin: asked.bulletin, class: asked.class, kid }, 'sealed');
    return { ok: true, jws: await seal(TYPES.approval, approval.data, key.signing) };
  }

  async function refuse(rule: string, text: string, facts: object): Promise<Answer> {
    await book.write(now(), 'refused', { rule, text, ...facts });
    options.tell({ rule, why: text }, 'refused');
    return { ok: false, rule, text };
  }

  async function answer(question: unknown): Promise<Answer> {
    const parsed = questionSchema.safeParse(question);
    if (!parsed.success) return refuse('question', 'this question is not understood', {});
    return parsed.data.op === 'seal' ? sealFor(parsed.data.kid, parsed.data.statement) : keyFor(parsed.data);
  }

  function serve(socket: Socket): void {
    const nonce = randomBytes(32).toString('base64url');
    let heard = '';
    callers.add(socket);
    socket.setTimeout(SILENT_MS, () => socket.destroy());
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => callers.delete(socket));
    socket.write(`${JSON.stringify({ v: 1, nonce })}\n`);
    socket.on('data', (text: string) => {
      heard += text;
      if (heard.length > LONGEST_LINE) socket.destroy();
      const end = heard.indexOf('\n');
      if (end < 0) return;
      const line = heard.slice(0, end);
      socket.removeAllListeners('data');
      const question = openLine(options.secret, nonce, 'question', line);
      if (question === undefined) {
        options.tell({}, 'a stranger without the secret asked');
        socket.destroy();
        return;
      }
      const turn = working.then(() => answer(question));
      working = turn.catch(() => undefined);
      turn.then(
        (said) => socket.end(sealedLine(options.secret, nonce, 'answer', said)),
        (error: unknown) => {
          options.tell({ why: asRelayError(error).message }, 'could not answer');
          socket.destroy();
        },
      );
    });
  }

  return {
    async start() {
      await load();
      const { address } = options;
      // what a signer that was killed left behind; a living one answers and keeps its place
      if ('path' in address && process.platform !== 'win32') await clearPath(address.path);
      const listening = createServer(serve);
      listening.maxConnections = MOST_CALLERS;
      await new Promise<void>((resolve, reject) => {
        listening.once('error', (cause) =>
          reject(new RelayError('config', `the signer cannot listen there: ${cause.message}`, { cause })),
        );
        listening.listen(address, resolve);
      });
      if ('path' in address && process.platform !== 'win32') await chmod(address.path, 0o660);
      server = listening;
      await book.write(now(), 'started', {});
    },
    async stop() {
      const stopping = server;
      server = undefined;
      if (stopping === undefined) return;
      const closed = new Promise((resolve) => stopping.close(resolve));
      await working;
      for (const socket of callers) socket.destroySoon();
      await closed;
    },
  };
}

async function clearPath(path: string): Promise<void> {
  const isAnswered = await new Promise<boolean>((resolve) => {
    const probe = connect(path, () => resolve(true));
    probe.on('error', () => resolve(false));
    probe.on('connect', () => probe.destroy());
  });
  if (isAnswered) throw new RelayError('locked', `another signer answers at ${path}`);
  await rm(path, { force: true });
}
