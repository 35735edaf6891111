// What came in through a door: LINE, the console's form, the ministry's system. It becomes the draft of a bulletin.
import type { BulletinId, Instant, ItemId, OfficerId, OrgId } from './ids.ts';

export type Door = 'line' | 'console' | 'api';
export type ItemKind = 'text' | 'audio' | 'image' | 'file';

/** The sender's words or recording as they came; `erasedAt` when the sender took them back. */
export interface Item {
  readonly id: ItemId;
  readonly org: OrgId;
  readonly door: Door;
  /** The LINE channel or API token's name, with `messageId` unique: the same message is never two items. */
  readonly channel: string;
  readonly messageId: string;
  readonly kind: ItemKind;
  readonly text: string | undefined;
  readonly original: Original | undefined;
  readonly sentBy: OfficerId | undefined;
  readonly senderName: string;
  readonly claimedSource: string | undefined;
  readonly receivedAt: Instant;
  readonly editedAt: Instant | undefined;
  readonly erasedAt: Instant | undefined;
  readonly bulletin: BulletinId | undefined;
}

/** A file that came with the item, kept by its SHA-256 until the item is closed. */
export interface Original {
  readonly sha256: string;
  readonly type: string;
  readonly name: string;
  readonly bytes: number;
}

export const LONGEST_TEXT = 20_000;

/** A title for lists: the subject line of an official letter, else the first line, cut at 80 characters. */
export function titleOf(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const subject = lines.find((line) => /^เรื่อง\s+\S/.test(line));
  const chosen = subject?.replace(/^เรื่อง\s+/, '') ?? lines[0] ?? '';
  const letters = [...chosen];
  return letters.length > 80 ? `${letters.slice(0, 79).join('')}…` : chosen;
}
