// What people and other systems may ask of the house, whatever door they come through. The stages answer; the console,
// the HTTP API and LINE only ask. Every method checks the officer's rights and writes its line of the audit trail.
import type { BulletinClass } from '../core/bulletin.ts';
import type { DictionaryEntry, EntryKind, EntryWords } from '../core/dictionary.ts';
import type { RefusedLine } from '../core/dictionary-csv.ts';
import type { Formulas } from '../core/formulas.ts';
import type {
  BulletinId,
  ClipSha,
  Instant,
  ItemId,
  OfficerId,
  OrgId,
  SlotId,
  TowerId,
  VillageCode,
} from '../core/ids.ts';
import type { Door } from '../core/item.ts';
import type { Officer, Role } from '../core/officer.ts';
import type { LocalDate, Opening, QuietHours, Slot } from '../core/timetable.ts';
import type { TonePolicy } from '../core/tone.ts';
import type { Caretaker, Tower } from '../core/tower.ts';
import type { Wellness } from '../core/tower-loudness.ts';
import type { VolumePolicy } from '../core/tower-volume.ts';
import type { VillageHearing } from '../core/village-hearing.ts';
import type { TowerWelcome } from './ports.ts';
import type { BookingWish, DayPlay, Session } from './records.ts';

/** Who asks: an officer, or another organisation's system by its API token. */
export type Asker =
  | { readonly kind: 'officer'; readonly officer: Officer; readonly door: 'line' | 'console' | 'api' }
  | { readonly kind: 'system'; readonly org: OrgId; readonly name: string };

export interface Submission {
  readonly door: Door;
  readonly channel: string;
  /** Unique in its channel: LINE's message id, the form's hidden ULID, the caller's Idempotency-Key. */
  readonly messageId: string;
  readonly text: string;
  readonly class?: BulletinClass;
  readonly claimedSource?: string;
}

/** A person's own voice, to be mastered and broadcast as it was spoken. */
export interface Recording {
  readonly channel: string;
  /** Unique in its channel, as of a submission. */
  readonly messageId: string;
  readonly bytes: Uint8Array;
  /** Of the bulletin; '' for one with the speaker's name. */
  readonly title: string;
  /** What whoever approves should know; it is not said. */
  readonly note: string;
  readonly class?: BulletinClass;
}

/** 20 MB are ten minutes at the best that a telephone records. */
export const LONGEST_RECORDING_BYTES = 20_000_000;

export interface IntakeDesk {
  /** @returns `known` with the first one's ids when the same message came before. @throws invalid-input, too-large, not-allowed */
  submit(
    asker: Asker,
    submission: Submission,
  ): Promise<{
    readonly outcome: 'added' | 'known' | 'unsent';
    readonly item: ItemId;
    readonly bulletin: BulletinId | undefined;
  }>;
  /**
   * What it is, its own bytes tell: m4a, aac, mp3, ogg, wav or webm.
   * @throws unreadable-audio, too-large, invalid-input (facts.field recording, why empty; field title or note), not-allowed
   */
  record(
    asker: Asker,
    recording: Recording,
  ): Promise<{
    readonly outcome: 'added' | 'known' | 'unsent';
    readonly item: ItemId;
    readonly bulletin: BulletinId | undefined;
  }>;
  /** The words of a poster or file, typed by a person. */
  type(officer: Officer, item: ItemId, words: string): Promise<BulletinId>;
  /** The original that came with an item, to show beside its words. */
  original(
    officer: Officer,
    item: ItemId,
  ): Promise<{ readonly bytes: Uint8Array; readonly type: string; readonly name: string }>;
}

export interface Decision {
  readonly revision: number;
  readonly clip: ClipSha;
}

/** What a person says of one unread token, by its written form (every token with that form has the same answer). */
export interface ReadingAnswer {
  readonly written: string;
  readonly how: 'as-proposed' | 'said' | 'left-out';
  /** With `said` only: Thai as it is spoken, at most 200 characters, itself read without a doubt. */
  readonly spoken?: string;
  /** Also kept in the organisation's dictionary, from this bulletin on. */
  readonly remember: boolean;
  /** What it is in the dictionary; `abbreviation` or `other` by its look unless told. */
  readonly kind?: EntryKind;
}

