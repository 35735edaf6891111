// The form of one entry: how it is written, how it is said, what it is, when it is used.
import type { FastifyReply } from 'fastify';
import {
  type DictionaryEntry,
  ENTRY_KINDS,
  ENTRY_USES,
  type EntryKind,
  type EntryUse,
  type EntryWords,
  LONGEST_NOTE,
  LONGEST_SPOKEN,
  LONGEST_WRITTEN,
} from '../../core/dictionary.ts';
import { RelayError } from '../../core/errors.ts';
import { Button, Chip, Field, Hidden, LinkButton, Post, type Problem, Tick } from './bits.tsx';
import { readFields } from './fields.ts';
import { showPage } from './frame.tsx';
import { EnterSaves, HearButton } from './hear.tsx';
import type { Guest, Visit } from './visit.ts';
import type { Words } from './words.ts';

/** A form nobody has written in yet. */
export const UNWRITTEN: EntryWords = {
  written: '',
  spoken: '',
  kind: 'place',
  use: 'always',
  note: '',
  shared: false,
};

export function typedOf(body: unknown): EntryWords {
  const fields = readFields(body);
  const kind: EntryKind = ENTRY_KINDS.find((one) => one === fields['kind']) ?? 'other';
  const use: EntryUse = ENTRY_USES.find((one) => one === fields['use']) ?? 'always';
  return {
    written: fields['written'] ?? '',
    spoken: (fields['spoken'] ?? '').trim(),
    kind,
    use,
    note: fields['note'] ?? '',
    shared: fields['shared'] === '1',
  };
}

export function typedOfEntry({ written, spoken, kind, use, note, shared }: EntryWords): EntryWords {
  return { written, spoken, kind, use, note, shared };
}

export function kindWord(kind: EntryKind, w: Words): string {
  return { place: w.kindPlace, person: w.kindPerson, abbreviation: w.kindAbbreviation, other: w.kindOther }[
    kind
  ];
}

/** At its field, in the page's words; undefined where the error is about something else. */
export function problemOf(guest: Guest, thrown: unknown): Problem | undefined {
  if (!(thrown instanceof RelayError)) return undefined;
  const { field, why, longest } = thrown.facts;
  if (thrown.code !== 'invalid-input' && thrown.code !== 'too-large') return undefined;
  const name = String(field ?? 'written');
  return { field: name, sentence: problemWord(guest, name, String(why), Number(longest ?? 0)) };
}

function problemWord({ w }: Guest, field: string, why: string, longest: number): string {
  if (longest > 0) return w.entryTooLong(longest);
  if (field === 'spoken') return why === 'unread' ? w.spokenUnread : w.spokenEmpty;
  return w.writtenEmpty;
}

export function entryForm(
  visit: Visit,
  typed: EntryWords,
  { problem, before }: { readonly problem?: Problem; readonly before?: DictionaryEntry } = {},
): Promise<FastifyReply> {
  const { w } = visit;
  const of = (field: string) => (problem?.field === field ? problem : undefined);
  return showPage(
    visit,
    {
      tab: 'menu',
      title: before === undefined ? w.addEntry : w.editEntry,
      fullTitle: before === undefined ? w.addEntry : `${w.editEntry}: ${before.written}`,
      back: { href: '/dictionary', label: w.dictionary },
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <>
      <Post action="/dictionary/entry" class="pico">
        <EnterSaves />
        <Field name="written" label={w.entryWritten} hint={w.entryWrittenHint} problem={of('written')}>
          {(ties) => (
            <input
              {...ties}
              type="text"
              lang="th"
              maxlength={LONGEST_WRITTEN}
              value={typed.written}
              readOnly={before !== undefined}
              autocomplete="off"
              required
            />
          )}
        </Field>
        <Field name="spoken" label={w.entrySpoken} hint={w.entrySpokenHint} problem={of('spoken')}>
          {(ties) => (
            <input
              {...ties}
              type="text"
              lang="th"
              maxlength={LONGEST_SPOKEN}
              value={typed.spoken}
              autocomplete="off"
            />
          )}
        </Field>
        <HearButton field="spoken" />
        <fieldset>
          <legend class="legend">{w.entryKind}</legend>
          <div class="chips">
            {ENTRY_KINDS.map((kind) => (
              <Chip
                key={kind}
                radio
                name="kind"
                value={kind}
                label={kindWord(kind, w)}
                checked={kind === typed.kind}
              />
            ))}
          </div>
        </fieldset>
        <fieldset>
          <legend class="legend">{w.entryUse}</legend>
          <div class="ticks">
            <Tick
              radio
              name="use"
              value="always"
              label={w.useAlways}
              hint={w.useAlwaysHint}
              checked={typed.use === 'always'}
            />
            <Tick
              radio
              name="use"
              value="unread"
              label={w.useUnread}
              hint={w.useUnreadHint}
              checked={typed.use === 'unread'}
            />
          </div>
        </fieldset>
        <Field name="note" label={w.entryNote} hint={w.optional} problem={of('note')}>
          {(ties) => <input {...ties} type="text" maxlength={LONGEST_NOTE} value={typed.note} />}
        </Field>
        <Tick name="shared" value="1" label={w.shareIt} hint={w.shareItHint} checked={typed.shared} />
        <div class="actions">
          <Button tone="primary">{w.save}</Button>
          <LinkButton href="/dictionary">{w.back}</LinkButton>
        </div>
      </Post>
      {before === undefined ? null : (
        <Post action="/dictionary/remove" class="section">
          <Hidden name="written" value={before.written} />
          <p class="soft">{w.removeEntryHint}</p>
          <Button tone="danger" icon="trash-2">
            {w.removeEntry}
          </Button>
        </Post>
      )}
    </>,
  );
}
