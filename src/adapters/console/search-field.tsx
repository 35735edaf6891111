// A field and its button that ask a page for a part of what it lists: a plain form, so that the question stands in the address.
import type { ComponentChildren, JSX } from 'preact';
import { useHere } from './bits.tsx';

/** @param children hidden fields: what else of the address stays as it is */
export function SearchField({
  action,
  value,
  word,
  children,
}: {
  readonly action: string;
  readonly value: string;
  readonly word: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { w } = useHere();
  return (
    <search>
      <form method="get" action={action} class="pico find">
        {children}
        <label class="hidden" for="q">
          {word}
        </label>
        <div class="field">
          <input id="q" name="q" type="search" lang="th" value={value} placeholder={word} />
        </div>
        <button type="submit" class="button">
          {w.search}
        </button>
      </form>
    </search>
  );
}
