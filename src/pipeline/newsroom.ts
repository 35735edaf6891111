// The newsroom: people listen to the exact clip and approve that hash, return or reject it, edit or withdraw.
// voiced → approved | returned | rejected; any edit makes revision n+1 and voids what was approved.
import { type Consent, consentCounts, validityMs } from '../core/approval.ts';
import {
  type Bulletin,
  CLASSES,
  cleanWords,
  mustBeDecidable,
  mustBeEditable,
  mustBeReadSurely,
} from '../core/bulletin.ts';
import type { Clip } from '../core/clip.ts';
import { type DictionaryEntry, stillMet } from '../core/dictionary.ts';
import { RelayError } from '../core/errors.ts';
import { insideFormulas, NO_FORMULAS } from '../core/formulas.ts';
import type { BulletinId, ClipSha, OrgId } from '../core/ids.ts';
import { LONGEST_TEXT, titleOf } from '../core/item.ts';
import { mustBeAbleTo, type Officer } from '../core/officer.ts';
import { soundingMs } from '../core/timetable.ts';
import type { Tower } from '../core/tower.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { Decision, NewsroomDesk } from './desks.ts';
import { mustFindPlace } from './placing.ts';
import type { ApprovalSeal, Clock } from './ports.ts';
import type {
  Bookings,
  BookingWish,
  Bulletins,
  Dictionary,
  Listening,
  Organisations,
  Slots,
  Towers,
} from './records.ts';
import { settlingOf } from './settling.ts';
import { mostPlays, mustBeBookable } from './wishes.ts';

/** Share of a clip that must have been played to count as listened to (a player never reports the last frame). */
const LISTENED = 0.98;

export interface NewsroomPorts {
  readonly bulletins: Bulletins;
  readonly dictionary: Pick<Dictionary, 'find'>;
  readonly listening: Listening;
  readonly towers: Towers;
  readonly slots: Slots;
  readonly bookings: Pick<Bookings, 'taken'>;
  readonly organisations: Organisations;
  readonly seal: ApprovalSeal;
  readonly clock: Clock;
  /** Something moved on: look at once what is due. */
  readonly changed: () => void;
}

