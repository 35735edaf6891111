// Listening: the stretches of a clip that an officer's player has played, merged, so that the same minute twice is a
// minute.
import type { Listening } from '../../pipeline/records.ts';
import { recordsFrom, toJson } from './json.ts';
import { type Room, write } from './room.ts';

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}
/** Stretches this near to each other are one: players report in steps. */
const SEAM_MS = 50;
const MOST_SPANS = 500;

export function createListening(room: Room): Listening {
  return {
    async heard(org, officer, clip, fromMs, toMs) {
      if (!(toMs > fromMs && fromMs >= 0)) return;
      await write(room, async (trx) => {
        // The empty update locks the row, so that two reports of one player add up.
        const row = await trx
          .insertInto('listening')
          .values({ org_id: org, officer_id: officer, clip, spans: '[]', covered_ms: 0 })
          .onConflict((conflict) => conflict.columns(['org_id', 'officer_id', 'clip']).doUpdateSet({ clip }))
          .returning('spans')
          .executeTakeFirstOrThrow();
        const spans = merged([
          ...recordsFrom<Span>(row.spans, 'listening.spans', ['fromMs', 'toMs']),
          { fromMs: Math.round(fromMs), toMs: Math.round(toMs) },
        ]);
        await trx
          .updateTable('listening')
          .set({
            spans: toJson(spans.slice(0, MOST_SPANS)),
            covered_ms: spans.reduce((sum, span) => sum + span.toMs - span.fromMs, 0),
          })
          .where('org_id', '=', org)
          .where('officer_id', '=', officer)
          .where('clip', '=', clip)
          .execute();
      });
    },

    async coveredMs(org, officer, clip) {
      const row = await room.db
        .selectFrom('listening')
        .select('covered_ms')
        .where('org_id', '=', org)
        .where('officer_id', '=', officer)
        .where('clip', '=', clip)
        .executeTakeFirst();
      return row?.covered_ms ?? 0;
    },
  };
}

function merged(spans: readonly Span[]): readonly Span[] {
  const made: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = made.at(-1);
    if (last === undefined || span.fromMs > last.toMs + SEAM_MS) made.push(span);
    else made[made.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
  }
  return made;
}