export interface NewsroomDesk {
  revise(
    officer: Officer,
    id: BulletinId,
    edit: { readonly seenVersion: number; readonly words: string; readonly class: BulletinClass },
  ): Promise<void>;
  /**
   * Answers for unread tokens, some or all: revision n+1 `drafted` with the same words and author, consents void; the
   * voice reads it again with the answers. @returns how many unread tokens have no answer yet
   * @throws stale, conflict (facts.state), invalid-input (facts.field written or spoken; facts.why), not-allowed
   */
  settle(
    officer: Officer,
    id: BulletinId,
    settling: { readonly seenVersion: number; readonly answers: readonly ReadingAnswer[] },
  ): Promise<{ readonly left: number }>;
  /** The player has played this part of the clip on the officer's machine. @returns covered share 0..1 */
  heard(officer: Officer, clip: ClipSha, fromMs: number, toMs: number): Promise<number>;
  /**
   * Consent to that clip. `declared`: the officer says so without the page's player (no JavaScript, a deaf officer reading).
   * @throws unread-words (facts.count, first), needs-listening (facts.leftMs), own-words, stale, conflict, not-allowed, quiet-hours, in-the-past
   */
  approve(
    officer: Officer,
    id: BulletinId,
    decision: Decision & { readonly declared: boolean; readonly wish: BookingWish },
  ): Promise<{ readonly complete: boolean; readonly missing: number }>;
  turnDown(
    officer: Officer,
    id: BulletinId,
    decision: { readonly revision: number; readonly to: 'returned' | 'rejected'; readonly reason: string },
  ): Promise<void>;
  /** @returns towers that cannot be reached now and may still sound */
  withdraw(
    officer: Officer,
    id: BulletinId,
    withdrawal: { readonly seenVersion: number; readonly reason: string },
  ): Promise<{ readonly unreachable: readonly Tower[] }>;
  retryVoice(officer: Officer, id: BulletinId, seenVersion: number): Promise<void>;
  /** Books an approved bulletin anew: after a refused wish, or to sound again. */
  bookAgain(officer: Officer, id: BulletinId, seenVersion: number, wish: BookingWish): Promise<void>;
}

/** What an imported file does or would do, line by line. */
export interface ImportReport {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  /** `why` is a code, see `RefusedLine`. Nothing is imported where one line is refused. */
  readonly refused: readonly RefusedLine[];
  /** Waiting bulletins that are read again because of it. */
  readonly readAgain: number;
}

/** The organisation's dictionary: everyone may look; editors, approvers and administrators change it. */
export interface DictionaryDesk {
  /** In Thai order of the written form; `search` finds in written, spoken and note. */
  all(
    org: OrgId,
    filter?: { readonly search?: string; readonly shared?: boolean },
  ): Promise<readonly DictionaryEntry[]>;
  /**
   * New, or in place of what the form had; what is not told stays as it was (new: other, always, no note, not shared).
   * @returns the entry as kept, what stood there before (to undo), and how many waiting bulletins are read again
   * @throws invalid-input (facts.field, why), too-large, not-allowed
   */
  put(
    officer: Officer,
    entry: Pick<EntryWords, 'written' | 'spoken'> & Partial<EntryWords>,
  ): Promise<{
    readonly entry: DictionaryEntry;
    readonly before: DictionaryEntry | undefined;
    readonly readAgain: number;
  }>;
  /** @returns the removed entry: `put` it back to undo. @throws not-found, not-allowed */
  remove(officer: Officer, written: string): Promise<DictionaryEntry>;
  /** All lines or none. `dryRun` only says what it would do. @throws too-large, not-allowed */
  importCsv(officer: Officer, text: string, options?: { readonly dryRun?: boolean }): Promise<ImportReport>;
  /** UTF-8 text with BOM for spreadsheets: written, spoken, kind, use, note, shared. */
  exportCsv(org: OrgId, filter?: { readonly shared?: boolean }): Promise<string>;
}

