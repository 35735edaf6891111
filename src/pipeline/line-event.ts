// A LINE webhook event as the intake understands it: the adapter parses LINE's JSON into these narrower types.
// Anything LINE may add later is `unknown`: stored, ignored, never an error.
import type { Instant } from '../core/ids.ts';

export interface LineSource {
  readonly kind: 'user' | 'group' | 'room' | 'none';
  /** Absent in groups for people who did not consent, and never promised outside message events. */
  readonly userId: string | undefined;
  readonly groupId: string | undefined;
}

interface Shared {
  readonly at: Instant;
  readonly source: LineSource;
  /** Good once, within a minute; absent when the channel is on standby or the event cannot be answered. */
  readonly replyToken: string | undefined;
  /** `standby`: another channel is answering, we must be silent. */
  readonly silent: boolean;
  readonly redelivered: boolean;
}

export type LineEvent = Shared &
  (
    | {
        readonly kind: 'text';
        readonly messageId: string;
        /** Without mentions and LINE emoji placeholders. */
        readonly text: string;
        readonly mentionsUs: boolean;
        readonly quotedMessageId: string | undefined;
      }
    | { readonly kind: 'edited'; readonly messageId: string; readonly text: string }
    | {
        readonly kind: 'media';
        readonly media: 'audio' | 'image' | 'video' | 'file';
        readonly messageId: string;
        readonly fileName: string | undefined;
        /** Content that lies on somebody else's server: never fetched. */
        readonly external: boolean;
      }
    | { readonly kind: 'sticker' | 'location'; readonly messageId: string }
    | { readonly kind: 'unsend'; readonly messageId: string }
    | { readonly kind: 'follow' | 'unfollow' | 'join' | 'leave' | 'member-left' | 'member-joined' }
    | { readonly kind: 'postback'; readonly data: string }
    | { readonly kind: 'unknown'; readonly type: string }
  );

/** How an event ended: used (kept), ignored (its raw body is emptied), remembered, or not yet ready at LINE. */
export type LineOutcome = 'used' | 'ignored' | 'remembered' | 'preparing';

/** Says this to whoever sent it, where LINE lets us. */
export type LineAnswer = (line: LineEvent, text: string) => Promise<void>;

/** @throws RelayError `invalid-input` for an event that is not even an object: parked, the rest of its batch goes on */
export interface LineParser {
  parse(raw: string): LineEvent;
}
