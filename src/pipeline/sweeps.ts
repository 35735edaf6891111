// Sweeps: what has served its time goes, a small batch at a time: rows first, then the files that no row names any more.
// A kill between the two leaves a file without a row, and the next look at the folder finds it. Nothing is remembered.
import type { Instant } from '../core/ids.ts';
import type { Stage } from './conveyor.ts';
import type { Forgetting, KeptFile, KeptFiles, OriginalRecords, Retention, SoundRecords } from './keeping.ts';
import type { Clock, Log } from './ports.ts';

const BATCH = 500;
const AGAIN_MS = 3_600_000;
/** The start has other things to do. */
const FIRST_MS = 60_000;
const AFTER_FAILURE_MS = 600_000;
/** Longer than it takes from a file on the disk to the row that names it. */
const FILE_GRACE_MS = 3_600_000;

export interface SweepsPorts {
  readonly forgetting: Forgetting;
  readonly sounds: SoundRecords;
  readonly originalRecords: OriginalRecords;
  readonly clipFiles: KeptFiles;
  readonly originalFiles: KeptFiles;
  readonly clock: Clock;
  readonly log: Log;
}

interface Sweep {
  readonly what: string;
  /** @returns how much went; a whole batch means that there is more */
  run(now: Instant, signal: AbortSignal): Promise<number>;
}

export interface Swept {
  /** Rows and files since the start, by what they were. */
  readonly swept: Readonly<Record<string, number>>;
  /** Bytes on the shelf of clips when it was last looked at. */
  readonly clipBytes: number;
}

export function createSweeps(ports: SweepsPorts, keep: Retention): Stage<Sweep> & { figures(): Swept } {
  const { forgetting, sounds, originalRecords, clock, log } = ports;
  const swept = new Map<string, number>();
  const dueAt = new Map<string, Instant>();
  let clipBytes = 0;

  const sweeps: readonly Sweep[] = [
    { what: 'raw-events', run: (now) => forgetting.rawEvents(now - keep.rawEventMs, BATCH) },
    { what: 'event-ids', run: (now) => forgetting.eventIds(now - keep.messageIdMs, BATCH) },
    { what: 'message-ids', run: (now) => forgetting.messageIds(now - keep.messageIdMs, now, BATCH) },
    { what: 'passes', run: (now) => forgetting.passes(now, BATCH) },
    { what: 'originals', run: (now) => originalRecords.dropClosed(now - keep.originalMs, BATCH) },
    {
      what: 'spare-clips',
      run: (now) => sounds.dropSpare(clipBytes > keep.clipBytes ? now : now - keep.spareClipMs, BATCH),
    },
    { what: 'aired-clips', run: (now) => sounds.dropAired(now - keep.airedClipMs, BATCH) },
    { what: 'listening', run: () => sounds.dropListening(BATCH) },
    { what: 'original-files', run: sweepFiles(ports.originalFiles, (org) => originalRecords.named(org)) },
    {
      what: 'clip-files',
      run: sweepFiles(ports.clipFiles, (_org, sha256s) => sounds.named(sha256s), weigh),
    },
  ];

  function weigh(files: readonly KeptFile[]): void {
    clipBytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (clipBytes <= keep.clipBytes) return;
    log.warn({ bytes: clipBytes, most: keep.clipBytes }, 'clips-take-more-than-they-should');
    // Sound that is only kept for convenience goes now; what was approved stays though the shelf is too full.
    dueAt.set('spare-clips', clock.now());
  }

  return {
    name: 'sweeps',
    parallel: 1,
    async due() {
      const now = clock.now();
      for (const { what } of sweeps) if (!dueAt.has(what)) dueAt.set(what, now + FIRST_MS);
      return sweeps.filter(({ what }) => (dueAt.get(what) ?? 0) <= now).slice(0, 1);
    },
    async run({ what, run }, signal) {
      const now = clock.now();
      dueAt.set(what, now + AGAIN_MS);
      const count = await run(now, signal);
      if (count >= BATCH) dueAt.set(what, now);
      if (count === 0) return;
      swept.set(what, (swept.get(what) ?? 0) + count);
      log.info({ what, count }, 'swept');
    },
    async failed({ what }) {
      dueAt.set(what, clock.now() + AFTER_FAILURE_MS);
    },
    figures: () => ({ swept: Object.fromEntries(swept), clipBytes }),
  };
}

/**
 * One look at a folder. A file goes when no row has named it in two looks an hour apart, and nobody has put it there
 * meanwhile: between a file and its row lies the work of a stage.
 */
function sweepFiles(
  files: KeptFiles,
  named: (org: string, sha256s: readonly string[]) => Promise<ReadonlySet<string>>,
  seen: (all: readonly KeptFile[]) => void = () => undefined,
): Sweep['run'] {
  let namelessSince = new Map<string, Instant>();

  async function namelessIn(batch: readonly KeptFile[]): Promise<readonly KeptFile[]> {
    const org = batch[0]?.org ?? '';
    const kept = await named(
      org,
      batch.flatMap(({ sha256 }) => sha256 ?? []),
    );
    return batch.filter(({ sha256 }) => sha256 === undefined || !kept.has(sha256));
  }

  return async (now, signal) => {
    const all = await files.list();
    seen(all);
    const nameless = new Map<string, Instant>();
    let gone = 0;
    for (const batch of batches(all)) {
      if (signal.aborted) return gone;
      for (const { path } of await namelessIn(batch)) {
        const since = namelessSince.get(path) ?? now;
        const isOld = now - since >= FILE_GRACE_MS;
        if (isOld && (await files.remove(path, now - FILE_GRACE_MS))) gone += 1;
        else nameless.set(path, since);
      }
    }
    namelessSince = nameless;
    return gone;
  };
}

/** Files of one organisation, a few hundred at a time. */
function batches(all: readonly KeptFile[]): readonly (readonly KeptFile[])[] {
  const made: KeptFile[][] = [];
  for (const file of all) {
    const last = made.at(-1);
    if (last !== undefined && last.length < BATCH && last[0]?.org === file.org) last.push(file);
    else made.push([file]);
  }
  return made;
}
