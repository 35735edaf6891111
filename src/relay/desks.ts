// The desks that the doors ask: what officers, a ministry's system and LINE may see and do here.
import type { TowerLineRoom } from '../adapters/mqtt/tower-line.ts';
import type { Config } from '../config.ts';
import type { Organisation } from '../core/organisation.ts';
import type { Readiness, WebhookDesk } from '../pipeline/desks.ts';
import { createDictionaryDesk } from '../pipeline/dictionary-desk.ts';
import { createFormulasDesk } from '../pipeline/formulas-desk.ts';
import { createNewsroom } from '../pipeline/newsroom.ts';
import { createPeople } from '../pipeline/people.ts';
import type { Clock, Secrets } from '../pipeline/ports.ts';
import { createSigningIn } from '../pipeline/signing-in.ts';
import { createTimetableDesk } from '../pipeline/timetable-desk.ts';
import { createTowerCare } from '../pipeline/tower-care.ts';
import { createTowers } from '../pipeline/towers.ts';
import { createVolumeDesk } from '../pipeline/volume-desk.ts';
import { createWeatherDesk } from '../pipeline/weather-desk.ts';
import { reasonsOf } from '../readiness.ts';
import type { Duties } from './duties.ts';
import { towerLimitsOf } from './part-options.ts';
import type { Storage } from './storage.ts';
import type { Studio } from './studio.ts';

export type Desks = ReturnType<typeof createDesks>;

export interface DesksParts {
  readonly storage: Storage;
  readonly studio: Studio;
  readonly broker: TowerLineRoom;
  readonly duties: Duties;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** The organisation this relay was founded for: LINE's events are its own. */
  readonly own: () => Promise<Organisation>;
}

export function createDesks(config: Config, parts: DesksParts) {
  const { storage, studio, broker, duties, secrets, clock, own } = parts;
  const { records, keys } = storage;
  const { views, items, bulletins, organisations, audit } = records;
  const { intake, voiceProgress, conveyor } = duties;
  const changed = conveyor.nudge;
  const ports = { ...records, line: broker.line, secrets, clock, limits: towerLimitsOf(config), changed };

  const webhook: WebhookDesk = {
    async keep(channel, events) {
      await records.inbox.keep((await own()).id, channel, events, clock.now());
      changed();
    },
  };
  const readiness: Readiness = {
    reasons: () =>
      reasonsOf({
        database: records.ready,
        broker: async () => broker.ready(),
        ffmpeg: studio.ffmpeg,
        voice: async () => studio.check((await own()).id),
        folder: config.dataDir,
      }),
  };
  return {
    ...{ views, items, bulletins, organisations, audit, intake, voiceProgress, preview: studio.preview },
    newsroom: createNewsroom({ ...ports, seal: keys }),
    dictionary: createDictionaryDesk(ports),
    timetable: createTimetableDesk(ports),
    formulas: createFormulasDesk(ports),
    weather: createWeatherDesk(ports),
    towers: createTowers(ports),
    care: createTowerCare(ports),
    volume: createVolumeDesk(ports),
    staff: { ...createSigningIn(ports), ...createPeople(ports) },
    readiness,
    webhook,
  };
}
