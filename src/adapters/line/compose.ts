// A webhook request as LINE makes it, for those who have no LINE account: `hokrachai line send`, `hokrachai try` and
// tests. What somebody did → an event → exact bytes with their signature.
import { randomBytes } from 'node:crypto';
import { signBody } from './signature.ts';

export type LineDeed =
  | { readonly kind: 'text'; readonly text: string; readonly quotedMessageId?: string }
  | { readonly kind: 'audio' | 'image'; readonly messageId: string }
  | { readonly kind: 'file'; readonly messageId: string; readonly fileName: string; readonly bytes: number }
  | { readonly kind: 'edit'; readonly messageId: string; readonly text: string }
  | { readonly kind: 'unsend'; readonly messageId: string }
  | { readonly kind: 'follow' };

export interface LineRequest {
  readonly rawBody: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
  readonly webhookEventId: string;
  /** Of the message the event is about, where there is one. */
  readonly messageId: string | undefined;
}

export interface LineComposition {
  readonly deed: LineDeed;
  readonly channelSecret: string;
  readonly userId: string;
  readonly groupId?: string | undefined;
  /** In a group: the message begins with a mention of the bot. */
  readonly mentionsUs?: boolean;
  readonly at: number;
  readonly redelivered?: boolean;
  /** Those of an earlier request, to send the same event again. */
  readonly webhookEventId?: string;
  readonly messageId?: string;
}

/** A user id as LINE's look: nobody's. */
export const SAMPLE_BOT = 'U0000000000000000000000000000b0b0';
const MENTION = '@หอกระจายข่าว';

export function makeLineRequest(of: LineComposition): LineRequest {
  const webhookEventId = of.webhookEventId ?? ulid(of.at);
  const messageId = 'messageId' in of.deed ? of.deed.messageId : (of.messageId ?? newMessageId());
  const event = {
    ...contentOf(of, messageId),
    webhookEventId,
    deliveryContext: { isRedelivery: of.redelivered ?? false },
    timestamp: of.at,
    source:
      of.groupId === undefined
        ? { type: 'user', userId: of.userId }
        : { type: 'group', groupId: of.groupId, userId: of.userId },
    ...(of.deed.kind === 'unsend' ? {} : { replyToken: randomBytes(16).toString('hex') }),
    mode: 'active',
  };
  const rawBody = new TextEncoder().encode(JSON.stringify({ destination: SAMPLE_BOT, events: [event] }));
  return {
    rawBody,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-line-signature': signBody(rawBody, of.channelSecret),
      'user-agent': 'LineBotWebhook/2.0',
    },
    webhookEventId,
    messageId: of.deed.kind === 'follow' ? undefined : messageId,
  };
}

function contentOf(of: LineComposition, id: string): object {
  const { deed } = of;
  const quoteToken = randomBytes(32).toString('base64url');
  const contentProvider = { type: 'line' };
  switch (deed.kind) {
    case 'text':
      return { type: 'message', message: { type: 'text', id, quoteToken, ...textOf(of, deed) } };
    case 'edit':
      return { type: 'messageEdited', message: { type: 'text', id, quoteToken, text: deed.text } };
    case 'audio':
      return { type: 'message', message: { type: 'audio', id, duration: 10_000, contentProvider } };
    case 'image':
      return { type: 'message', message: { type: 'image', id, quoteToken, contentProvider } };
    case 'file':
      return {
        type: 'message',
        message: { type: 'file', id, fileName: deed.fileName, fileSize: deed.bytes },
      };
    case 'unsend':
      return { type: 'unsend', unsend: { messageId: id } };
    case 'follow':
      return { type: 'follow', follow: { isUnblocked: false } };
  }
}

function textOf(of: LineComposition, deed: Extract<LineDeed, { kind: 'text' }>): object {
  const quoted = deed.quotedMessageId === undefined ? {} : { quotedMessageId: deed.quotedMessageId };
  if (of.mentionsUs !== true) return { text: deed.text, ...quoted };
  const us = { index: 0, length: MENTION.length, type: 'user', userId: SAMPLE_BOT, isSelf: true };
  return { text: `${MENTION} ${deed.text}`, mention: { mentionees: [us] }, ...quoted };
}

/** LINE's message ids are numbers of 18 digits, too long for a JavaScript number. */
function newMessageId(): string {
  return `5${[...randomBytes(17)].map((byte) => byte % 10).join('')}`;
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
function ulid(at: number): string {
  let time = '';
  for (let rest = at, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) {
    time = LETTERS.charAt(rest % 32) + time;
  }
  return time + [...randomBytes(16)].map((byte) => LETTERS.charAt(byte % 32)).join('');
}
