// What the person who approves should look at: what the reading itself shows, and whether the sound fits where it is to
// be heard. The console and the API show the same list.
import { estimateSpeechMs, toPhrases } from '../thai/phrases.ts';
import type { Reading } from '../thai/reading.ts';
import type { Day, Warning } from '../thai/warnings/warning.ts';
import { warningsOf } from '../thai/warnings/warnings.ts';
import type { Instant } from './ids.ts';
import { localDate, ONCE, type Repeat, type Slot, soundingMs } from './timetable.ts';

/** Longer than the slot it is wished for, or than every slot the organisation has. */
export interface LengthWarning {
  readonly kind: 'longer-than-slot';
  readonly span: undefined;
  readonly written: '';
  readonly facts: { readonly neededMs: number; readonly roomMs: number; readonly slot: string };
}

export type BulletinWarning = Warning | LengthWarning;

/** Those of the text in its order, then the length. A recording has no reading: only its length is known. */
export function warningsFor(
  revision: { readonly reading: Reading | undefined },
  at: {
    readonly now: Instant;
    /** Of the clip, while there is one; otherwise the time an announcer would take. */
    readonly clipMs: number | undefined;
    readonly slots: readonly Slot[];
    /** Where it is wished for, if that is a slot. */
    readonly chosen?: Slot | undefined;
    readonly repeat?: Repeat;
  },
): readonly BulletinWarning[] {
  const { reading } = revision;
  const ofText = reading === undefined ? [] : warningsOf(reading, dayOf(at.now));
  const length = lengthWarning(reading, at);
  return length === undefined ? ofText : [...ofText, length];
}

function lengthWarning(
  reading: Reading | undefined,
  { clipMs, slots, chosen, repeat = ONCE }: Parameters<typeof warningsFor>[1],
): LengthWarning | undefined {
  const longest = chosen ?? [...slots].sort((a, b) => b.lengthMs - a.lengthMs)[0];
  const onceMs = clipMs ?? (reading === undefined ? undefined : estimateSpeechMs(toPhrases(reading)));
  if (longest === undefined || onceMs === undefined) return undefined;
  const neededMs = soundingMs(onceMs, repeat);
  if (neededMs <= longest.lengthMs) return undefined;
  const facts = { neededMs, roomMs: longest.lengthMs, slot: longest.name };
  return { kind: 'longer-than-slot', span: undefined, written: '', facts };
}

/** The day in Bangkok. */
function dayOf(now: Instant): Day {
  const [year = 0, month = 0, day = 0] = localDate(now).split('-').map(Number);
  return { year, month, day };
}
