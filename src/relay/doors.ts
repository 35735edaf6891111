// The doors of the relay, all on one port: the API, LINE's webhook, clips for towers, figures, and the console.
import { createConsole } from '../adapters/console/console.ts';
import { sentenceFor } from '../adapters/http/errors-in-words.ts';
import { createHttpDoor, type HttpDoor } from '../adapters/http/http-door.ts';
import { createHttpMetrics } from '../adapters/http/metrics.ts';
import { createLineDoor, type LineDoor } from '../adapters/line/door.ts';
import type { TowerLineRoom } from '../adapters/mqtt/tower-line.ts';
import type { Config } from '../config.ts';
import { contractInYaml, contractVectors } from '../contract.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../pipeline/ports.ts';
import type { Desks } from './desks.ts';
import type { Duties } from './duties.ts';
import type { Storage } from './storage.ts';

export interface DoorsParts {
  readonly desks: Desks;
  readonly storage: Storage;
  readonly broker: TowerLineRoom;
  readonly duties: Duties;
  readonly clock: Clock;
  readonly log: Log;
}

export function createDoors(config: Config, parts: DoorsParts): HttpDoor {
  const { desks, storage, broker, duties, clock, log } = parts;
  const { host, port = 8080, portIsSet, publicUrl, trustProxy } = config;
  const secureCookies = publicUrl?.startsWith('https:') ?? false;
  return createHttpDoor({ host, port, portIsSet, publicUrl, trustProxy, secureCookies }, desks, {
    log,
    clock,
    line: lineDoorOf(config),
    clips: storage.shelf,
    towerClips: config.tower.clipsUrl === undefined ? undefined : storage.records.brokerShelf,
    welcome: async (welcome) => broker.welcome(welcome),
    contract: contractInYaml(config.mqtt.topicRoot),
    vectors: contractVectors,
    metrics: createHttpMetrics(duties.conveyor.underWay, duties.swept, duties.towerFigures),
    plugins: [createConsole(desks, { clock, sentenceFor, secureCookies, log })],
  });
}

/** Our one channel is named `line` in the records. */
function lineDoorOf({ line }: Config): LineDoor | undefined {
  const channelSecrets = [line.channelSecret, line.previousChannelSecret].filter((one) => one !== undefined);
  return channelSecrets.length === 0 ? undefined : createLineDoor({ channel: 'line', channelSecrets });
}
