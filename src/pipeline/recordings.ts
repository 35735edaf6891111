// A person's own voice: its bytes become an original, an item and the draft of a bulletin that sounds as it was spoken. The
// console and the API come here; a voice message of LINE takes the same draft. Bytes → item → revision `drafted`.
import { oneLine } from '../core/dictionary.ts';
import { RelayError } from '../core/errors.ts';
import { type BulletinId, type Instant, named } from '../core/ids.ts';
import { type Item, type Original, titleOf } from '../core/item.ts';
import { emptyItem, mustBeKey, received, whoSends } from './arrivals.ts';
import { type Asker, LONGEST_RECORDING_BYTES, type Recording } from './desks.ts';
import type { Clock, Originals } from './ports.ts';
import type { Actor, Items, NewDraft } from './records.ts';

export interface RecordingPorts {
  readonly items: Items;
  readonly originals: Originals;
  readonly clock: Clock;
  readonly changed: () => void;
}

const LONGEST_NOTE = 1_000;

/** A bulletin without words: what sounds is the original, mastered like the rest. */
export function recordedDraft(
  by: Actor,
  original: Original,
  at: Instant,
  { title = '', of = 'routine' }: { readonly title?: string; readonly of?: NewDraft['class'] } = {},
): NewDraft {
  return {
    title: title === '' ? `เสียงประกาศจาก${by.name}` : titleOf(title),
    words: '',
    class: of,
    source: { kind: 'recording', original },
    author: by.officer,
    authorName: by.name,
    at,
  };
}

/** @throws as `IntakeDesk.record` */
export async function record(ports: RecordingPorts, asker: Asker, recording: Recording) {
  const { items, originals, clock } = ports;
  const { org, by } = whoSends(asker);
  const { channel, messageId, bytes } = recording;
  mustBeKey(messageId);
  const note = recording.note.normalize('NFC').replaceAll('\u0000', '').trim().slice(0, LONGEST_NOTE);
  mustBeWhole(bytes);
  const now = clock.now();
  const original = await originals.keep(org, bytes, `recording-${messageId}`);
  if (!original.type.startsWith('audio/')) {
    await originals.erase(org, original.sha256);
    throw new RelayError('unreadable-audio', 'what was sent as a recording is not sound');
  }
  const item: Item = {
    ...emptyItem(clock.ulid(), org, by, channel, messageId, now),
    kind: 'audio',
    text: note === '' ? undefined : note,
    original,
  };
  const draft = recordedDraft(by, original, now, {
    title: oneLine(recording.title),
    of: recording.class ?? 'routine',
  });
  const added = await items.add(
    item,
    { id: named<BulletinId>(clock.ulid()), draft },
    received(by, item, now),
  );
  if (added.outcome === 'unsent') await originals.erase(org, original.sha256);
  ports.changed();
  return added;
}

function mustBeWhole(bytes: Uint8Array): void {
  if (bytes.length === 0)
    throw new RelayError('invalid-input', 'the recording is empty', {
      facts: { field: 'recording', why: 'empty' },
    });
  if (bytes.length > LONGEST_RECORDING_BYTES)
    throw new RelayError('too-large', `the recording has ${bytes.length} bytes`, {
      facts: { field: 'recording', megabytes: LONGEST_RECORDING_BYTES / 1_000_000 },
    });
}
