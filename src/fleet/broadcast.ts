// One announcement through the whole office: handed in, voiced, settled, listened to and approved, and then watched until
// every tower that is to sound it has said how it ended.
import { randomBytes } from 'node:crypto';
import type { BulletinSeen } from '../commands/office-client.ts';
import { RelayError } from '../core/errors.ts';
import { type Broadcast, endsOf, type Spread, spreadOf } from './tally.ts';
import type { Voyage } from './voyage.ts';

const VOICE_MS = 300_000;

/** What became of a broadcast; times in ms. */
export interface BroadcastFigures {
  readonly name: string;
  readonly towers: number;
  /** From the consent until a tower had taken the plan, and until it had the clip. */
  readonly plan: Spread | undefined;
  readonly clip: Spread | undefined;
  /** How far from its signed time the first sample came, either way. */
  readonly skew: Spread | undefined;
  readonly ends: Readonly<Record<string, number>>;
  /** Plays that the relay has heard the end of. */
  readonly receipts: number;
}

/** @param leadMs from the consent to the time it is to sound */
export async function announce(
  voyage: Voyage,
  of: { readonly name: string; readonly leadMs: number; readonly towers: readonly string[] },
): Promise<Broadcast> {
  const { office } = voyage;
  voyage.phase(`${of.name}: words become a clip`);
  const words = `ทดสอบระบบเสียงตามสาย ${voyage.nextNumber()}`;
  const bulletin = await office.handIn(words, `fleet-${randomBytes(8).toString('hex')}`);
  if (bulletin === null) throw new RelayError('internal', 'The relay made no bulletin of the test text.');
  const seen = await voiced(voyage, bulletin);
  const clip = seen.clip;
  if (clip === null)
    throw new RelayError('clip-refused', `The relay could not make the clip: ${seen.reason ?? seen.state}`);
  await office.listen(bulletin, clip);
  const approvedAt = voyage.now();
  const at = Math.round((approvedAt + of.leadMs) / 1000) * 1000;
  const tally = voyage.tally.begin(bulletin, approvedAt);
  await office.approve(bulletin, seen.revision, clip.sha256, of.towers, new Date(at).toISOString());
  const broadcast = { name: of.name, bulletin, clipMs: clip.ms, at, towers: of.towers, tally };
  voyage.watch(broadcast);
  voyage.phase(`${of.name}: plans and clips go out`);
  return broadcast;
}

async function voiced({ office, until }: Voyage, bulletin: string): Promise<BulletinSeen> {
  const once = (revision: number) =>
    until('the clip', VOICE_MS, async () => {
      const seen = await office.bulletin(bulletin);
      return seen.state === 'drafted' || seen.revision < revision ? undefined : seen;
    });
  const first = await once(1);
  if ((first.reading?.unread ?? []).length === 0) return first;
  await office.settle(bulletin, first);
  return once(first.revision + 1);
}

/** The figures when all is told, as the towers and as the relay have it. */
export async function figuresOf(
  voyage: Voyage,
  of: Broadcast,
  patienceMs: number,
): Promise<BroadcastFigures> {
  const { tally } = of;
  const told = async () => {
    const { allPlays } = await voyage.office.bulletin(of.bulletin);
    return allPlays.filter(({ state }) => OVER.includes(state)).length;
  };
  const giveUpAt = performance.now() + patienceMs;
  let receipts = await told();
  while (receipts < tally.over.size && performance.now() < giveUpAt) {
    await voyage.pause(1_000);
    receipts = await told();
  }
  const since = (times: ReadonlyMap<string, number>) =>
    spreadOf([...times.values()].map((at) => at - tally.approvedAt));
  return {
    name: of.name,
    towers: of.towers.length,
    plan: since(tally.planned),
    clip: since(tally.ready),
    skew: spreadOf([...tally.sounded.values()].map((at) => Math.abs(at - of.at))),
    ends: endsOf(tally),
    receipts,
  };
}

const OVER = ['finished', 'stopped', 'skipped', 'failed', 'rejected', 'withdrawn', 'missed'];
