// The dictionary's desk: officers look at, change, bring in and take out how the organisation's own words are said. What
// changes is kept with who and when, and the bulletins that wait for such a word are read again.
import { cleanEntry, type DictionaryEntry, type EntryWords } from '../core/dictionary.ts';
import { readDictionary, writeDictionary } from '../core/dictionary-csv.ts';
import { RelayError } from '../core/errors.ts';
import type { Instant } from '../core/ids.ts';
import { mustBeAbleTo, type Officer } from '../core/officer.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { DictionaryDesk } from './desks.ts';
import type { Clock } from './ports.ts';
import type { Dictionary } from './records.ts';

export interface DictionaryDeskPorts {
  readonly dictionary: Dictionary;
  readonly clock: Clock;
  /** Something moved on: look at once what is due. */
  readonly changed: () => void;
}

const LONGEST_FILE = 1_000_000;
const NEW = { kind: 'other', use: 'always', note: '', shared: false } as const;
const thai = new Intl.Collator('th');

export function createDictionaryDesk(ports: DictionaryDeskPorts): DictionaryDesk {
  const desk: DictionaryDesk = {
    async all(org, { search = '', shared = false } = {}) {
      const wanted = search.normalize('NFC').trim().toLowerCase();
      const entries = await ports.dictionary.all(org);
      return entries
        .filter((entry) => entry.shared || !shared)
        .filter(({ written, spoken, note }) =>
          [written, spoken, note].some((text) => text.toLowerCase().includes(wanted)),
        )
        .sort((a, b) => thai.compare(a.written, b.written));
    },

    async put(officer, told) {
      mustBeAbleTo(officer, 'change-dictionary');
      const written = told.written.normalize('NFC').trim();
      const before = await ports.dictionary.find(officer.org, written);
      const clean = cleanEntry({ ...NEW, ...wordsOf(before), ...wordsOf(told) } as EntryWords);
      const now = ports.clock.now();
      const entry = signed(clean, officer, now);
      const deed = deedOf(actorOf(officer), now, 'dictionary-changed', 'dictionary', clean.written, {
        written: clean.written,
        spoken: clean.spoken,
      });
      const again = await ports.dictionary.change(officer.org, { put: [entry], remove: [] }, deed);
      ports.changed();
      return { entry, before, readAgain: again.length };
    },

    async remove(officer, written) {
      mustBeAbleTo(officer, 'change-dictionary');
      const entry = await ports.dictionary.find(officer.org, written.normalize('NFC').trim());
      if (entry === undefined) throw new RelayError('not-found', 'there is no such entry');
      const deed = deedOf(
        actorOf(officer),
        ports.clock.now(),
        'dictionary-changed',
        'dictionary',
        entry.written,
        {
          written: entry.written,
          removed: entry.spoken,
        },
      );
      await ports.dictionary.change(officer.org, { put: [], remove: [entry.written] }, deed);
      ports.changed();
      return entry;
    },

    async importCsv(officer, text, { dryRun = false } = {}) {
      mustBeAbleTo(officer, 'change-dictionary');
      if (text.length > LONGEST_FILE) {
        throw new RelayError('too-large', 'the file is too long', {
          facts: { length: text.length, longest: LONGEST_FILE },
        });
      }
      const present = new Map(
        (await ports.dictionary.all(officer.org)).map((entry) => [entry.written, entry]),
      );
      const { entries, refused } = readDictionary(text, (written) => present.get(written));
      const added = entries.filter((entry) => !present.has(entry.written));
      const others = entries.filter((entry) => present.has(entry.written));
      const changed = others.filter((entry) => !isSame(entry, present.get(entry.written)));
      const counts = { added: added.length, changed: changed.length, same: others.length - changed.length };
      if (dryRun || refused.length > 0 || added.length + changed.length === 0) {
        return { ...counts, refused, readAgain: 0 };
      }
      const now = ports.clock.now();
      const put = [...added, ...changed].map((entry) => signed(entry, officer, now));
      const facts = { added: counts.added, changed: counts.changed, written: '' };
      const deed = deedOf(actorOf(officer), now, 'dictionary-changed', 'dictionary', 'csv', facts);
      const again = await ports.dictionary.change(officer.org, { put, remove: [] }, deed);
      ports.changed();
      return { ...counts, refused, readAgain: again.length };
    },

    exportCsv: async (org, { shared = false } = {}) => writeDictionary(await desk.all(org, { shared })),
  };
  return desk;
}

function signed(entry: EntryWords, officer: Officer, at: Instant): DictionaryEntry {
  return { ...entry, by: officer.id, byName: officer.name, at, bulletin: undefined };
}

/** Only what a person says of a word, and of that only what was told. */
function wordsOf(told: Partial<EntryWords> | undefined): Partial<EntryWords> {
  const { written, spoken, kind, use, note, shared } = told ?? {};
  const all = { written, spoken, kind, use, note, shared };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function isSame(entry: EntryWords, before: EntryWords | undefined): boolean {
  return JSON.stringify(wordsOf(entry)) === JSON.stringify(wordsOf(before));
}
