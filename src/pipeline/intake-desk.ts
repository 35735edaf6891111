// The intake's desk: words and recordings from the console's form and the ministry's system, the words of a poster that a
// person types, and the originals to look at. — → item → revision `drafted`.
import { cleanWords } from '../core/bulletin.ts';
import { RelayError } from '../core/errors.ts';
import { type BulletinId, named } from '../core/ids.ts';
import { LONGEST_TEXT } from '../core/item.ts';
import { mustBeAbleTo } from '../core/officer.ts';
import { type ArrivalPorts, addWords, draftOf, mustBeKey, whoSends } from './arrivals.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { IntakeDesk } from './desks.ts';
import { type RecordingPorts, record } from './recordings.ts';

export function createIntakeDesk(ports: ArrivalPorts & RecordingPorts): IntakeDesk {
  const { items, originals, organisations, clock } = ports;
  return {
    async submit(asker, submission) {
      const { org, by } = whoSends(asker);
      mustBeKey(submission.messageId);
      const added = await addWords(ports, org, by, submission);
      ports.changed();
      return added;
    },

    record: (asker, recording) => record(ports, asker, recording),

    async type(officer, id, typed) {
      mustBeAbleTo(officer, 'edit-words');
      const words = cleanWords(typed, LONGEST_TEXT);
      const now = clock.now();
      const bulletin = named<BulletinId>(clock.ulid());
      const by = actorOf(officer);
      const draft = await draftOf(organisations, officer.org, words, by, now);
      const deed = deedOf(by, now, 'words-typed', 'item', id, {});
      const done = await items.type(officer.org, id, bulletin, draft, deed);
      if (!done) throw new RelayError('conflict', 'this item has its words already, or is gone');
      ports.changed();
      return bulletin;
    },

    async original(officer, id) {
      mustBeAbleTo(officer, 'see-bulletins');
      const item = await items.find(officer.org, id);
      if (item?.original === undefined) throw new RelayError('not-found', 'there is no original');
      const bytes = await originals.read(officer.org, item.original.sha256);
      return { bytes, type: item.original.type, name: item.original.name };
    },
  };
}