/** How a typed reading sounds, before it is saved: for whoever may settle words or change the dictionary. */
export interface VoicePreview {
  /**
   * @param text Thai as it is said, respelt syllables too, at most 200 characters
   * @returns the embedded voice alone, without chimes
   * @throws invalid-input (facts.field spoken; facts.why empty or unread), too-large, not-allowed, engine-failed, no-engine, timeout
   */
  hear(officer: Officer, text: string): Promise<{ readonly bytes: Uint8Array; readonly type: string }>;
}

export interface SlotDay extends Opening {
  readonly plays: readonly DayPlay[];
  readonly usedMs: number;
}

export interface TimetableDesk {
  slots(org: OrgId): Promise<readonly Slot[]>;
  /** The openings of a day with what is booked in them, and plays outside any slot. */
  day(
    org: OrgId,
    date: LocalDate,
  ): Promise<{ readonly openings: readonly SlotDay[]; readonly others: readonly DayPlay[] }>;
  /**
   * What the approve button offers: the next opening with room at all the towers, then further ones; `now` only outside
   * quiet hours (or for an emergency).
   */
  offers(
    org: OrgId,
    of: { readonly class: BulletinClass; readonly clipMs: number; readonly towers: readonly TowerId[] },
    count: number,
  ): Promise<
    readonly { readonly wish: BookingWish; readonly at: Instant; readonly slot: Slot | undefined }[]
  >;
  putSlot(
    officer: Officer,
    slot: {
      readonly id?: SlotId;
      readonly name: string;
      readonly weekdays: readonly number[];
      readonly startsAtMinute: number;
      readonly lengthMs: number;
    },
  ): Promise<SlotId>;
  removeSlot(officer: Officer, slot: SlotId): Promise<void>;
  except(
    officer: Officer,
    exception: {
      readonly slot: SlotId;
      readonly date: LocalDate;
      readonly movedToMinute: number | undefined;
      readonly why: string;
    },
  ): Promise<void>;
  setQuietHours(officer: Officer, quiet: QuietHours): Promise<void>;
}

/** What the organisation's announcements begin and end with. */
export interface FormulasDesk {
  /**
   * For the drafts made from now on; '' for none.
   * @returns them as kept. @throws invalid-input (facts.field opening or closing; facts.why unread), too-large, not-allowed
   */
  set(officer: Officer, formulas: Formulas): Promise<Formulas>;
}

/** Whether wind and rain are to be overcome. */
export interface WeatherDesk {
  /** For the clips made from now on; what is there stays as it was approved. @throws not-allowed */
  set(officer: Officer, roughWeather: boolean): Promise<void>;
}

export interface TowersDesk {
  all(org: OrgId): Promise<readonly Tower[]>;
  add(
    officer: Officer,
    tower: { readonly village: VillageCode; readonly name: string },
  ): Promise<{ readonly tower: TowerId; readonly code: string; readonly expiresAt: Instant }>;
  /** A new one-time claim code; the old one is void. */
  newCode(officer: Officer, tower: TowerId): Promise<{ readonly code: string; readonly expiresAt: Instant }>;
  /** A controller spends its code; tries are counted by address. @throws not-found, too-many-tries */
  claim(code: string, address: string): Promise<TowerWelcome>;
  /** Stops what sounds now at one tower or all of the organisation. */
  stopSound(officer: Officer, tower: TowerId | 'all'): Promise<void>;
  mute(officer: Officer, tower: TowerId, until: Instant | undefined): Promise<void>;
}

/** A tower with what it suffers from, loudest first, and who is to be called. */
export interface TowerCare extends Wellness {
  readonly tower: Tower;
  readonly caretaker: Caretaker | undefined;
  /** When it last answered a test tone. */
  readonly toneAnsweredAt: Instant | undefined;
}

