// Clips as rows: one per organisation and content, with its renditions beside it to be found by their own hashes.
import { createHash } from 'node:crypto';
import type { Clip, Rendition, SoundDoubt } from '../../core/clip.ts';
import type { ClipSha, Instant, OrgId } from '../../core/ids.ts';
import { numbersFrom, recordsFrom, toJson } from './json.ts';
import { kept } from './kept.ts';
import type { Trx } from './room.ts';
import type { ClipTable, RenditionTable } from './tables.ts';

const keepOne = kept((db, { row }: { row: ClipTable }) =>
  db
    .insertInto('clips')
    .values(row)
    .onConflict((conflict) => conflict.columns(['org_id', 'sha256']).doUpdateSet({ used_at: row.used_at }))
    .compile(),
);
const keepRenditions = kept((db, { rows }: { rows: readonly RenditionTable[] }) =>
  db
    .insertInto('renditions')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['org_id', 'clip', 'sha256']).doNothing())
    .compile(),
);

/** Harmless when the clip is there: its name is its content. */
export async function keepClip(trx: Trx, org: OrgId, clip: Clip, now: Instant): Promise<void> {
  await keepOne(trx, { row: rowOf(clip, org, now) });
  const rows = clip.renditions.map(({ sha256, codec, bytes }) => ({
    ...{ org_id: org, clip: clip.sha256 },
    ...{ sha256, codec, bytes },
  }));
  if (rows.length > 0) await keepRenditions(trx, { rows });
}

function rowOf(clip: Clip, org: OrgId, now: Instant): ClipTable {
  return {
    org_id: org,
    sha256: clip.sha256,
    ms: clip.ms,
    lufs: clip.lufs,
    true_peak_db: clip.truePeakDb,
    renditions: toJson(clip.renditions),
    peaks: toJson(clip.peaks),
    doubts: toJson(clip.doubts),
    voice: clip.voice,
    recipe: clip.recipe,
    recipe_key: recipeKey(clip.recipe),
    made_at: clip.madeAt,
    used_at: now,
  };
}

export function recipeKey(recipe: string): string {
  return createHash('sha256').update(recipe).digest('hex');
}

export function clipOf(row: ClipTable): Clip {
  return {
    sha256: row.sha256 as ClipSha,
    org: row.org_id as OrgId,
    ms: row.ms,
    lufs: row.lufs,
    truePeakDb: row.true_peak_db,
    renditions: recordsFrom<Rendition>(row.renditions, 'clips.renditions', [
      'codec',
      'sha256',
      'bytes',
      'ms',
    ]),
    peaks: numbersFrom(row.peaks, 'clips.peaks'),
    doubts: recordsFrom<SoundDoubt>(row.doubts, 'clips.doubts', ['what', 'value']),
    voice: row.voice,
    recipe: row.recipe,
    madeAt: row.made_at,
  };
}