export function createNewsroom(ports: NewsroomPorts): NewsroomDesk {
  async function mustFind(org: OrgId, id: BulletinId): Promise<Bulletin> {
    const bulletin = await ports.bulletins.find(org, id);
    if (bulletin === undefined) throw new RelayError('not-found', 'there is no such bulletin');
    return bulletin;
  }

  async function mustHaveClip(bulletin: Bulletin): Promise<Clip> {
    const sha = bulletin.current.clip;
    const clip = sha === undefined ? undefined : await ports.bulletins.clip(bulletin.org, sha);
    if (clip === undefined)
      throw new RelayError('conflict', 'the clip is not there yet', {
        facts: { state: bulletin.current.state },
      });
    return clip;
  }

  /** The towers of the wish, all of this organisation. */
  async function mustHaveTowers(org: OrgId, wish: BookingWish): Promise<readonly Tower[]> {
    const known = await ports.towers.all(org);
    const chosen = known.filter((tower) => wish.towers.includes(tower.id));
    if (chosen.length === 0 || chosen.length !== new Set(wish.towers).size) {
      throw new RelayError('invalid-input', 'choose at least one tower of this organisation', {
        facts: { field: 'towers' },
      });
    }
    return chosen;
  }

  async function mustHavePlace(bulletin: Bulletin, clip: Clip, wish: BookingWish): Promise<void> {
    const sound = { class: bulletin.class, ms: soundingMs(clip.ms, wish.repeat) };
    const until = ports.clock.now() + validityMs(bulletin.class);
    await mustFindPlace(ports, bulletin.org, wish, sound, until);
  }

  async function mustBeListenedTo(officer: Officer, clip: Clip): Promise<void> {
    const covered = await ports.listening.coveredMs(officer.org, officer.id, clip.sha256);
    if (covered < clip.ms * LISTENED) {
      throw new RelayError('needs-listening', 'the clip has not been listened to its end', {
        facts: { leftMs: Math.max(0, Math.round(clip.ms - covered)), coveredMs: Math.round(covered) },
      });
    }
  }

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

  function swapped(done: boolean): void {
    if (!done) throw new RelayError('stale', 'somebody changed this bulletin at the same moment');
    ports.changed();
  }

  async function approve(
    officer: Officer,
    id: BulletinId,
    decision: Decision & { readonly declared: boolean; readonly wish: BookingWish },
  ): Promise<{ complete: boolean; missing: number }> {
    mustBeAbleTo(officer, 'decide');
    const bulletin = await mustFind(officer.org, id);
    mustBeDecidable(bulletin, decision);
    mustBeReadSurely(bulletin.current);
    const clip = await mustHaveClip(bulletin);
    if (!decision.declared) await mustBeListenedTo(officer, clip);
    const organisation = await ports.organisations.find(officer.org);
    if (organisation === undefined) throw new RelayError('not-found', 'there is no such organisation');
    const towers = await mustHaveTowers(officer.org, decision.wish);
    const now = ports.clock.now();
    mustBeBookable(decision.wish, {
      class: bulletin.class,
      clipMs: clip.ms,
      quiet: organisation.quietHours,
      now,
    });
    await mustHavePlace(bulletin, clip, decision.wish);
    const given = await ports.bulletins.consents(officer.org, id);
    const count = consentCounts(bulletin, organisation.rules, given, officer);
    const area = [...new Set(towers.map((tower) => tower.village.code as string))];
    const consent: Consent = {
      bulletin: id,
      revision: bulletin.current.n,
      clip: clip.sha256,
      officer: officer.id,
      officerName: officer.name,
      at: now,
      area,
      voidedAt: undefined,
    };
    const sealed = count.complete
      ? await sealOf(bulletin, clip, [...given, consent], decision.wish, area, now)
      : undefined;
    const facts = {
      revision: bulletin.current.n,
      clip: clip.sha256,
      towers: towers.length,
      listened: decision.declared ? 'declared' : 'played',
      ...(bulletin.class === 'emergency' ? { names: standing(bulletin, given).length + 1 } : {}),
    };
    const deed = deedOf(
      actorOf(officer),
      now,
      count.complete ? 'approved' : 'consented',
      'bulletin',
      id,
      facts,
    );
    swapped(await ports.bulletins.consent(officer.org, id, bulletin.version, consent, sealed, deed));
    return count;
  }

  async function sealOf(
    bulletin: Bulletin,
    clip: Clip,
    given: readonly Consent[],
    wish: BookingWish,
    area: readonly string[],
    now: number,
  ) {
    const expiresAt = now + validityMs(bulletin.class);
    const approval = await ports.seal.seal({
      org: bulletin.org,
      bulletin: bulletin.id,
      revision: bulletin.current.n,
      class: bulletin.class,
      area,
      clips: clip.renditions.map(({ sha256, ms, codec }) => ({ sha256, ms, codec })),
      // A controller's clock may be a little behind ours when the plan reaches it.
      notBeforeAt: now - 60_000,
      expiresAt,
      by: standing(bulletin, given).map((one) => one.officer),
      maxPlays: mostPlays(wish, await ports.slots.all(bulletin.org)),
    });
    return { approval, expiresAt, wish };
  }

  return {
    approve,

    async revise(officer, id, edit) {
      mustBeAbleTo(officer, 'edit-words');
      const bulletin = await mustFind(officer.org, id);
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
      swapped(await ports.bulletins.revise(officer.org, id, bulletin.version, draft, deed));
    },

    async settle(officer, id, { seenVersion, answers }) {
      mustBeAbleTo(officer, 'edit-words');
      const bulletin = await mustFind(officer.org, id);
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
      swapped(await ports.bulletins.revise(officer.org, id, seenVersion, draft, deed, remembered));
      return { left: settling.left };
    },

    async heard(officer, clipSha: ClipSha, fromMs, toMs) {
      mustBeAbleTo(officer, 'see-bulletins');
      const clip = await ports.bulletins.clip(officer.org, clipSha);
      if (clip === undefined) throw new RelayError('not-found', 'there is no such clip');
      const from = Math.max(0, Math.min(fromMs, clip.ms));
      const to = Math.max(from, Math.min(toMs, clip.ms));
      await ports.listening.heard(officer.org, officer.id, clipSha, from, to);
      return Math.min(1, (await ports.listening.coveredMs(officer.org, officer.id, clipSha)) / clip.ms);
    },

    async turnDown(officer, id, { revision, to, reason }) {
      mustBeAbleTo(officer, 'decide');
      const why = reason.trim().slice(0, 500);
      if (why === '')
        throw new RelayError('invalid-input', 'say why', { facts: { field: 'reason', why: 'empty' } });
      const bulletin = await mustFind(officer.org, id);
      if (bulletin.current.n !== revision) throw new RelayError('stale', 'the bulletin has a newer revision');
      if (bulletin.current.state !== 'voiced' && bulletin.current.state !== 'unvoiced') {
        throw new RelayError('conflict', `the revision is ${bulletin.current.state}`, {
          facts: { state: bulletin.current.state },
        });
      }
      const deed = deedOf(actorOf(officer), ports.clock.now(), to, 'bulletin', id, { revision, reason: why });
      swapped(await ports.bulletins.turnDown(officer.org, id, bulletin.version, to, why, deed));
    },

    async withdraw(officer, id, { seenVersion, reason }) {
      mustBeAbleTo(officer, 'withdraw');
      const bulletin = await mustFind(officer.org, id);
      if (bulletin.current.state === 'withdrawn')
        throw new RelayError('conflict', 'it is withdrawn already', { facts: { state: 'withdrawn' } });
      const deed = deedOf(actorOf(officer), ports.clock.now(), 'withdrawn', 'bulletin', id, {
        revision: bulletin.current.n,
        reason: reason.slice(0, 500),
      });
      const towers = await ports.bulletins.withdraw(officer.org, id, seenVersion, reason.slice(0, 500), deed);
      swapped(towers !== false);
      const all = await ports.towers.all(officer.org);
      return {
        unreachable: all.filter((tower) => towers !== false && towers.includes(tower.id) && !tower.online),
      };
    },

    async retryVoice(officer, id, seenVersion) {
      mustBeAbleTo(officer, 'edit-words');
      const deed = deedOf(actorOf(officer), ports.clock.now(), 'voice-retried', 'bulletin', id, {});
      swapped(await ports.bulletins.retryVoice(officer.org, id, seenVersion, deed));
    },

    async bookAgain(officer, id, seenVersion, wish) {
      mustBeAbleTo(officer, 'book');
      const bulletin = await mustFind(officer.org, id);
      if (bulletin.current.state !== 'approved')
        throw new RelayError('conflict', 'only an approved bulletin can be booked', {
          facts: { state: bulletin.current.state },
        });
      const clip = await mustHaveClip(bulletin);
      const towers = await mustHaveTowers(officer.org, wish);
      const consents = await ports.bulletins.consents(officer.org, id);
      const allowed =
        consents.find((one) => one.revision === bulletin.current.n && one.voidedAt === undefined)?.area ?? [];
      if (towers.some((tower) => !allowed.some((prefix) => tower.village.code.startsWith(prefix)))) {
        throw new RelayError('not-allowed', 'the approval does not cover all of these towers', {
          facts: { field: 'towers' },
        });
      }
      const organisation = await ports.organisations.find(officer.org);
      if (organisation === undefined) throw new RelayError('not-found', 'there is no such organisation');
      const now = ports.clock.now();
      mustBeBookable(wish, { class: bulletin.class, clipMs: clip.ms, quiet: organisation.quietHours, now });
      await mustHavePlace(bulletin, clip, wish);
      const deed = deedOf(actorOf(officer), now, 'booked', 'bulletin', id, { towers: towers.length });
      swapped(await ports.bulletins.wish(officer.org, id, seenVersion, wish, deed));
    },
  };
}

function standing(bulletin: Bulletin, given: readonly Consent[]): readonly Consent[] {
  return given.filter((one) => one.voidedAt === undefined && one.revision === bulletin.current.n);
}
