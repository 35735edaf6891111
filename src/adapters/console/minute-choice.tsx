// A time of day from a list of quarters of an hour; what is chosen comes back as `06:30` (fields.ts reads it).
import type { JSX } from 'preact';
import { useHere } from './bits.tsx';

/** A quarter of an hour from a list: a time field would show AM and PM on some phones. */
export function MinuteChoice({
  ties,
  chosen,
}: {
  readonly ties: object;
  readonly chosen: number;
}): JSX.Element {
  const { when } = useHere();
  const quarters = Array.from({ length: 96 }, (_, n) => n * 15);
  const all = quarters.includes(chosen) ? quarters : [...quarters, chosen].sort((a, b) => a - b);
  return (
    <select {...ties}>
      {all.map((minute) => (
        <option key={minute} value={hhmm(minute)} selected={minute === chosen}>
          {when.minute(minute)}
        </option>
      ))}
    </select>
  );
}

function hhmm(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
