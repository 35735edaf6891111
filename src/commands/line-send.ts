// `hokrachai line send`: makes a webhook request the way LINE does, signs it and posts it, so that nobody needs a LINE
// account to try the relay.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type LineDeed, type LineRequest, makeLineRequest } from '../adapters/line/compose.ts';
import { RelayError } from '../core/errors.ts';
import type { Command } from './command.ts';

/** The officer of the sample organisation who is enrolled with LINE from the start. */
const SAMPLE_OFFICER = 'U00000000000000000000000000000001';
const TIMEOUT_MS = 10_000;

const OPTIONS = {
  text: { type: 'string' },
  'text-file': { type: 'string' },
  audio: { type: 'string' },
  image: { type: 'string' },
  edit: { type: 'string' },
  unsend: { type: 'string' },
  user: { type: 'string' },
  group: { type: 'string' },
  mention: { type: 'boolean' },
  quote: { type: 'string' },
  redeliver: { type: 'boolean' },
  url: { type: 'string' },
  'secret-file': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const HELP = `hokrachai line send: posts one LINE webhook event, signed as LINE signs it

  What     --text WORDS | --text-file FILE | --audio MESSAGE-ID | --image MESSAGE-ID
           --edit MESSAGE-ID --text WORDS | --unsend MESSAGE-ID
  Who      --user U… (${SAMPLE_OFFICER}: the sample organisation's first officer)
  Where    --group C… [--mention] [--quote MESSAGE-ID]; without: a chat with the bot alone
  Again    --redeliver: the same event a second time, marked as a redelivery
  To       --url (http://127.0.0.1:$PORT/line/webhook, PORT 8080 when not set)
  Secret   --secret-file FILE, or LINE_CHANNEL_SECRET, or LINE_CHANNEL_SECRET_FILE
`;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

export const lineSendCommand: Command = {
  async run(argv) {
    const { values } = parseArgs({ args: argv, options: OPTIONS, strict: true });
    if (values.help === true) {
      process.stdout.write(HELP);
      return 0;
    }
    const url = values.url ?? `http://127.0.0.1:${process.env['PORT'] ?? '8080'}/line/webhook`;
    const composition = {
      deed: deedOf(values),
      channelSecret: secretOf(values['secret-file']),
      userId: values.user ?? SAMPLE_OFFICER,
      groupId: values.group,
      mentionsUs: values.mention ?? false,
      at: Date.now(),
    };
    const first = makeLineRequest(composition);
    let status = await post(url, first);
    if (values.redeliver === true && status !== undefined) {
      const { webhookEventId, messageId } = first;
      status = await post(
        url,
        makeLineRequest({
          ...composition,
          webhookEventId,
          ...(messageId === undefined ? {} : { messageId }),
          redelivered: true,
        }),
      );
    }
    return status === 200 ? 0 : 1;
  },
};

function deedOf(values: Values): LineDeed {
  const text = values['text-file'] === undefined ? values.text : read(values['text-file'], '--text-file');
  if (values.unsend !== undefined) return { kind: 'unsend', messageId: values.unsend };
  if (values.audio !== undefined) return { kind: 'audio', messageId: values.audio };
  if (values.image !== undefined) return { kind: 'image', messageId: values.image };
  if (text === undefined) throw new RelayError('invalid-input', `say what to send\n\n${HELP}`);
  if (values.edit !== undefined) return { kind: 'edit', messageId: values.edit, text };
  return { kind: 'text', text, ...(values.quote === undefined ? {} : { quotedMessageId: values.quote }) };
}

function secretOf(file: string | undefined): string {
  const path = file ?? process.env['LINE_CHANNEL_SECRET_FILE'];
  const secret = path === undefined ? process.env['LINE_CHANNEL_SECRET'] : read(path, 'the secret').trim();
  if (secret === undefined || secret === '') {
    throw new RelayError(
      'config',
      'LINE_CHANNEL_SECRET is not set: give the relay and this command the same one',
      { facts: { setting: 'LINE_CHANNEL_SECRET' } },
    );
  }
  return secret;
}

function read(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new RelayError('invalid-input', `${what}: ${path} cannot be read`, { cause });
  }
}

/** @returns the status, or undefined when nobody answered */
async function post(url: string, { rawBody, headers, messageId }: LineRequest): Promise<number | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: rawBody,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const message = messageId === undefined ? '' : `, message ${messageId}`;
    process.stdout.write(`${response.status}${message}\n`);
    if (response.status !== 200) process.stderr.write(`${await response.text()}\n`);
    return response.status;
  } catch (cause) {
    const why =
      cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : '';
    process.stderr.write(`${url} does not answer (${why}). Is the relay running there? See --url.\n`);
    return undefined;
  }
}
