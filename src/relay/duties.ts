// The relay's duties: every stage with what it works with, in the order in which things pass them, on one conveyor.
import { trustIn } from '../adapters/keys/settle.ts';
import { createLineChannel } from '../adapters/line/channel.ts';
import { parseEvent } from '../adapters/line/event.ts';
import type { TowerLineRoom } from '../adapters/mqtt/tower-line.ts';
import { every } from '../adapters/time/clock.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { createClearing } from '../pipeline/clearing.ts';
import { createConveyor, type Ticker } from '../pipeline/conveyor.ts';
import { deedOf, SYSTEM } from '../pipeline/deeds.ts';
import { createDelivery } from '../pipeline/delivery.ts';
import { createIntake } from '../pipeline/intake.ts';
import type { Clock, LineChannel, Secrets } from '../pipeline/ports.ts';
import { createReceipts } from '../pipeline/receipts.ts';
import { createSweeps } from '../pipeline/sweeps.ts';
import { createTimetable } from '../pipeline/timetable.ts';
import { createTowerTones } from '../pipeline/tower-tones.ts';
import { createTowerWatch } from '../pipeline/tower-watch.ts';
import { createTrusting } from '../pipeline/trusting.ts';
import { createVoice } from '../pipeline/voice.ts';
import { retentionOf } from './part-options.ts';
import type { Storage } from './storage.ts';
import type { Studio } from './studio.ts';

export type Duties = ReturnType<typeof createDuties>;

export interface DutiesParts {
  readonly storage: Storage;
  readonly studio: Studio;
  readonly broker: TowerLineRoom;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly ticker: Ticker;
  readonly log: Log;
  /** Under which this relay claims its work. */
  readonly owner: string;
}

export function createDuties(config: Config, parts: DutiesParts) {
  const { storage, studio, broker, secrets, clock, ticker, log, owner } = parts;
  const { records, keys, shelf, clipFiles, originals, originalFiles, scratch } = storage;
  const files = { shelf, clipFiles, originals, originalFiles, scratch };
  const ports = {
    ...{ ...records, contacts: records.towerContacts, ...files, line: broker.line },
    ...{ secrets, clock, log, owner, changed: () => conveyor.nudge() },
  };

  const intake = createIntake({
    ...ports,
    parser: { parse: parseEvent },
    channel: lineChannelOf(config, log),
  });
  const voice = createVoice({ ...ports, ...studio, every, parallel: config.voice.parallel });
  const delivery = createDelivery(ports);
  const receipts = createReceipts(ports);
  const sweeps = createSweeps(ports, retentionOf(config));
  const trustVersion = async () => trustIn(await keys.trustDocument()).ver;
  const watch = createTowerWatch({ ...ports, trustVersion, bar: broker.bar });
  const trusting = createTrusting({
    ...ports,
    hasNews: keys.hasNews,
    concerns: keys.concerns,
    publish: broker.publishTrust,
    sealAnew: delivery.sealAnew,
    async note() {
      const facts = { version: keys.version() };
      for (const { id } of await records.organisations.all())
        await records.audit.add(id, deedOf(SYSTEM, clock.now(), 'keys-made', 'organisation', id, facts));
    },
  });
  const timetable = createTimetable(ports);
  const tones = createTowerTones(ports);
  const clearing = createClearing(ports);
  const stages = [trusting, intake, voice, timetable, delivery, receipts, watch, tones, clearing, sweeps];
  const conveyor = createConveyor(stages, { ticker, log, glance: () => records.worklist.idle(clock.now()) });

  return {
    conveyor,
    intake,
    voiceProgress: voice,
    towerNews: receipts.news,
    brokerIsBack: delivery.brokerIsBack,
    swept: sweeps.figures,
    towerFigures: watch.figures,
  };
}

function lineChannelOf({ line }: Config, log: Log): LineChannel | undefined {
  const { channelAccessToken, apiUrl, contentUrl } = line;
  if (channelAccessToken === undefined) return undefined;
  return createLineChannel({ channelAccessToken, apiUrl, contentUrl }, log);
}
