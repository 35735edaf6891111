// One uncertain word as a card: its sentence, the three answers, the reading to type, and whether it is remembered.
import type { JSX } from 'preact';
import { LONGEST_SPOKEN } from '../../core/dictionary.ts';
import type { ReadingAnswer } from '../../pipeline/desks.ts';
import { Hidden, type Problem, Tick, useHere } from './bits.tsx';
import { HearButton } from './hear.tsx';
import type { Doubt } from './reading-lines.ts';

export interface Chosen {
  /** The word's number in the form that was sent. */
  readonly n: number;
  readonly written: string;
  readonly how: ReadingAnswer['how'] | undefined;
  readonly spoken: string;
  readonly remember: boolean;
}

export function DoubtCard({
  doubt,
  n,
  next,
  chosen,
  problem,
}: {
  readonly doubt: Doubt;
  readonly n: number;
  readonly next: boolean;
  readonly chosen: Chosen | undefined;
  readonly problem: Problem | undefined;
}): JSX.Element {
  const { w } = useHere();
  const { written, proposed } = doubt;
  const name = `how.${n}`;
  const how = chosen?.how;
  return (
    <fieldset class={problem === undefined ? 'card doubt' : 'card doubt bad'} id={`w${n}`}>
      <legend class="hidden">{w.howRead(written)}</legend>
      <Hidden name={`written.${n}`} value={written} />
      {proposed === '' ? null : <Hidden name={`proposed.${n}`} value="1" />}
      <p class="context" lang="th">
        {doubt.before}
        <mark class="unsure">{written}</mark>
        {doubt.after}
      </p>
      <p class="soft small">
        {doubt.why}
        {doubt.places.length > 1 ? ` · ${w.foundAt(doubt.places.length)}` : ''}
      </p>
      {problem === undefined ? null : (
        <p class="wrong" id={`wrong.${n}`}>
          {problem.sentence}
        </p>
      )}
      <div class="ticks">
        {proposed === '' ? null : (
          <Tick
            radio
            name={name}
            value="as-proposed"
            label={w.asProposed(proposed)}
            hint={w.asProposedHint}
            checked={how === 'as-proposed'}
          />
        )}
        <Tick radio name={name} value="said" label={w.typeReading} checked={how === 'said'} />
        <div class="under field">
          <label for={`spoken.${n}`}>
            {w.typeReadingLabel} <span class="hidden">({written})</span>
          </label>
          <p class="hint" id={`hint.${n}`}>
            {w.typeReadingHint} {w.respellHint}
          </p>
          <input
            id={`spoken.${n}`}
            name={`spoken.${n}`}
            type="text"
            lang="th"
            maxlength={LONGEST_SPOKEN}
            autocomplete="off"
            value={chosen?.spoken ?? ''}
            aria-describedby={problem === undefined ? `hint.${n}` : `hint.${n} wrong.${n}`}
            {...(problem?.field.startsWith('spoken') === true ? { 'aria-invalid': 'true' as const } : {})}
          />
          <HearButton field={`spoken.${n}`} />
        </div>
        <Tick
          radio
          name={name}
          value="left-out"
          label={w.leaveOut}
          hint={w.leaveOutHint}
          checked={how === 'left-out'}
        />
      </div>
      <div class="doubt-foot">
        <Tick name={`remember.${n}`} value="1" label={w.remember} checked={chosen?.remember ?? true} />
        {next ? (
          <a class="small" href={`#w${n + 1}`}>
            {w.nextWord}
          </a>
        ) : null}
      </div>
    </fieldset>
  );
}

/** One answer for every word that has none of its own. */
export function Rest(): JSX.Element {
  const { w } = useHere();
  return (
    <fieldset class="card">
      <legend class="hidden">{w.forTheRest}</legend>
      <p class="legend">{w.forTheRest}</p>
      <div class="ticks">
        <Tick radio name="rest" value="" label={w.restAsk} checked />
        <Tick radio name="rest" value="as-proposed" label={w.restProposed} />
        <Tick radio name="rest" value="left-out" label={w.restOut} />
      </div>
    </fieldset>
  );
}
