// The watch over the towers: twice a minute everything that is known of them is measured, what is new, louder or over is
// written down and told in the record. Signs → ailments; nothing a page shows is counted anywhere else.
import type { Instant, OrgId, TowerId } from '../core/ids.ts';
import {
  atLeast,
  isLouder,
  LOUDNESS,
  type Loudness,
  loudnessOf,
  type OpenAilment,
} from '../core/tower-loudness.ts';
import type { UnwellReason } from '../core/tower-meanings.ts';
import type { TowerSigns } from '../core/tower-signs.ts';
import { ailmentsOf, missedBy, type Standards } from '../core/tower-wellness.ts';
import type { Stage } from './conveyor.ts';
import { deedOf, SYSTEM } from './deeds.ts';
import type { Clock, Log } from './ports.ts';
import type { Organisations } from './records.ts';
import type { AilmentChange, KeptAilment, TowerVitals } from './tower-vitals.ts';

const LOOK_MS = 30_000;
/** What the protocol's messages say of themselves. */
const PROTOCOL = 1;

export interface TowerWatchPorts {
  readonly vitals: TowerVitals;
  readonly organisations: Pick<Organisations, 'all'>;
  /** The version of the keys that towers should trust by now. */
  readonly trustVersion: () => Promise<number | undefined>;
  /** Ends what a tower's name has of connections. */
  readonly bar: (tower: TowerId) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Over all organisations, when they were last looked at. */
export interface TowerFigures {
  readonly towers: number;
  readonly online: number;
  /** Ailments by reason, and towers by how loud they are told. */
  readonly ailments: Readonly<Record<string, number>>;
  readonly unwell: Readonly<Record<string, number>>;
  /** The longest since a tower was last in contact. */
  readonly silentMs: number;
}

export function createTowerWatch(ports: TowerWatchPorts): Stage<OrgId> & { figures(): TowerFigures } {
  const { vitals, clock, log } = ports;
  const seen = new Map<OrgId, TowerFigures>();
  let lookedAt = Number.NEGATIVE_INFINITY;

  /** What keys there are is no reason not to look after the towers. */
  async function trustVersion(): Promise<number | undefined> {
    try {
      return await ports.trustVersion();
    } catch (error) {
      log.debug({ err: error }, 'trust-version-unknown');
      return undefined;
    }
  }

  async function look(org: OrgId): Promise<void> {
    const now = clock.now();
    const standards: Standards = { now, protocol: PROTOCOL, trustVer: await trustVersion() };
    const [signs, open] = await Promise.all([vitals.signs(org, now), vitals.open(org)]);
    const changes = changesOf(signs, open, standards);
    if (changes.length > 0) await vitals.note(org, changes);
    for (const { before, after } of changes) {
      if (after === undefined || after.told === before?.told) continue;
      if (atLeast(after.told, 'listed'))
        log.warn({ tower: after.tower, reason: after.reason, told: after.told }, 'tower-unwell');
      if (before === undefined && after.reason === 'cloned') await ports.bar(after.tower);
    }
    seen.set(org, figuresOf(signs, afterThat(open, changes), now));
  }

  return {
    name: 'watch',
    parallel: 1,
    async due() {
      const now = clock.now();
      if (Math.abs(now - lookedAt) < LOOK_MS) return [];
      lookedAt = now;
      return (await ports.organisations.all()).map(({ id }) => id);
    },
    run: look,
    // The next look is soon.
    failed: async () => undefined,
    figures: () => together([...seen.values()]),
  };
}

/** What has to be written so that the record says what is found. */
export function changesOf(
  signs: readonly TowerSigns[],
  open: readonly KeptAilment[],
  standards: Standards,
): readonly AilmentChange[] {
  const openAt = new Map<TowerId, KeptAilment[]>();
  for (const one of open) openAt.set(one.tower, [...(openAt.get(one.tower) ?? []), one]);
  const found = signs.flatMap((tower) => foundAt(tower, openAt.get(tower.tower) ?? [], standards));
  const still = new Set(found.map(({ before }) => before));
  const over = open
    .filter((one) => !still.has(one))
    .map((before) => ({
      before,
      after: undefined,
      deed: atLeast(before.told, 'listed') ? deed('tower-well', before, standards.now) : undefined,
    }));
  return [...found.filter(({ before, after }) => !isSame(before, after)), ...over];
}

interface Found extends AilmentChange {
  readonly after: KeptAilment;
}

function foundAt(tower: TowerSigns, open: readonly KeptAilment[], standards: Standards): readonly Found[] {
  const since = new Map(open.map((one): [UnwellReason, Instant] => [one.reason, one.since]));
  return ailmentsOf(tower, standards, since).map((ailment) => {
    const before = open.find((one) => one.reason === ailment.reason);
    const found = { ...ailment, missesAt: missedBy(ailment.reason, tower) };
    const after = { ...found, told: toldOf(before, found, standards.now) };
    const isNews = atLeast(after.told, 'listed') && after.told !== before?.told;
    return { before, after, deed: isNews ? deed('tower-unwell', after, standards.now) : undefined };
  });
}

/** What has been told is not taken back before it is over: only the pages grow quieter. */
function toldOf(before: KeptAilment | undefined, found: OpenAilment, now: Instant): Loudness {
  const loud = loudnessOf(found, now);
  return before?.since === found.since && isLouder(before.told, loud) ? before.told : loud;
}

function isSame(before: KeptAilment | undefined, after: KeptAilment): boolean {
  return (
    before !== undefined &&
    before.since === after.since &&
    before.told === after.told &&
    before.missesAt === after.missesAt &&
    String(before.detail) === String(after.detail)
  );
}

function deed(act: 'tower-unwell' | 'tower-well', { tower, reason, since, told }: KeptAilment, at: Instant) {
  return deedOf(SYSTEM, at, act, 'tower', tower, { reason, since, told });
}

function afterThat(open: readonly KeptAilment[], changes: readonly AilmentChange[]): readonly KeptAilment[] {
  const gone = new Set(changes.map(({ before }) => before));
  return [...open.filter((one) => !gone.has(one)), ...changes.flatMap(({ after }) => after ?? [])];
}

function figuresOf(signs: readonly TowerSigns[], open: readonly KeptAilment[], now: Instant): TowerFigures {
  const loudest = new Map<TowerId, KeptAilment['told']>();
  const ailments: Record<string, number> = {};
  for (const { tower, reason, told } of open) {
    ailments[reason] = (ailments[reason] ?? 0) + 1;
    const before = loudest.get(tower);
    if (before === undefined || isLouder(told, before)) loudest.set(tower, told);
  }
  const told = [...loudest.values()];
  return {
    towers: signs.length,
    online: signs.filter(({ online }) => online).length,
    ailments,
    unwell: Object.fromEntries(LOUDNESS.map((step) => [step, told.filter((one) => one === step).length])),
    silentMs: Math.max(
      0,
      ...signs.map(({ lastContactAt }) => (lastContactAt === undefined ? 0 : now - lastContactAt)),
    ),
  };
}

function together(all: readonly TowerFigures[]): TowerFigures {
  const sum = (counts: readonly Readonly<Record<string, number>>[]) => {
    const total: Record<string, number> = {};
    for (const one of counts)
      for (const [name, count] of Object.entries(one)) total[name] = (total[name] ?? 0) + count;
    return total;
  };
  return {
    towers: all.reduce((total, one) => total + one.towers, 0),
    online: all.reduce((total, one) => total + one.online, 0),
    ailments: sum(all.map((one) => one.ailments)),
    unwell: sum(all.map((one) => one.unwell)),
    silentMs: Math.max(0, ...all.map((one) => one.silentMs)),
  };
}
