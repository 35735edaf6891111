// What towers measured at their loudspeakers, receipt by receipt and play by play, and why one did not sound a test tone.
import type { Migration } from 'kysely';
import { columns, type Kind } from './ddl.ts';

export function measuredSound(kind: Kind): Record<string, Migration> {
  return {
    '0762-receipts-measured': columns(kind, 'receipts', 'amp text', 'amp_db real'),
    '0763-plays-measured': columns(kind, 'plays', 'amp text', 'amp_db real'),
    '0764-tower-signs-tone-refused': columns(
      kind,
      'tower_signs',
      'tone_refused text',
      'tone_refused_at integer',
    ),
  };
}