export interface CareDesk {
  of(org: OrgId): Promise<readonly TowerCare[]>;
  /** When each village last heard anything, longest silence first. */
  hearing(org: OrgId): Promise<readonly VillageHearing[]>;
  /** Both fields empty: nobody. @throws invalid-input (facts.field name or phone), not-found, not-allowed */
  setCaretaker(
    officer: Officer,
    tower: TowerId,
    caretaker: Caretaker & { readonly wholeVillage: boolean },
  ): Promise<void>;
  /** The daily test tone; undefined for none. @throws invalid-input (facts.field), quiet-hours, not-allowed */
  setTone(officer: Officer, policy: TonePolicy | undefined): Promise<void>;
  /** One tone now. @throws quiet-hours, conflict (muted, not connected, or on air), broker-down, not-found, not-allowed */
  testTone(officer: Officer, tower: TowerId): Promise<void>;
}

/** How loud towers play, by class and hour. */
export interface VolumeDesk {
  /** The organisation's, which every tower has that has none of its own. */
  of(org: OrgId): Promise<VolumePolicy>;
  /** @throws invalid-input (facts.field, facts.why), not-allowed */
  set(officer: Officer, policy: VolumePolicy): Promise<void>;
  /** One tower's own; undefined: the organisation's again. @throws invalid-input, not-found, not-allowed */
  setTower(officer: Officer, tower: TowerId, policy: VolumePolicy | undefined): Promise<void>;
}

export interface SignedIn {
  readonly officer: Officer;
  readonly session: Session;
}

export interface StaffDesk {
  /** @returns the session's secret token for the cookie. @throws not-signed-in, too-many-tries */
  signIn(
    username: string,
    password: string,
    address: string,
  ): Promise<{ readonly token: string; readonly officer: Officer }>;
  signInByLink(
    token: string,
    address: string,
  ): Promise<{ readonly token: string; readonly officer: Officer }>;
  session(token: string): Promise<SignedIn | undefined>;
  signOut(token: string): Promise<void>;
  all(org: OrgId): Promise<readonly Officer[]>;
  /** A new member with a one-time invitation that sets the password. */
  invite(
    officer: Officer,
    person: { readonly name: string; readonly username: string; readonly roles: readonly Role[] },
  ): Promise<{ readonly officer: OfficerId; readonly token: string; readonly expiresAt: Instant }>;
  /** Sets the first password by invitation and signs in. @throws gone, invalid-input */
  accept(token: string, password: string): Promise<{ readonly token: string; readonly officer: Officer }>;
  changeRoles(officer: Officer, person: OfficerId, roles: readonly Role[]): Promise<void>;
  remove(officer: Officer, person: OfficerId): Promise<void>;
  changePassword(officer: Officer, oldPassword: string, newPassword: string): Promise<void>;
  /** A code that the officer sends to the LINE channel to bind the account; good for 10 minutes. */
  lineCode(officer: Officer): Promise<{ readonly code: string; readonly expiresAt: Instant }>;
  /** The system behind an API token. @throws not-signed-in */
  system(token: string): Promise<Extract<Asker, { kind: 'system' }>>;
  makeToken(officer: Officer, name: string): Promise<{ readonly token: string }>;
}

/** Why the relay is not ready, empty when it is. */
export interface Readiness {
  reasons(): Promise<
    readonly { readonly part: 'database' | 'broker' | 'voice' | 'disk' | 'keys'; readonly why: string }[]
  >;
}

/** Work on its way in the voice stage, for progress on the page. */
export interface VoiceProgress {
  of(
    bulletin: BulletinId,
  ): { readonly step: 'waiting' | 'reading' | 'speaking' | 'mastering'; readonly share: number } | undefined;
}

/** The LINE webhook's way in: raw bytes are verified by the LINE adapter before this is called. */
export interface WebhookDesk {
  /** Stored on return; LINE is answered only then. */
  keep(
    channel: string,
    events: readonly { readonly webhookEventId: string; readonly raw: string }[],
  ): Promise<void>;
}
