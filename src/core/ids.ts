// The names of things: strings that cannot be mixed up. Each is made in one place; everywhere else it is only carried.

/** Milliseconds since 1970-01-01 UTC. Fields that hold one end in `At`. */
export type Instant = number;

export type OrgId = string & { readonly of: 'organisation' };
export type OfficerId = string & { readonly of: 'officer' };
export type ItemId = string & { readonly of: 'item' };
export type BulletinId = string & { readonly of: 'bulletin' };
export type SlotId = string & { readonly of: 'slot' };
export type BookingId = string & { readonly of: 'booking' };
export type PlayId = string & { readonly of: 'play' };
export type TowerId = string & { readonly of: 'tower' };
/** DOPA's 8-digit village code; its 2, 4 and 6-digit beginnings are province, district and sub-district. */
export type VillageCode = string & { readonly of: 'village' };
/** SHA-256 of the MP3 rendition in lower-case hex: a clip's name is its content. */
export type ClipSha = string & { readonly of: 'clip' };

/**
 * A play's name derives from what it is, so that planning the same occurrence twice names the same play.
 * @param occurrence counts the occurrences of the booking from 0
 */
export function playId(booking: BookingId, occurrence: number, tower: TowerId): PlayId {
  return `${booking}.${occurrence}.${tower}`.toLowerCase() as PlayId;
}

/** A new name with the trade's brand; `ulid` comes from the clock's port, the only source of chance. */
export function named<Id extends string>(ulid: string): Id {
  return ulid.toLowerCase() as Id;
}
