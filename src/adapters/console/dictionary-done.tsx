// What a change of the dictionary has done, said above its list, with the way back from it.
import type { JSX } from 'preact';
import type { DictionaryEntry } from '../../core/dictionary.ts';
import { Button, Hidden, Post, useHere } from './bits.tsx';

export function Saved({
  entry,
  before,
  readAgain,
}: {
  readonly entry: DictionaryEntry;
  readonly before: DictionaryEntry | undefined;
  readonly readAgain: number;
}): JSX.Element {
  const { w } = useHere();
  return (
    <>
      <p>
        {w.entrySaved(entry.written)} {readAgain === 0 ? '' : w.readAgain(readAgain)}
      </p>
      <Undo to={before} written={entry.written} />
    </>
  );
}

export function Removed({ entry }: { readonly entry: DictionaryEntry }): JSX.Element {
  const { w } = useHere();
  return (
    <>
      <p>{w.entryRemoved(entry.written)}</p>
      <Undo to={entry} written={entry.written} />
    </>
  );
}

/** Back to what stood there before; to nothing, where nothing did. */
function Undo({
  to,
  written,
}: {
  readonly to: DictionaryEntry | undefined;
  readonly written: string;
}): JSX.Element {
  const { w } = useHere();
  return (
    <Post action={to === undefined ? '/dictionary/remove' : '/dictionary/entry'}>
      <Hidden name="written" value={written} />
      {to === undefined ? null : (
        <>
          <Hidden name="spoken" value={to.spoken} />
          <Hidden name="kind" value={to.kind} />
          <Hidden name="use" value={to.use} />
          <Hidden name="note" value={to.note} />
          {to.shared ? <Hidden name="shared" value="1" /> : null}
        </>
      )}
      <Button icon="undo-2">{w.undo}</Button>
    </Post>
  );
}
