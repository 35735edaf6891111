// Approving: people listen to the exact clip and approve that hash, for the towers and times they wish; with the last name that
// is needed the approval is sealed. voiced → approved
import { type Consent, consentCounts, validityMs } from '../core/approval.ts';
import { type Bulletin, mustBeDecidable, mustBeReadSurely } from '../core/bulletin.ts';
import type { Clip } from '../core/clip.ts';
import { RelayError } from '../core/errors.ts';
import type { BulletinId, ClipSha } from '../core/ids.ts';
import { mustBeAbleTo, type Officer } from '../core/officer.ts';
import type { DecisionGround } from './decision-ground.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { Decision, NewsroomDesk } from './desks.ts';
import type { ApprovalSeal, Clock } from './ports.ts';
import type { BookingWish, Bulletins, Listening, Slots } from './records.ts';
import { mostPlays } from './wishes.ts';

/** Share of a clip that must have been played to count as listened to (a player never reports the last frame). */
const LISTENED = 0.98;

export interface ApprovingPorts {
  readonly bulletins: Bulletins;
  readonly listening: Listening;
  readonly slots: Pick<Slots, 'all'>;
  readonly seal: ApprovalSeal;
  readonly clock: Clock;
}

export function createApproving(
  ports: ApprovingPorts,
  ground: DecisionGround,
): Pick<NewsroomDesk, 'approve' | 'heard'> {
  async function mustBeListenedTo(officer: Officer, clip: Clip): Promise<void> {
    const covered = await ports.listening.coveredMs(officer.org, officer.id, clip.sha256);
    if (covered < clip.ms * LISTENED) {
      throw new RelayError('needs-listening', 'the clip has not been listened to its end', {
        facts: { leftMs: Math.max(0, Math.round(clip.ms - covered)), coveredMs: Math.round(covered) },
      });
    }
  }

  async function approve(
    officer: Officer,
    id: BulletinId,
    decision: Decision & { readonly declared: boolean; readonly wish: BookingWish },
  ): Promise<{ complete: boolean; missing: number }> {
    mustBeAbleTo(officer, 'decide');
    const bulletin = await ground.bulletin(officer.org, id);
    mustBeDecidable(bulletin, decision);
    mustBeReadSurely(bulletin.current);
    const clip = await ground.clip(bulletin);
    if (!decision.declared) await mustBeListenedTo(officer, clip);
    const organisation = await ground.organisation(officer.org);
    const towers = await ground.towers(officer.org, decision.wish);
    const now = ports.clock.now();
    await ground.mustFit(bulletin, clip, decision.wish, organisation.quietHours, now);
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
    ground.swapped(await ports.bulletins.consent(officer.org, id, bulletin.version, consent, sealed, deed));
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

    async heard(officer, clipSha: ClipSha, fromMs, toMs) {
      mustBeAbleTo(officer, 'see-bulletins');
      const clip = await ports.bulletins.clip(officer.org, clipSha);
      if (clip === undefined) throw new RelayError('not-found', 'there is no such clip');
      const from = Math.max(0, Math.min(fromMs, clip.ms));
      const to = Math.max(from, Math.min(toMs, clip.ms));
      await ports.listening.heard(officer.org, officer.id, clipSha, from, to);
      return Math.min(1, (await ports.listening.coveredMs(officer.org, officer.id, clipSha)) / clip.ms);
    },
  };
}

function standing(bulletin: Bulletin, given: readonly Consent[]): readonly Consent[] {
  return given.filter((one) => one.voidedAt === undefined && one.revision === bulletin.current.n);
}
