// The form of the formulas, two lines and an example of each.
import type { JSX } from 'preact';
import { type Formulas, LONGEST_FORMULA } from '../../core/formulas.ts';
import { Button, Field, Post, type Problem, useHere } from './bits.tsx';

export function FormulasForm({
  formulas,
  problem,
}: {
  readonly formulas: Formulas;
  readonly problem: Problem | undefined;
}): JSX.Element {
  const { w } = useHere();
  const fields = [
    { name: 'opening', label: w.formulaOpening, hint: w.formulaOpeningHint, value: formulas.opening },
    { name: 'closing', label: w.formulaClosing, hint: w.formulaClosingHint, value: formulas.closing },
  ] as const;
  return (
    <section class="section" id="formulas">
      <h2>{w.formulas}</h2>
      <p class="soft">{w.formulasHint}</p>
      <Post action="/slots/formulas" class="pico">
        {fields.map(({ name, label, hint, value }) => (
          <Field
            key={name}
            name={name}
            label={label}
            hint={hint}
            problem={problem?.field === name ? problem : undefined}
          >
            {(ties) => <input {...ties} type="text" lang="th" maxlength={LONGEST_FORMULA} value={value} />}
          </Field>
        ))}
        <Button tone="primary">{w.save}</Button>
      </Post>
    </section>
  );
}
