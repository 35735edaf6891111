// The relay's side of a signer: asks for keys and seals over a socket of this machine, one connection a question. When the
// signer is away or says no, the one who wanted to approve hears it, and nothing has been recorded.
import { connect } from 'node:net';
import type { ApprovalStatement } from '../../core/approval.ts';
import { RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import type { Scope } from './ring.ts';
import {
  type Answer,
  answerSchema,
  greetingSchema,
  LONGEST_LINE,
  openLine,
  type Question,
  type SignerAddress,
  sealedLine,
  signerAddress,
} from './signer-wire.ts';

const PATIENCE_MS = 8_000;

export interface SignerKey {
  readonly kid: string;
  readonly x: string;
  readonly madeAt: Instant;
}

/** Every question may fail with RelayError `signer-away` (retry) or `signer-refused` (with the rule). */
export interface ApprovalSigner {
  /** The newest key of an organisation, made at the first question. */
  keyFor(scope: Scope): Promise<SignerKey>;
  /** Another key beside it. */
  freshKey(scope: Scope): Promise<SignerKey>;
  seal(kid: string, statement: ApprovalStatement): Promise<string>;
}

export function createSignerClient(address: SignerAddress, secret: string): ApprovalSigner {
  async function askKey(op: 'key' | 'fresh', { org, area }: Scope): Promise<SignerKey> {
    const answer = await ask(address, secret, { op, org, area: [...area] });
    if ('kid' in answer) return { kid: answer.kid, x: answer.x, madeAt: answer.madeAt };
    throw away('the signer answered something else');
  }

  return {
    keyFor: (scope) => askKey('key', scope),
    freshKey: (scope) => askKey('fresh', scope),
    async seal(kid, statement) {
      const { org, bulletin, revision, area, clips, notBeforeAt, expiresAt, by, maxPlays } = statement;
      const asked = {
        ...{ org, bulletin, revision, class: statement.class, notBeforeAt, expiresAt, maxPlays },
        ...{ area: [...area], clips: clips.map((clip) => ({ ...clip })), by: [...by] },
      };
      const answer = await ask(address, secret, { op: 'seal', kid, statement: asked });
      if ('jws' in answer) return answer.jws;
      throw away('the signer answered something else');
    },
  };
}

/** The signer of the settings, where there is one. @throws RelayError `config` for an address beyond this machine */
export function signerOf(settings: {
  readonly signer?: string | undefined;
  readonly signerSecret?: string | undefined;
}): ApprovalSigner | undefined {
  const { signer, signerSecret } = settings;
  if (signer === undefined || signerSecret === undefined) return undefined;
  return createSignerClient(signerAddress(signer), signerSecret);
}

async function ask(address: SignerAddress, secret: string, question: Question) {
  const answer = await exchange(address, secret, question);
  if (answer.ok) return answer;
  throw new RelayError('signer-refused', `the signer refused: ${answer.text}`, {
    facts: { rule: answer.rule, text: answer.text },
  });
}

function exchange(address: SignerAddress, secret: string, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    let heard = '';
    let nonce: string | undefined;
    const fail = (why: string, cause?: unknown) => {
      socket.destroy();
      reject(away(why, cause));
    };
    socket.setEncoding('utf8');
    socket.setTimeout(PATIENCE_MS, () => fail('it does not answer in time'));
    socket.on('error', (cause) => fail(cause.message, cause));
    socket.on('close', () => fail('it hung up: look into its log, and whether both have the same secret'));
    socket.on('data', (text: string) => {
      heard += text;
      if (heard.length > LONGEST_LINE) return fail('it says too much');
      for (let end = heard.indexOf('\n'); end >= 0; end = heard.indexOf('\n')) {
        take(heard.slice(0, end));
        heard = heard.slice(end + 1);
      }
    });

    function take(line: string): void {
      if (nonce === undefined) {
        nonce = nonceIn(line);
        if (nonce === undefined) fail('what answers there is no signer');
        else socket.write(sealedLine(secret, nonce, 'question', question));
        return;
      }
      const answer = answerSchema.safeParse(openLine(secret, nonce, 'answer', line));
      if (answer.success) resolve(answer.data);
      else fail('what answers there does not have the secret');
      socket.destroy();
    }
  });
}

function away(why: string, cause?: unknown): RelayError {
  return new RelayError('signer-away', `the signer of approvals cannot be reached: ${why}`, {
    cause,
    retry: true,
  });
}

function nonceIn(line: string): string | undefined {
  try {
    return greetingSchema.parse(JSON.parse(line)).nonce;
  } catch {
    return undefined; // told as "no signer"
  }
}
