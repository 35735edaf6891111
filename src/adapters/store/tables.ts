// The tables as Kysely sees them: one column per fact, the same on both databases. Instants and truths are integers,
// lists and small records are JSON text; migrations/ makes them, the ports' files map them to the trade's types.

/** What every table has that the conveyor takes work from: lease, compare-and-swap and waiting time. */
export interface Claimable {
  id: string;
  owner: string | null;
  lease_until: number;
  version: number;
  attempts: number;
  not_before: number;
}

export interface InboxTable extends Claimable {
  org_id: string;
  webhook_event_id: string;
  channel: string;
  raw: string;
  state: 'waiting' | 'used' | 'ignored' | 'remembered' | 'parked';
  reason: string | null;
  received_at: number;
  /** Of a remembered message only: what it may be asked for or erased by. */
  message_id: string | null;
  group_id: string | null;
  said_at: number | null;
}

/** One row per message of a channel, so that a message and its recall meet at one lock whichever comes first. */
export interface MessageTable {
  org_id: string;
  channel: string;
  message_id: string;
  unsent_at: number | null;
  /** When a sweep first saw it; 0 until then. */
  seen_at: number;
}

export interface ItemTable {
  id: string;
  org_id: string;
  door: string;
  channel: string;
  message_id: string;
  kind: string;
  text: string | null;
  original: string | null;
  sent_by: string | null;
  sender_name: string;
  claimed_source: string | null;
  received_at: number;
  edited_at: number | null;
  erased_at: number | null;
  bulletin_id: string | null;
}

export interface BulletinTable {
  id: string;
  org_id: string;
  item_id: string | null;
  current_n: number;
  version: number;
  made_at: number;
  changed_at: number;
}

export interface RevisionTable extends Claimable {
  org_id: string;
  bulletin_id: string;
  n: number;
  title: string;
  class: string;
  rank: number;
  words: string;
  source: string;
  author: string | null;
  author_name: string;
  state: string;
  reason: string | null;
  reading: string | null;
  unread: number;
  settled: string | null;
  clip: string | null;
  fallback: string | null;
  made_at: number;
  approval: string | null;
  approved_at: number | null;
  approval_expires_at: number | null;
  wish: string | null;
  wish_state: 'none' | 'unmet' | 'met' | 'refused';
  wish_reason: string | null;
}

export interface ConsentTable {
  org_id: string;
  bulletin_id: string;
  revision: number;
  officer_id: string;
  officer_name: string;
  clip: string;
  at: number;
  area: string;
  voided_at: number | null;
}

export interface ClipTable {
  org_id: string;
  sha256: string;
  ms: number;
  lufs: number;
  true_peak_db: number;
  renditions: string;
  peaks: string;
  doubts: string;
  voice: string;
  recipe: string;
  /** SHA-256 of the recipe: a recipe holds whole texts, an index only short ones. */
  recipe_key: string;
  made_at: number;
  /** When the same words last took it up again. */
  used_at: number;
}

export interface RenditionTable {
  org_id: string;
  clip: string;
  sha256: string;
  codec: 'mp3' | 'opus';
  bytes: number;
}

export interface ListeningTable {
  org_id: string;
  officer_id: string;
  clip: string;
  spans: string;
  covered_ms: number;
}

export interface SlotTable {
  id: string;
  org_id: string;
  name: string;
  weekdays: string;
  starts_at_minute: number;
  length_ms: number;
}

export interface SlotExceptionTable {
  org_id: string;
  slot_id: string;
  date: string;
  moved_to_minute: number | null;
  why: string;
}

export interface BookingTable extends Claimable {
  org_id: string;
  bulletin_id: string;
  revision: number;
  wish: string;
  times: number;
  gap_ms: number;
  towers: string;
  planned_until: number;
  next_occurrence: number;
  /** Occurrences of a repeat that found their slot full. */
  no_room: string | null;
  state: 'open' | 'complete' | 'withdrawn';
}

export interface PlayTable {
  id: string;
  org_id: string;
  booking_id: string;
  bulletin_id: string;
  revision: number;
  class: string;
  tower_id: string;
  occurrence: number;
  clip: string;
  clip_ms: number;
  at: number;
  ends_at: number;
  late_ms: number;
  silent_at: number;
  expires_at: number;
  times: number;
  gap_ms: number;
  state: string;
  why: string | null;
  sent_at: number | null;
  started_at: number | null;
  ended_at: number | null;
  skew_ms: number | null;
  played_ms: number | null;
  /** What was measured at the loudspeaker. */
  amp: string | null;
  amp_db: number | null;
}

export interface TowerTable {
  id: string;
  org_id: string;
  village_code: string;
  name: string;
  limits: string;
  /** Its volume stays when the organisation's changes. */
  own_volume: number;
  claimed: number;
  epoch: number;
  config_seq: number;
  password_hash: string | null;
  code_fingerprint: string | null;
  code_expires_at: number | null;
  online: number;
  boot: string | null;
  conn: number;
  firmware: string | null;
  codecs: string;
  last_contact_at: number | null;
  last_heard_at: number | null;
  held_seq: number;
  clock_error_ms: number | null;
  fault: string | null;
  muted_until: number | null;
  /** Counts the controllers that held this name: each numbers its receipts from 1. */
  ledger: number;
  rack: number;
}

