// How far each plan key has counted: a plan must be newer than all that keys still trusted have said. What a stolen key
// counted up to, however high, binds nobody once it is revoked. Sealed plans go in, the number to beat comes out. Pure.
import { z } from 'zod';
import { isNewer, keysFor } from '../wire/judge.ts';
import type { Trust } from '../wire/messages.ts';

const floorSchema = z.object({ ep: z.number().int().nonnegative(), seq: z.number().int().nonnegative() });
const floorsSchema = z.record(z.string(), floorSchema);
export type Floor = z.infer<typeof floorSchema>;
export type Floors = Readonly<Record<string, Floor>>;

/** @param kept as they were written down; a damaged card leaves none, and the held plan's own number stays */
export function readFloors(kept: string | undefined): Floors {
  if (kept === undefined) return {};
  try {
    const parsed = floorsSchema.safeParse(JSON.parse(kept));
    return parsed.success ? parsed.data : {};
  } catch {
    return {}; // written whole or not at all: the card is damaged
  }
}

export function raised(floors: Floors, jws: string, { ep, seq }: Floor): Floors {
  const kid = signerOf(jws);
  const before = floors[kid];
  return before === undefined || isNewer({ ep, seq }, before) ? { ...floors, [kid]: { ep, seq } } : floors;
}

/** What the next plan must be newer than. */
export function floorUnder(trust: Trust, floors: Floors): Floor {
  return Object.values(stillTrusted(trust, floors)).reduce((a, b) => (isNewer(b, a) ? b : a), {
    ep: 0,
    seq: 0,
  });
}

export function stillTrusted(trust: Trust, floors: Floors): Floors {
  const keys = keysFor(trust, 'plan');
  return Object.fromEntries(Object.entries(floors).filter(([kid]) => keys.has(kid)));
}

/** The key a document names, unproven: only for documents that were judged. */
export function signerOf(jws: string): string {
  try {
    const head: unknown = JSON.parse(Buffer.from(jws.split('.', 1)[0] ?? '', 'base64url').toString('utf8'));
    return typeof head === 'object' && head !== null && 'kid' in head ? String(head.kid) : '';
  } catch {
    return ''; // no JWS: there is no plan yet
  }
}
