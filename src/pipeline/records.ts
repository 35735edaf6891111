// What the pipeline asks of the database. One method is one transaction; every row has its organisation and no method
// reaches a row without it, except the conveyor's claims, which hand out the organisation with the thing.
// Every write is compare-and-swap; `false` means another writer was first and nothing changed.
import type { Consent } from '../core/approval.ts';
import type { Bulletin, BulletinClass, Fallback, RevisionSource, Settlement } from '../core/bulletin.ts';
import type { Clip } from '../core/clip.ts';
import type { DictionaryEntry, Known } from '../core/dictionary.ts';
import type {
  BookingId,
  BulletinId,
  ClipSha,
  Instant,
  ItemId,
  OfficerId,
  OrgId,
  PlayId,
  SlotId,
  TowerId,
  VillageCode,
} from '../core/ids.ts';
import type { Item, Original } from '../core/item.ts';
import type { Officer, Role } from '../core/officer.ts';
import type { Organisation } from '../core/organisation.ts';
import type { SealedPlay } from '../core/plan.ts';
import type { Play, PlayState } from '../core/play.ts';
import type { LocalDate, Repeat, Slot, SlotException, Taken, Wish } from '../core/timetable.ts';
import type { TonePolicy } from '../core/tone.ts';
import type { EmergencyLimits, Tower, TowerLimits, Village } from '../core/tower.ts';
import type { VolumePolicy } from '../core/tower-volume.ts';
import type { Reading } from '../thai/reading.ts';
import type { SelfReport, TowerHello, TowerReceipt } from './ports.ts';

/** Who did it, through which door. `officer` undefined: the system itself or another organisation's system. */
export interface Actor {
  readonly officer: OfficerId | undefined;
  readonly name: string;
  readonly door: 'line' | 'console' | 'api' | 'system';
}

