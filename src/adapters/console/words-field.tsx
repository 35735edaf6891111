// The box that bulletins are typed in, and the choice of class: the same on the new form, the poster's and the editor.
import type { JSX } from 'preact';
import type { BulletinClass } from '../../core/bulletin.ts';
import { RelayError } from '../../core/errors.ts';
import { LONGEST_TEXT } from '../../core/item.ts';
import { Field, type Problem, Tick, useHere } from './bits.tsx';
import type { Guest } from './visit.ts';

/** What is wrong with the typed words, or undefined when the error is about something else. */
export function wordsProblem({ w, house, language }: Guest, thrown: unknown): Problem | undefined {
  if (!(thrown instanceof RelayError)) return undefined;
  if (thrown.code === 'too-large') {
    const { length, longest } = thrown.facts;
    return { field: 'words', sentence: w.tooLong(Number(length ?? 0), Number(longest ?? LONGEST_TEXT)) };
  }
  if (thrown.code !== 'invalid-input') return undefined;
  if (thrown.facts['field'] === 'words' && thrown.facts['why'] === 'empty')
    return { field: 'words', sentence: w.putInText };
  return { field: 'words', sentence: house.sentenceFor(thrown, language) };
}

export function WordsField({
  id,
  words,
  label,
  hint,
  problem,
  keep,
  fresh,
}: {
  /** Where a page has several: its own id. */
  readonly id?: string;
  readonly words: string;
  readonly label?: string;
  readonly hint: string;
  readonly problem: Problem | undefined;
  /** Under which name this browser keeps what is typed until it is saved. */
  readonly keep: string;
  /** Nothing of this form has been sent yet: what was kept may be put back. */
  readonly fresh: boolean;
}): JSX.Element {
  const { w } = useHere();
  return (
    <Field name="words" id={id} label={label ?? w.bulletinText} hint={hint} problem={problem}>
      {(ties) => (
        <textarea {...ties} rows={10} lang="th" data-keep={keep} data-fresh={fresh ? '1' : '0'} required>
          {words}
        </textarea>
      )}
    </Field>
  );
}

/** Routine or important; an emergency has a door of its own, but one that is one already stays one. */
export function ClassChoice({
  chosen,
  advice,
}: {
  readonly chosen: BulletinClass;
  readonly advice?: string | undefined;
}): JSX.Element {
  const { w } = useHere();
  const offered: readonly BulletinClass[] =
    chosen === 'emergency' ? ['routine', 'important', 'emergency'] : ['routine', 'important'];
  const hints: Readonly<Partial<Record<BulletinClass, string>>> = {
    routine: w.routineHint,
    important: w.importantHint,
  };
  return (
    <fieldset>
      <legend class="legend">{w.classLabel}</legend>
      {advice === undefined ? null : <p class="advice">{advice}</p>}
      <div class="ticks">
        {offered.map((one) => (
          <Tick
            key={one}
            radio
            name="class"
            value={one}
            label={w[one]}
            hint={hints[one]}
            checked={one === chosen}
          />
        ))}
      </div>
    </fieldset>
  );
}
