// One raw webhook event → the narrower LineEvent the intake works on. What LINE adds without notice (types, fields,
// values) becomes `unknown` or is not looked at; only what is not even a JSON object is refused.
import { RelayError } from '../../core/errors.ts';
import type { LineEvent, LineSource } from '../../pipeline/line-event.ts';
import { type Mark, withoutMarks } from './words.ts';

type Bag = Readonly<Record<string, unknown>>;
type Shared = Pick<LineEvent, 'at' | 'source' | 'replyToken' | 'silent' | 'redelivered'>;

/** Old consoles' "Verify" button sends these; answering them fails. */
const DUMMY_TOKENS = [/^0{32}$/, /^f{32}$/];

/** @throws RelayError `invalid-input` for what is not a JSON object */
export function parseEvent(raw: string): LineEvent {
  const event = parseObject(raw);
  const shared = sharedOf(event);
  const type = textOf(event['type']) ?? '';
  switch (type) {
    case 'message':
      return messageOf(bagOf(event['message']), shared);
    case 'messageEdited':
      return editedOf(bagOf(event['message']), shared);
    case 'unsend': {
      const messageId = idOf(bagOf(event['unsend'])['messageId']);
      return messageId === undefined ? unknown(type, shared) : { ...shared, kind: 'unsend', messageId };
    }
    case 'postback': {
      const data = textOf(bagOf(event['postback'])['data']);
      return data === undefined ? unknown(type, shared) : { ...shared, kind: 'postback', data };
    }
    case 'follow':
    case 'unfollow':
    case 'join':
    case 'leave':
      return { ...shared, kind: type };
    case 'memberLeft':
      return { ...shared, kind: 'member-left' };
    case 'memberJoined':
      return { ...shared, kind: 'member-joined' };
    default:
      return unknown(type, shared);
  }
}

function messageOf(message: Bag, shared: Shared): LineEvent {
  const type = textOf(message['type']) ?? '';
  const messageId = idOf(message['id']);
  if (messageId === undefined) return unknown(`message/${type}`, shared);
  switch (type) {
    case 'text':
      return {
        ...shared,
        kind: 'text',
        messageId,
        text: spokenText(message),
        mentionsUs: mentionees(message).some((one) => one['isSelf'] === true),
        quotedMessageId: idOf(message['quotedMessageId']),
      };
    case 'audio':
    case 'image':
    case 'video':
    case 'file':
      return {
        ...shared,
        kind: 'media',
        media: type,
        messageId,
        fileName: fileName(textOf(message['fileName'])),
        external: isExternal(message),
      };
    case 'sticker':
    case 'location':
      return { ...shared, kind: type, messageId };
    default:
      return unknown(`message/${type}`, shared);
  }
}

function editedOf(message: Bag, shared: Shared): LineEvent {
  const messageId = idOf(message['id']);
  if (messageId === undefined || message['type'] !== 'text') return unknown('messageEdited', shared);
  return { ...shared, kind: 'edited', messageId, text: spokenText(message) };
}

function sharedOf(event: Bag): Shared {
  const mode = event['mode'];
  // A mode LINE may add is not `active`: silence is the side on which nothing can go wrong.
  const silent = mode !== undefined && mode !== 'active';
  const token = textOf(event['replyToken']);
  const usable = token !== undefined && token !== '' && !DUMMY_TOKENS.some((dummy) => dummy.test(token));
  const at = event['timestamp'];
  return {
    at: typeof at === 'number' && Number.isSafeInteger(at) && at > 0 ? at : 0,
    source: sourceOf(bagOf(event['source'])),
    replyToken: usable && !silent ? token : undefined,
    silent,
    redelivered: bagOf(event['deliveryContext'])['isRedelivery'] === true,
  };
}

function sourceOf(source: Bag): LineSource {
  const userId = textOf(source['userId']);
  switch (source['type']) {
    case 'user':
      return { kind: 'user', userId, groupId: undefined };
    case 'group':
      return { kind: 'group', userId, groupId: textOf(source['groupId']) };
    case 'room':
      return { kind: 'room', userId, groupId: textOf(source['roomId']) };
    default:
      return { kind: 'none', userId: undefined, groupId: undefined };
  }
}

function spokenText(message: Bag): string {
  const emojis = Array.isArray(message['emojis']) ? message['emojis'].map(bagOf) : [];
  const marks = [...mentionees(message), ...emojis].flatMap((bag): Mark[] => {
    const { index, length } = bag;
    return isCount(index) && isCount(length) ? [{ index, length }] : [];
  });
  return withoutMarks(textOf(message['text']) ?? '', marks);
}

function mentionees(message: Bag): readonly Bag[] {
  const list = bagOf(message['mention'])['mentionees'];
  return Array.isArray(list) ? list.map(bagOf) : [];
}

/** Content that LINE does not hold itself would have to be fetched from an address the sender chose. */
function isExternal(message: Bag): boolean {
  const provider = message['contentProvider'];
  return provider !== undefined && bagOf(provider)['type'] !== 'line';
}

/** A name to show: no path, no control characters, nothing that turns the direction of writing. */
function fileName(name: string | undefined): string | undefined {
  const clean = name
    ?.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/^.*[/\\]/, '')
    .slice(0, 200)
    .trim();
  return clean === '' ? undefined : clean;
}

function unknown(type: string, shared: Shared): LineEvent {
  return { ...shared, kind: 'unknown', type: type.slice(0, 60) };
}

function parseObject(raw: string): Bag {
  let event: unknown;
  try {
    event = JSON.parse(raw);
  } catch {
    // Without the cause: its message repeats a piece of what people wrote.
    throw new RelayError('invalid-input', 'a LINE event is not JSON', { facts: { field: 'event' } });
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new RelayError('invalid-input', 'a LINE event is not an object', { facts: { field: 'event' } });
  }
  return event as Bag;
}

function bagOf(value: unknown): Bag {
  return typeof value === 'object' && value !== null ? (value as Bag) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9A-Za-z_-]{1,64}$/.test(value) ? value : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
