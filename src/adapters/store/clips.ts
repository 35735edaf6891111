// Clips as rows: one per organisation and content, with its renditions beside it to be found by their own hashes.
import { createHash } from 'node:crypto';
import type { Clip, Rendition, SoundDoubt } from '../../core/clip.ts';
import type { ClipSha, Instant, OrgId } from '../../core/ids.ts';
import { numbersFrom, recordsFrom, toJson } from './json.ts';
import type { Trx } from './room.ts';
import type { ClipTable } from './tables.ts';

/** Harmless when the clip is there: its name is its content. */
export async function keepClip(trx: Trx, org: OrgId, clip: Clip, now: Instant): Promise<void> {
  await trx
    .insertInto('clips')
    .values({
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
    })
    .onConflict((conflict) => conflict.columns(['org_id', 'sha256']).doUpdateSet({ used_at: now }))
    .execute();
  for (const one of clip.renditions) {
    await trx
      .insertInto('renditions')
      .values({ org_id: org, clip: clip.sha256, sha256: one.sha256, codec: one.codec, bytes: one.bytes })
      .onConflict((conflict) => conflict.columns(['org_id', 'clip', 'sha256']).doNothing())
      .execute();
  }
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
