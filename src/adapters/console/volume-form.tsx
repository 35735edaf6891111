// The fields of a volume policy: loudness by class, and rows of hours with how loud a tower may be in them. What the form
// sends is read here as well; a row that says "not softer" is no row.
import type { JSX } from 'preact';
import {
  MOST_SOFTER_HOURS,
  SOFTEST,
  SOFTEST_EMERGENCY,
  type SofterHours,
  type VolumePolicy,
} from '../../core/tower-volume.ts';
import { Field, type Problem, useHere } from './bits.tsx';
import { readFields, readMany, readMinute, readNumber } from './fields.ts';
import { MinuteChoice } from './minute-choice.tsx';

const LEAST_ROWS = 3;
/** What people ask for first; offered, and only taken once they say how loud. */
const USUAL_HOURS: readonly Pick<SofterHours, 'fromMinute' | 'toMinute'>[] = [
  { fromMinute: 5 * 60, toMinute: 6 * 60 + 30 },
  { fromMinute: 19 * 60, toMinute: 21 * 60 },
  { fromMinute: 12 * 60, toMinute: 13 * 60 },
];

/** @throws invalid-input naming a field that no page of ours sends; whether it makes sense the desk says */
export function readVolume(body: unknown): VolumePolicy {
  const fields = readFields(body);
  const class_ = (name: string) => readNumber(fields[name], name, 0, 100);
  const [from, to, most] = [readMany(body, 'from'), readMany(body, 'to'), readMany(body, 'most')];
  return {
    volume: {
      routine: class_('routine'),
      important: class_('important'),
      emergency: class_('emergency'),
    },
    softerHours: most.flatMap((one, n): SofterHours[] =>
      one === 'off'
        ? []
        : [
            {
              fromMinute: readMinute(from[n], 'softerHours'),
              toMinute: readMinute(to[n], 'softerHours'),
              most: readNumber(one, 'softerHours', 0, 100),
            },
          ],
    ),
  };
}

export function VolumeFields({
  policy,
  problem,
}: {
  readonly policy: VolumePolicy;
  readonly problem: Problem | undefined;
}): JSX.Element {
  const { w } = useHere();
  const of = (field: string) => (problem?.field === field ? problem : undefined);
  const rows = rowsOf(policy.softerHours);
  return (
    <>
      <fieldset>
        <legend class="legend">{w.volumeByClass}</legend>
        <Field name="routine" label={w.routine} problem={of('routine')}>
          {(ties) => <Percent ties={ties} from={SOFTEST} chosen={policy.volume.routine} />}
        </Field>
        <Field name="important" label={w.important}>
          {(ties) => <Percent ties={ties} from={SOFTEST} chosen={policy.volume.important} />}
        </Field>
        <Field name="emergency" label={w.emergency} problem={of('emergency')}>
          {(ties) => <Percent ties={ties} from={SOFTEST_EMERGENCY} chosen={policy.volume.emergency} />}
        </Field>
      </fieldset>
      <section class="section">
        <h2>{w.softerTitle}</h2>
        <p class="soft">{w.softerExplain}</p>
        {of('from-0') === undefined ? null : <p class="wrong">{problem?.sentence}</p>}
        {rows.map((row, n) => (
          <Row key={n} n={n} row={row} />
        ))}
      </section>
    </>
  );
}

function Row({ n, row }: { readonly n: number; readonly row: SofterRow }): JSX.Element {
  const { w } = useHere();
  return (
    <fieldset>
      <legend class="legend">{w.softerRow(n + 1)}</legend>
      <div class="pair">
        <Field name="from" id={`from-${n}`} label={w.fromLabel}>
          {(ties) => <MinuteChoice ties={ties} chosen={row.fromMinute} />}
        </Field>
        <Field name="to" id={`to-${n}`} label={w.toLabel}>
          {(ties) => <MinuteChoice ties={ties} chosen={row.toMinute} />}
        </Field>
      </div>
      <Field name="most" id={`most-${n}`} label={w.softerMost}>
        {(ties) => <Percent ties={ties} from={SOFTEST} to={90} off chosen={row.most} />}
      </Field>
    </fieldset>
  );
}

interface SofterRow extends Pick<SofterHours, 'fromMinute' | 'toMinute'> {
  readonly most: number | undefined;
}

/** What is set, then what is usual, then room for one more. */
function rowsOf(set: readonly SofterHours[]): readonly SofterRow[] {
  const free = USUAL_HOURS.filter((usual) => !set.some((one) => overlaps(one, usual)));
  const wanted = Math.min(MOST_SOFTER_HOURS, Math.max(LEAST_ROWS, set.length + 1));
  const open = [...free, ...USUAL_HOURS].slice(0, Math.max(0, wanted - set.length));
  return [...set, ...open.map((one) => ({ ...one, most: undefined }))];
}

function overlaps(one: SofterHours, other: Pick<SofterHours, 'fromMinute' | 'toMinute'>): boolean {
  return one.fromMinute < other.toMinute && other.fromMinute < one.toMinute;
}

/** Steps of five that nobody has to hit with a slider; what was set in between stays. */
function Percent({
  ties,
  from,
  to = 100,
  off = false,
  chosen,
}: {
  readonly ties: object;
  readonly from: number;
  readonly to?: number;
  readonly off?: boolean;
  readonly chosen: number | undefined;
}): JSX.Element {
  const { w } = useHere();
  const steps = Array.from({ length: Math.floor((to - from) / 5) + 1 }, (_, n) => from + n * 5);
  const all =
    chosen === undefined || steps.includes(chosen) ? steps : [...steps, chosen].sort((a, b) => a - b);
  return (
    <select {...ties}>
      {off ? (
        <option value="off" selected={chosen === undefined}>
          {w.softerOff}
        </option>
      ) : null}
      {all.map((value) => (
        <option key={value} value={value} selected={value === chosen}>
          {value}%
        </option>
      ))}
    </select>
  );
}
