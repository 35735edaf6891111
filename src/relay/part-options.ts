// What single parts are told of the settings: the settings go in, each part's own small options come out.
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { BrokerChoice } from '../adapters/mqtt/broker-choice.ts';
import { relayMark } from '../adapters/mqtt/relay-names.ts';
import type { TowerLineOptions } from '../adapters/mqtt/tower-line.ts';
import type { Config } from '../config.ts';
import type { EmergencyLimits, TowerLimits } from '../core/tower.ts';
import type { Retention } from '../pipeline/keeping.ts';

/** What every tower is told unless its organisation says otherwise. */
export function towerLimitsOf({ tower }: Config): Omit<TowerLimits, 'quietHours'> & EmergencyLimits {
  return {
    maxClipMs: tower.maxClipMinutes * 60_000,
    maxPlaysPerDay: tower.maxPlaysPerDay,
    maxRepeat: tower.maxRepeat,
    maxEmergencyMs: tower.maxEmergencyMinutes * 60_000,
    emergencyPauseMs: tower.emergencyPauseMinutes * 60_000,
    emergencyOverMute: tower.emergencyOverMute,
    volume: tower.volume,
    leadInMs: tower.leadInSeconds * 1000,
  };
}

/** @param owner this relay's name until it stops */
export function towerLineOptionsOf(config: Config, owner: string): TowerLineOptions {
  return {
    broker: brokerOf(config),
    topicRoot: config.mqtt.topicRoot,
    instance: owner,
    mark: markOf(config, owner),
    clipsUrl: config.tower.clipsUrl,
  };
}

/** Beside another relay only what a person has set tells us apart at every start; a port that was found does not. */
function markOf({ databaseUrl, dataDir, port, portIsSet }: Config, owner: string): string {
  const isAlone = databaseUrl === undefined;
  return relayMark(isAlone || portIsSet ? [hostname(), resolve(dataDir), String(port)] : [owner]);
}

function brokerOf({ mqtt, mqttPortIsSet: portIsSet }: Config): BrokerChoice {
  const { url, username = '', password = '', publicUrl, ca, host } = mqtt;
  if (url !== undefined) return { kind: 'external', url, username, password, publicUrl, ca };
  const { tlsCert: cert, tlsKey: key, tlsPort, port = 1883 } = mqtt;
  const tls = cert === undefined || key === undefined ? undefined : { cert, key, host, port: tlsPort, ca };
  return { kind: 'embedded', host, port, portIsSet, publicUrl, tls };
}

const DAY_MS = 24 * 3_600_000;

export function retentionOf({ retention }: Config): Retention {
  return {
    rawEventMs: retention.rawEventDays * DAY_MS,
    messageIdMs: retention.messageIdDays * DAY_MS,
    originalMs: retention.originalDays * DAY_MS,
    spareClipMs: retention.spareClipDays * DAY_MS,
    airedClipMs: retention.airedClipDays * DAY_MS,
    clipBytes: retention.clipMegabytes * 1_000_000,
  };
}