/** A line of the append-only audit trail, written in the transaction of what it tells. */
export interface Deed {
  readonly by: Actor;
  readonly at: Instant;
  readonly act:
    | 'item-received'
    | 'item-unsent'
    | 'item-edited'
    | 'words-typed'
    | 'revised'
    | 'reading-settled'
    | 'read-again'
    | 'dictionary-changed'
    | 'voiced'
    | 'unvoiced'
    | 'voice-retried'
    | 'consented'
    | 'approved'
    | 'returned'
    | 'rejected'
    | 'withdrawn'
    | 'class-changed'
    | 'booked'
    | 'booking-refused'
    | 'booking-withdrawn'
    | 'stopped'
    | 'slot-changed'
    | 'slot-removed'
    | 'slot-exception'
    | 'quiet-hours-changed'
    | 'formulas-changed'
    | 'weather-changed'
    | 'tower-added'
    | 'tower-claimed'
    | 'tower-code-made'
    | 'tower-event'
    | 'tower-muted'
    | 'tower-unwell'
    | 'tower-well'
    | 'tower-tested'
    | 'caretaker-changed'
    | 'tone-changed'
    | 'volume-changed'
    | 'officer-added'
    | 'officer-changed'
    | 'officer-removed'
    | 'signed-in'
    | 'sign-in-refused'
    | 'signed-out'
    | 'token-made'
    | 'organisation-made'
    | 'keys-made';
  readonly subject: {
    readonly kind:
      | 'item'
      | 'bulletin'
      | 'booking'
      | 'slot'
      | 'tower'
      | 'officer'
      | 'organisation'
      | 'token'
      | 'dictionary';
    readonly id: string;
  };
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface AuditLine extends Deed {
  readonly n: number;
  readonly org: OrgId;
  /** SHA-256 over the previous line's hash and this line: a removed or changed line breaks the chain. */
  readonly hash: string;
}

/** A lease on one row: `owner` and `version` are what the later write is compared with. */
export interface Claim {
  readonly owner: string;
  readonly version: number;
}

// ---- intake ----------------------------------------------------------------------------------------------------

export interface RawEvent {
  readonly webhookEventId: string;
  readonly raw: string;
}
export interface InboxEvent extends Claim, RawEvent {
  readonly channel: string;
  readonly org: OrgId;
  readonly attempts: number;
  readonly receivedAt: Instant;
}

/** Raw LINE events, stored before LINE is answered. */
export interface Inbox {
  /** Stores what is new by webhookEventId. @returns how many were new */
  keep(org: OrgId, channel: string, events: readonly RawEvent[], now: Instant): Promise<number>;
  claim(owner: string, now: Instant, limit: number): Promise<readonly InboxEvent[]>;
  /** Finished. An ignored event's raw body is emptied: nothing is kept of people who are not enrolled. */
  settle(event: InboxEvent, outcome: 'used' | 'ignored'): Promise<void>;
  postpone(event: InboxEvent, reason: string, notBefore: Instant): Promise<void>;
  /** Poisoned: kept for a person to look at, never tried again. */
  park(event: InboxEvent, reason: string): Promise<void>;
  /** An enrolled officer's words in a staff group: kept until somebody quotes them to us. A newer edit replaces. */
  remember(
    event: InboxEvent,
    message: { readonly messageId: string; readonly group: string; readonly at: Instant },
  ): Promise<void>;
  /** The newest raw event remembered under a message id. */
  recall(org: OrgId, channel: string, messageId: string): Promise<string | undefined>;
  /** Erases what was remembered of one message, or of a whole group that we left. */
  forget(
    org: OrgId,
    channel: string,
    what: { readonly messageId: string } | { readonly group: string },
  ): Promise<void>;
}

export interface NewDraft {
  readonly title: string;
  readonly words: string;
  readonly class: BulletinClass;
  readonly source: RevisionSource;
  readonly author: OfficerId | undefined;
  readonly authorName: string;
  /** Answers for unread tokens that stay with the bulletin; none unless given. */
  readonly settled?: readonly Settlement[];
  readonly at: Instant;
}

export interface Items {
  /** Item, bulletin and revision 1 in one step. `known`: the same (channel, message) came before; `unsent`: taken back. */
  add(
    item: Item,
    draft: { readonly id: BulletinId; readonly draft: NewDraft } | undefined,
    deed: Deed,
  ): Promise<{
    readonly outcome: 'added' | 'known' | 'unsent';
    readonly item: ItemId;
    readonly bulletin: BulletinId | undefined;
  }>;
  find(org: OrgId, id: ItemId): Promise<Item | undefined>;
  findMessage(org: OrgId, channel: string, messageId: string): Promise<Item | undefined>;
  /** Tombstone even when the message was never seen; erases the item's content and withdraws what nobody approved. */
  unsend(
    org: OrgId,
    channel: string,
    messageId: string,
    deed: Deed,
  ): Promise<{ readonly erased: Original | undefined }>;
  /** A newer edit of a text message: revision n+1. `older`: an edit with a later timestamp was there. */
  edit(
    org: OrgId,
    channel: string,
    messageId: string,
    draft: NewDraft,
    editedAt: Instant,
    deed: Deed,
  ): Promise<'revised' | 'older' | 'unknown'>;
  /** A person typed the words of a poster or file: its bulletin is made. */
  type(org: OrgId, item: ItemId, bulletin: BulletinId, draft: NewDraft, deed: Deed): Promise<boolean>;
}

/** Answers remembered by Idempotency-Key, so that a ministry's retry is not a second item. */
export interface Tokens {
  /** The API token behind a fingerprint. */
  find(fingerprint: string): Promise<{ readonly org: OrgId; readonly name: string } | undefined>;
  add(org: OrgId, name: string, fingerprint: string, deed: Deed): Promise<void>;
}

// ---- voice -----------------------------------------------------------------------------------------------------

export interface ClaimedDraft extends Claim {
  readonly org: OrgId;
  readonly bulletin: BulletinId;
  readonly n: number;
  readonly class: BulletinClass;
  readonly words: string;
  readonly source: RevisionSource;
  readonly settled: readonly Settlement[];
  readonly attempts: number;
}

export interface Drafts {
  claim(owner: string, now: Instant, limit: number): Promise<readonly ClaimedDraft[]>;
  renew(draft: ClaimedDraft, until: Instant): Promise<boolean>;
  /** @param fallback when another voice spoke than the wanted one */
  voiced(
    draft: ClaimedDraft,
    reading: Reading | undefined,
    clip: Clip,
    now: Instant,
    fallback?: Fallback,
  ): Promise<boolean>;
  unvoiced(draft: ClaimedDraft, reading: Reading | undefined, reason: string, now: Instant): Promise<boolean>;
  postpone(draft: ClaimedDraft, reason: string, notBefore: Instant): Promise<void>;
  /** The clip that the same recipe made before, in this organisation. */
  clipOf(org: OrgId, recipe: string): Promise<Clip | undefined>;
}

/** What changes in a dictionary: entries put (new, or in place of the same written form) and written forms removed. */
export interface DictionaryChange {
  readonly put: readonly DictionaryEntry[];
  readonly remove: readonly string[];
}

/** Written forms of the organisation with how they are said: village names from the start. */
export interface Dictionary {
  /** What the reader is given. */
  read(org: OrgId): Promise<Known>;
  all(org: OrgId): Promise<readonly DictionaryEntry[]>;
  find(org: OrgId, written: string): Promise<DictionaryEntry | undefined>;
  /**
   * All of it in one step. Bulletins that wait (voiced or unvoiced) with one of these forms, and are now read otherwise,
   * get revision n+1 `drafted` with the same words and author, to be read again. @returns those bulletins
   */
  change(org: OrgId, change: DictionaryChange, deed: Deed): Promise<readonly BulletinId[]>;
}

// ---- newsroom --------------------------------------------------------------------------------------------------

/** Desired booking, kept with the approval until the timetable has made it. */
export interface BookingWish {
  readonly wish: Wish;
  readonly repeat: Repeat;
  readonly towers: readonly TowerId[];
}

export interface Bulletins {
  find(org: OrgId, id: BulletinId): Promise<Bulletin | undefined>;
  consents(org: OrgId, id: BulletinId): Promise<readonly Consent[]>;
  clip(org: OrgId, sha256: ClipSha): Promise<Clip | undefined>;
  /**
   * Revision n+1 `drafted`; older consents void, older bookings withdrawn, plans dirty. `remembered` goes into the
   * dictionary in the same step, and other waiting bulletins are read again as by `Dictionary.change`.
   */
  revise(
    org: OrgId,
    id: BulletinId,
    seenVersion: number,
    draft: NewDraft,
    deed: Deed,
    remembered?: readonly DictionaryEntry[],
  ): Promise<boolean>;
  /**
   * One consent more; `sealed` when it was the last one needed: the revision is approved and the wish waits for the
   * timetable. Refused (`false`) where the revision has anything unread.
   */
  consent(
    org: OrgId,
    id: BulletinId,
    seenVersion: number,
    consent: Consent,
    sealed:
      | { readonly approval: string; readonly expiresAt: Instant; readonly wish: BookingWish }
      | undefined,
    deed: Deed,
  ): Promise<boolean>;
  turnDown(
    org: OrgId,
    id: BulletinId,
    seenVersion: number,
    to: 'returned' | 'rejected',
    reason: string,
    deed: Deed,
  ): Promise<boolean>;
  /** State `withdrawn`, bookings withdrawn, plans of their towers dirty. @returns the towers, or false */
  withdraw(
    org: OrgId,
    id: BulletinId,
    seenVersion: number,
    reason: string,
    deed: Deed,
  ): Promise<readonly TowerId[] | false>;
  /** Back to `drafted` for another try of the voice (unvoiced only). */
  retryVoice(org: OrgId, id: BulletinId, seenVersion: number, deed: Deed): Promise<boolean>;
  /** The wish of an approved revision anew: after a refusal, or to sound again. */
  wish(org: OrgId, id: BulletinId, seenVersion: number, wish: BookingWish, deed: Deed): Promise<boolean>;
}

/** How much of a clip an officer's player has played, in milliseconds of covered time. */
export interface Listening {
  heard(org: OrgId, officer: OfficerId, clip: ClipSha, fromMs: number, toMs: number): Promise<void>;
  coveredMs(org: OrgId, officer: OfficerId, clip: ClipSha): Promise<number>;
}

// ---- timetable -------------------------------------------------------------------------------------------------

export interface Slots {
  all(org: OrgId): Promise<readonly Slot[]>;
  exceptions(org: OrgId, from: LocalDate, to: LocalDate): Promise<readonly SlotException[]>;
  put(org: OrgId, slot: Slot, deed: Deed): Promise<void>;
  remove(org: OrgId, slot: SlotId, deed: Deed): Promise<boolean>;
  except(org: OrgId, exception: SlotException, deed: Deed): Promise<void>;
}

export interface Booking {
  readonly id: BookingId;
  readonly org: OrgId;
  readonly bulletin: BulletinId;
  readonly revision: number;
  readonly wish: Wish;
  readonly repeat: Repeat;
  readonly towers: readonly TowerId[];
  /** Occurrences that start before this are planned. */
  readonly plannedUntil: Instant;
  readonly nextOccurrence: number;
  readonly state: 'open' | 'complete' | 'withdrawn';
  /** Occurrences of a repeat that found their slot full, in order of time. */
  readonly noRoom?: readonly NoRoom[];
}
export interface NoRoom {
  readonly opensAt: Instant;
  /** JSON with `code` and `facts`, as of a wish that was refused. */
  readonly reason: string;
}

export interface ClaimedWish extends Claim, BookingWish {
  readonly org: OrgId;
  readonly bulletin: BulletinId;
  readonly n: number;
  readonly class: BulletinClass;
  readonly clip: ClipSha;
  readonly clipMs: number;
  readonly approvalExpiresAt: Instant;
}
export interface ClaimedBooking extends Claim {
  readonly booking: Booking;
  readonly class: BulletinClass;
  readonly clip: ClipSha;
  readonly clipMs: number;
  readonly approvalExpiresAt: Instant;
}

export interface Bookings {
  claimWishes(owner: string, now: Instant, limit: number): Promise<readonly ClaimedWish[]>;
  /** Booking, its first plays and dirty plans in one step. */
  book(wish: ClaimedWish, booking: Booking, plays: readonly Play[], deed: Deed): Promise<boolean>;
  /** The wish cannot be met: the reason stands on the bulletin until somebody wishes anew. */
  refuse(wish: ClaimedWish, reason: string, deed: Deed): Promise<boolean>;
  /** Open repeating bookings whose `plannedUntil` is before `horizon`. */
  claimOpen(owner: string, now: Instant, horizon: Instant, limit: number): Promise<readonly ClaimedBooking[]>;
  extend(
    claimed: ClaimedBooking,
    after: Pick<Booking, 'plannedUntil' | 'nextOccurrence' | 'state' | 'noRoom'>,
    plays: readonly Play[],
    now: Instant,
  ): Promise<boolean>;
  /** What sounds at any of the towers in [from, to). */
  taken(org: OrgId, towers: readonly TowerId[], from: Instant, to: Instant): Promise<readonly Taken[]>;
}

// ---- delivery --------------------------------------------------------------------------------------------------

export interface ClaimedPlan extends Claim {
  readonly org: OrgId;
  readonly tower: TowerId;
  readonly epoch: number;
  /** A sequence number of its own: each claim burns one, so that no two published plans share it. */
  readonly seq: number;
  readonly rack: number;
  readonly codecs: readonly string[];
}

/** A plan that the broker has acknowledged, with the plays it named. */
export interface PublishedPlan {
  readonly plan: ClaimedPlan;
  readonly sent: readonly PlayId[];
  readonly withdrawn: readonly PlayId[];
  readonly validUntil: Instant;
  /** When it is to be issued anew. */
  readonly refreshAt: Instant;
}

export interface Plans {
  /** Dirty plans, plans that are to be issued anew by now, and plans whose lease ran out. */
  claim(owner: string, now: Instant, limit: number): Promise<readonly ClaimedPlan[]>;
  /** Of each tower: plays not over, up to `until`, and withdrawn ones that it may still know. */
  content(
    of: readonly Pick<ClaimedPlan, 'org' | 'tower'>[],
    now: Instant,
    until: Instant,
  ): Promise<ReadonlyMap<TowerId, readonly SealedPlay[]>>;
  /**
   * Plays `planned` → `published`, withdrawn ones → `withdrawn`; validity and seq stored, all in one step.
   * @returns towers that another has taken meanwhile; of theirs nothing was stored
   */
  published(plans: readonly PublishedPlan[], now: Instant): Promise<readonly TowerId[]>;
  postpone(plans: readonly ClaimedPlan[], reason: string, notBefore: Instant): Promise<void>;
  /** One tower's plan, or every plan (a broker that lost its memory). */
  dirty(tower: TowerId | 'all', now: Instant): Promise<void>;
  /** The rendition behind a hash that a live plan names. */
  rendition(sha256: string): Promise<{ readonly codec: 'mp3' | 'opus'; readonly bytes: number } | undefined>;
}

// ---- receipts --------------------------------------------------------------------------------------------------

export interface KeptReceipt extends TowerReceipt {
  readonly org: OrgId;
  readonly tower: TowerId;
}

export interface Receipts {
  /** Stores what is new under (tower, n). @returns the highest n below which nothing is missing */
  keep(
    tower: TowerId,
    receipts: readonly TowerReceipt[],
    now: Instant,
  ): Promise<{ readonly rack: number; readonly planSeq: number }>;
  unapplied(limit: number): Promise<readonly KeptReceipt[]>;
  play(org: OrgId, id: PlayId): Promise<Play | undefined>;
  /** The play's new state and the receipt's mark in one step. */
  apply(receipt: KeptReceipt, to: PlayState | undefined, now: Instant): Promise<void>;
  /** Plays past their silent time with no terminal word become `unknown`. @returns how many */
  silent(now: Instant, limit: number): Promise<number>;
}

// ---- towers ----------------------------------------------------------------------------------------------------

export interface Towers {
  all(org: OrgId): Promise<readonly Tower[]>;
  find(org: OrgId, id: TowerId): Promise<Tower | undefined>;
  add(
    org: OrgId,
    tower: {
      readonly id: TowerId;
      readonly village: VillageCode;
      readonly name: string;
      readonly limits: TowerLimits;
    },
    deed: Deed,
  ): Promise<void>;
  /** A one-time claim code (its fingerprint) valid until `expiresAt`; an older one is void. */
  offer(org: OrgId, id: TowerId, codeFingerprint: string, expiresAt: Instant, deed: Deed): Promise<void>;
  /** Spends the code: new password hash, epoch + 1, plan dirty. Undefined when unknown, spent or expired. */
  claim(
    codeFingerprint: string,
    passwordHash: string,
    now: Instant,
    deed: Omit<Deed, 'subject'>,
  ): Promise<{ readonly org: OrgId; readonly id: TowerId; readonly area: readonly string[] } | undefined>;
  mute(org: OrgId, id: TowerId, until: Instant | undefined, deed: Deed): Promise<boolean>;
  /** @param own whether it stays when the organisation's changes */
  setVolume(org: OrgId, id: TowerId, policy: VolumePolicy, own: boolean, deed: Deed): Promise<boolean>;
  /** What the settings say of every tower; only one that had it otherwise gets a new configuration. @returns how many */
  limitAll(emergency: EmergencyLimits): Promise<number>;
}

/** The number of the newest plan a tower has taken; 0/0 when it has none. */
export interface HeldPlan {
  readonly epoch: number;
  readonly seq: number;
}

/** What the relay knows of a tower's receipts and plan. A tower ahead of every number given here gets a new epoch. */
export interface KnownPlan {
  readonly rack: number;
  readonly planEpoch: number;
  readonly planSeq: number;
  /** It held a plan that was never given here. */
  readonly wasAhead: boolean;
}

/** What a claimed tower must hold to. */
export interface ConfigToHold {
  readonly org: OrgId;
  readonly seq: number;
  readonly limits: TowerLimits;
  readonly area: readonly string[];
}

/** What the broker asks and what towers report of themselves; keyed by the tower's own proven name. */
export interface TowerContacts {
  passwordHash(tower: TowerId): Promise<string | undefined>;
  /** Of those that are claimed. */
  configs(towers: readonly TowerId[]): Promise<ReadonlyMap<TowerId, ConfigToHold>>;
  hello(tower: TowerId, hello: TowerHello, now: Instant): Promise<KnownPlan | undefined>;
  /** Ignores an offline whose (boot, conn) is not the current one. */
  presence(tower: TowerId, online: boolean, boot: string, conn: number, now: Instant): Promise<void>;
  health(
    tower: TowerId,
    clockErrorMs: number | undefined,
    held: HeldPlan,
    now: Instant,
    self?: SelfReport,
  ): Promise<KnownPlan | undefined>;
  /** @param at by the tower's clock. The same word told again, by this relay or another, changes nothing. */
  event(tower: TowerId, kind: string, detail: string, at: Instant, now: Instant): Promise<void>;
}

// ---- staff -----------------------------------------------------------------------------------------------------

export interface Officers {
  all(org: OrgId): Promise<readonly Officer[]>;
  find(org: OrgId, id: OfficerId): Promise<Officer | undefined>;
  byUsername(
    username: string,
  ): Promise<{ readonly officer: Officer; readonly passwordHash: string | undefined } | undefined>;
  /** Only active officers of the organisation that owns the channel. */
  byLineUser(org: OrgId, lineUserId: string): Promise<Officer | undefined>;
  add(officer: Officer, deed: Deed): Promise<void>;
  change(
    org: OrgId,
    id: OfficerId,
    change: {
      readonly name?: string;
      readonly roles?: readonly Role[];
      readonly active?: boolean;
      readonly passwordHash?: string;
      readonly lineUserId?: string | undefined;
    },
    deed: Deed,
  ): Promise<boolean>;
}

export interface Session {
  readonly fingerprint: string;
  readonly org: OrgId;
  readonly officer: OfficerId;
  readonly csrf: string;
  readonly madeAt: Instant;
  readonly seenAt: Instant;
  readonly expiresAt: Instant;
}

export interface Sessions {
  open(session: Session, deed: Deed): Promise<void>;
  find(fingerprint: string, now: Instant): Promise<Session | undefined>;
  touch(fingerprint: string, now: Instant, expiresAt: Instant): Promise<void>;
  close(fingerprint: string): Promise<void>;
  /** One-time links and codes: `sign-in` opens a session, `invite` sets the password, `line` binds a LINE account. */
  offer(
    kind: 'sign-in' | 'invite' | 'line',
    org: OrgId,
    officer: OfficerId,
    fingerprint: string,
    expiresAt: Instant,
  ): Promise<void>;
  spend(
    kind: 'sign-in' | 'invite' | 'line',
    fingerprint: string,
    now: Instant,
  ): Promise<{ readonly org: OrgId; readonly officer: OfficerId } | undefined>;
}

/** Counts tries by key (account, address) in the database, so that a restart forgives nobody. */
export interface Tries {
  /** @returns tries within the window, this one included */
  count(key: string, now: Instant, windowMs: number): Promise<number>;
  clear(key: string): Promise<void>;
}

export interface Organisations {
  all(): Promise<readonly Organisation[]>;
  find(id: OrgId): Promise<Organisation | undefined>;
  add(organisation: Organisation, villages: readonly Village[], deed: Deed): Promise<void>;
  villages(id: OrgId): Promise<readonly Village[]>;
  change(
    id: OrgId,
    change: Partial<
      Pick<Organisation, 'name' | 'phone' | 'quietHours' | 'rules' | 'formulas' | 'roughWeather' | 'volume'>
    > & {
      /** The daily test tone; undefined for none. */
      readonly tone?: TonePolicy | undefined;
    },
    deed: Deed,
  ): Promise<void>;
}

export interface Audit {
  add(org: OrgId, deed: Deed): Promise<void>;
  list(
    org: OrgId,
    filter: {
      readonly subject?: Deed['subject'];
      readonly officer?: OfficerId;
      readonly before?: number;
      readonly limit: number;
    },
  ): Promise<readonly AuditLine[]>;
  /** Recomputes the chain. @returns the number of the first broken line, or undefined */
  firstBroken(org: OrgId): Promise<number | undefined>;
}

// ---- what pages and the API show -------------------------------------------------------------------------------

export interface QueueCard {
  readonly bulletin: Bulletin;
  readonly item: Item | undefined;
  readonly clipMs: number | undefined;
  readonly unread: number;
  readonly consents: number;
  readonly wishRefused: string | undefined;
  /** The next occurrence of a repeat for which there is no room, as `wishRefused` says it; the others are planned. */
  readonly repeatRefused?: string | undefined;
  readonly nextPlayAt: Instant | undefined;
  readonly plays: PlayTally;
}
export interface PlayTally {
  readonly planned: number;
  readonly finished: number;
  readonly failed: number;
  readonly unknown: number;
  readonly sounding: number;
}
export interface BulletinPage extends QueueCard {
  readonly clip: Clip | undefined;
  readonly given: readonly Consent[];
  readonly revisions: readonly Bulletin['current'][];
  readonly bookings: readonly Booking[];
  readonly allPlays: readonly (Play & { readonly towerName: string })[];
}
export interface DayPlay extends Play {
  readonly title: string;
  readonly towerName: string;
}
export interface AsRunRow {
  readonly bulletin: BulletinId;
  readonly title: string;
  readonly class: BulletinClass;
  readonly at: Instant;
  readonly clip: ClipSha;
  readonly clipMs: number;
  readonly approvedBy: readonly string[];
  readonly plays: readonly DayPlay[];
}

/** What is due for the conveyor's stages, without claiming any of it. */
export interface Worklist {
  /** The stages by name for which nothing is due now; of those that are not asked for here it says nothing. */
  idle(now: Instant): Promise<readonly string[]>;
}

export interface Views {
  /** Bulletins that need somebody or are on their way; `mine` only this officer's own. Items without words as well. */
  queue(
    org: OrgId,
    filter: { readonly mine?: OfficerId; readonly limit: number },
  ): Promise<readonly QueueCard[]>;
  /** Items (posters, files) that wait for a person to type the words. */
  untyped(org: OrgId): Promise<readonly Item[]>;
  bulletin(org: OrgId, id: BulletinId): Promise<BulletinPage | undefined>;
  plays(org: OrgId, from: Instant, to: Instant): Promise<readonly DayPlay[]>;
  asRun(org: OrgId, from: Instant, to: Instant): Promise<readonly AsRunRow[]>;
  /** Plays of one tower, newest first. */
  playsAt(org: OrgId, tower: TowerId, limit: number): Promise<readonly DayPlay[]>;
}