/** What is known of a tower's health; `id` is the tower's. Lists and small records are JSON. */
export interface TowerSignsTable {
  id: string;
  org_id: string;
  claimed_at: number | null;
  offline_at: number | null;
  connects: string;
  /** Two machines had its name: nobody is let in under it. */
  blocked_at: number | null;
  protocol: number | null;
  free_bytes: number | null;
  held_config: number | null;
  trust_ver: number | null;
  fault_at: number | null;
  result: string | null;
  no_word_since: number | null;
  heard_by: 'play' | 'tone' | null;
  /** The day in Bangkok of the last test tone. */
  tone_date: string | null;
  tone_sent_at: number | null;
  tone_answered_at: number | null;
  /** Why it did not sound the last tone; null once it does. */
  tone_refused: string | null;
  tone_refused_at: number | null;
}

/** What a tower suffers from, while it lasts; `loudness` is what has been told so far. */
export interface TowerAilmentTable {
  tower_id: string;
  reason: string;
  org_id: string;
  since: number;
  detail: string | null;
  misses_at: number | null;
  loudness: string;
}

/** Whom to call about a place: a village's code, or a tower's id where it has somebody of its own. */
export interface CaretakerTable {
  org_id: string;
  place: string;
  name: string;
  phone: string;
}

/** `id` is the tower's. Dirty while `wanted` is ahead of `done`; a claim remembers in `trying` what it will satisfy. */
export interface TowerPlanTable extends Claimable {
  org_id: string;
  live: number;
  seq: number;
  published_seq: number;
  wanted: number;
  trying: number;
  done: number;
  rank: number;
  published_at: number | null;
  valid_until: number | null;
  /** When it is issued anew; null until it was for the first time. */
  refresh_at: number | null;
  reason: string | null;
}

/** What the broker retains of clips: `id` is the rendition's SHA-256, `mark` names its stay, '' while it is being cleared. */
export interface BrokerShelfTable extends Claimable {
  bytes: number;
  mark: string;
}

export interface ReceiptTable {
  org_id: string;
  tower_id: string;
  ledger: number;
  n: number;
  play_id: string;
  state: string;
  at: number;
  time_error_ms: number;
  why: string | null;
  skew_ms: number | null;
  played_ms: number | null;
  total_ms: number | null;
  amp: string | null;
  amp_db: number | null;
  received_at: number;
  applied_at: number | null;
  mark: 'applied' | 'no-change' | 'unknown-play' | null;
}

export interface OrganisationTable {
  org_id: string;
  parent_id: string | null;
  name: string;
  kind: string;
  area: string;
  phone: string;
  quiet_from_minute: number;
  quiet_to_minute: number;
  rules: string;
  opening: string;
  closing: string;
  rough_weather: number;
  /** The daily test tone as JSON; none unless the organisation wants one. */
  tone: string | null;
  /** How loud its towers play, as JSON; as the settings say where it was never set. */
  volume: string | null;
}

export interface VillageTable {
  org_id: string;
  code: string;
  moo: number;
  name: string;
}

export interface OfficerTable {
  id: string;
  org_id: string;
  name: string;
  username: string;
  roles: string;
  active: number;
  password_hash: string | null;
  line_user_id: string | null;
  last_seen_at: number | null;
}

export interface SessionTable {
  fingerprint: string;
  org_id: string;
  officer_id: string;
  csrf: string;
  made_at: number;
  seen_at: number;
  expires_at: number;
}

export interface OfferTable {
  kind: string;
  fingerprint: string;
  org_id: string;
  officer_id: string;
  expires_at: number;
  spent_at: number | null;
}

export interface ApiTokenTable {
  fingerprint: string;
  org_id: string;
  name: string;
}

export interface DictionaryTable {
  org_id: string;
  written: string;
  spoken: string;
  kind: string;
  use: string;
  note: string;
  shared: number;
  by_id: string | null;
  by_name: string;
  at: number;
  bulletin_id: string | null;
}

/** Counted before anybody has signed in: the one table of people's acts that knows no organisation. */
export interface TryTable {
  key: string;
  instants: string;
  forget_at: number;
}

export interface AuditTable {
  org_id: string;
  n: number;
  at: number;
  act: string;
  officer_id: string | null;
  by_name: string;
  door: string;
  subject_kind: string;
  subject_id: string;
  facts: string;
  hash: string;
}

export interface AuditHeadTable {
  org_id: string;
  n: number;
  hash: string;
}

/** The database's own marks, e.g. the last proof that it takes writes. */
export interface MarkTable {
  name: string;
  at: number;
}

export interface Tables {
  inbox: InboxTable;
  messages: MessageTable;
  items: ItemTable;
  bulletins: BulletinTable;
  revisions: RevisionTable;
  consents: ConsentTable;
  clips: ClipTable;
  renditions: RenditionTable;
  listening: ListeningTable;
  slots: SlotTable;
  slot_exceptions: SlotExceptionTable;
  bookings: BookingTable;
  plays: PlayTable;
  towers: TowerTable;
  tower_plans: TowerPlanTable;
  tower_signs: TowerSignsTable;
  tower_ailments: TowerAilmentTable;
  caretakers: CaretakerTable;
  broker_shelf: BrokerShelfTable;
  receipts: ReceiptTable;
  organisations: OrganisationTable;
  villages: VillageTable;
  officers: OfficerTable;
  sessions: SessionTable;
  offers: OfferTable;
  api_tokens: ApiTokenTable;
  dictionary: DictionaryTable;
  tries: TryTable;
  audit: AuditTable;
  audit_heads: AuditHeadTable;
  marks: MarkTable;
}
