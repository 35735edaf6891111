// The words of a bulletin and how they are read: edited, or their doubts settled by a person. Either makes revision n+1, which
// goes to the voice again, and voids what was approved.
import { CLASSES, cleanWords, mustBeEditable } from '../core/bulletin.ts';
import { type DictionaryEntry, stillMet } from '../core/dictionary.ts';
import { RelayError } from '../core/errors.ts';
import { insideFormulas, NO_FORMULAS } from '../core/formulas.ts';
import type { OrgId } from '../core/ids.ts';
import { LONGEST_TEXT, titleOf } from '../core/item.ts';
import { mustBeAbleTo } from '../core/officer.ts';
import type { DecisionGround } from './decision-ground.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { NewsroomDesk } from './desks.ts';
import type { Clock } from './ports.ts';
import type { Bulletins, Dictionary, Organisations } from './records.ts';
import { settlingOf } from './settling.ts';

export interface WordingPorts {
  readonly bulletins: Bulletins;
  readonly dictionary: Pick<Dictionary, 'find'>;
  readonly organisations: Pick<Organisations, 'find'>;
  readonly clock: Clock;
}

export function createWording(
  ports: WordingPorts,
  ground: DecisionGround,
): Pick<NewsroomDesk, 'revise' | 'settle' | 'retryVoice'> {
  /** What is in the dictionary already keeps its kind, use, note and sharing; only how it is said is new. */
  async function newEntries(
    org: OrgId,
    remembered: readonly DictionaryEntry[],
  ): Promise<readonly DictionaryEntry[]> {
    return Promise.all(
      remembered.map(async (entry) => {
        const before = await ports.dictionary.find(org, entry.written);
        if (before === undefined) return entry;
        const { spoken, by, byName, at, bulletin } = entry;
        return { ...before, spoken, by, byName, at, bulletin };
      }),
    );
  }

  return {
    async revise(officer, id, edit) {
      mustBeAbleTo(officer, 'edit-words');
      const bulletin = await ground.bulletin(officer.org, id);
      mustBeEditable(bulletin, edit.seenVersion);
      if (!CLASSES.includes(edit.class))
        throw new RelayError('invalid-input', 'no such class', { facts: { field: 'class' } });
      const words = cleanWords(edit.words, LONGEST_TEXT);
      const formulas = (await ports.organisations.find(officer.org))?.formulas ?? NO_FORMULAS;
      const now = ports.clock.now();
      const draft = {
        title: titleOf(insideFormulas(words, formulas)),
        words,
        class: edit.class,
        source: { kind: 'words' as const },
        author: officer.id,
        authorName: officer.name,
        settled: stillMet(bulletin.current.settled, words),
        at: now,
      };
      const deed = deedOf(actorOf(officer), now, 'revised', 'bulletin', id, {
        revision: bulletin.current.n + 1,
      });
      ground.swapped(await ports.bulletins.revise(officer.org, id, bulletin.version, draft, deed));
    },

    async settle(officer, id, { seenVersion, answers }) {
      mustBeAbleTo(officer, 'edit-words');
      const bulletin = await ground.bulletin(officer.org, id);
      const now = ports.clock.now();
      const settling = settlingOf(bulletin, seenVersion, answers, { officer, now });
      const { words, source, author, authorName, n } = bulletin.current;
      const same = { title: bulletin.title, class: bulletin.class, words, source, author, authorName };
      const deed = deedOf(actorOf(officer), now, 'reading-settled', 'bulletin', id, {
        revision: n + 1,
        count: answers.length,
        left: settling.left,
      });
      const draft = { ...same, settled: settling.settled, at: now };
      const remembered = await newEntries(officer.org, settling.remembered);
      ground.swapped(await ports.bulletins.revise(officer.org, id, seenVersion, draft, deed, remembered));
      return { left: settling.left };
    },

    async retryVoice(officer, id, seenVersion) {
      mustBeAbleTo(officer, 'edit-words');
      const deed = deedOf(actorOf(officer), ports.clock.now(), 'voice-retried', 'bulletin', id, {});
      ground.swapped(await ports.bulletins.retryVoice(officer.org, id, seenVersion, deed));
    },
  };
}
