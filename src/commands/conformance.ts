// `hokrachai conformance`: plays the relay against somebody's speaker controller, over the real contract and in real time, and
// judges what comes back on MQTT.
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { createBenchBroker } from '../conformance/bench-broker.ts';
import { createClaimDoor } from '../conformance/claim-door.ts';
import { createClipDoor } from '../conformance/clip-door.ts';
import { createExam } from '../conformance/examine.ts';
import type { Finding } from '../conformance/findings.ts';
import type { MuteSwitch, Power } from '../conformance/ports.ts';
import type { Profile } from '../conformance/rules.ts';
import type { ClaimResponse } from '../wire/claim.ts';
import type { Command } from './command.ts';
import { beReference, createReferenceDevice } from './conformance-reference.ts';
import { createTeller, jsonLineOf, listOf, type Summary, summarise } from './conformance-report.ts';
import { type ConformanceSettings, conformanceSettings, USAGE } from './conformance-settings.ts';
import { tlsOfExamination } from './conformance-tls.ts';

const LETTERS = 'abcdefghjkmnpqrstvwxyz23456789';
const CODE_LENGTH = 10;

export const conformanceCommand: Command = {
  async run(argv) {
    const settings = conformanceSettings(argv);
    if (settings.isHelp) return say(USAGE);
    if (settings.isList) return say(`${listOf(settings.profile)}\n`);
    if (settings.beReference !== undefined)
      return beReference(settings.beReference, process.env['HOKRACHAI_CLAIM_CODE'] ?? '', settings.data);
    return examine(settings);
  },
};

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

async function examine(settings: ConformanceSettings): Promise<number> {
  const { tower, topicRoot, listen, profile } = settings;
  const { tls, ca } = tlsOfExamination(settings, Date.now());
  const out = (line: string) => void (settings.isJson ? process.stderr : process.stdout).write(`${line}\n`);
  const password = randomBytes(32).toString('base64url');
  const code = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  const broker = createBenchBroker({ host: listen, port: settings.mqttPort, password, topicRoot, tls });
  const teller = createTeller(out);
  let url = '';
  let mqttPort = 0;
  const device = settings.isReference ? await ourDevice(() => url, code, ca) : byHand(out, invite);
  const clips = createClipDoor(tls !== undefined, () => url);
  const exam = createExam(
    {
      ...{ tower, topicRoot },
      leadMs: settings.leadMs,
      toleranceMs: settings.toleranceMs,
      patienceMs: settings.patienceMs,
      only: settings.only,
      isQuick: settings.isQuick,
      isLong: settings.isLong,
      power: settings.isReference || settings.asksForPower ? device : undefined,
      muteSwitch: settings.isReference || settings.asksForMute ? device : undefined,
      clipDoor: clips,
      begins: teller.begins,
      found: teller.found,
    },
    broker,
    { now: Date.now, after },
  );
  mqttPort = await broker.start();
  const door = createClaimDoor({
    host: listen,
    port: settings.httpPort,
    code,
    tls,
    credentials,
    clips,
  });
  try {
    const doorPort = await door.start();
    url = `${tls === undefined ? 'http' : 'https'}://${settings.address}:${doorPort}`;
    await device.arrives();
    const findings = await exam.run();
    const summary = summarise(findings, settings);
    if (settings.isJson) sayInJson(findings, summary, profile);
    teller.ends(findings, summary);
    return summary.passed ? 0 : 1;
  } finally {
    await device.leaves();
    await door.stop();
    await broker.stop();
  }

  function credentials(): ClaimResponse {
    return {
      v: 1,
      tower: tower.id,
      org: 'conformance',
      mqttUrl: `${tls === undefined ? 'mqtt' : 'mqtts'}://${settings.address}:${mqttPort}`,
      password,
      topicRoot,
      area: [tower.area],
      trust: exam.welcome.firstTrust(),
      roots: exam.welcome.roots,
      ...(ca === undefined ? {} : { ca }),
    };
  }

  async function invite(): Promise<void> {
    if (settings.hasOwnAuthority && settings.caFile !== undefined && ca !== undefined) {
      await writeFile(settings.caFile, ca);
      out(`the authority of this run is in ${settings.caFile}: both doors have certificates of it`);
    }
    if (settings.credentialsFile !== undefined) {
      await writeFile(settings.credentialsFile, `${JSON.stringify(credentials(), null, 2)}\n`, {
        mode: 0o600,
      });
      return out(`credentials of ${tower.id} are in ${settings.credentialsFile}; start the device with them`);
    }
    out(`enrol the device at ${url} with the code ${code.slice(0, 5)}-${code.slice(5)}`);
    out(`(POST ${url}/api/v1/claim {"v":1,"code":"${code}"}); then the examination begins by itself`);
  }
}

function sayInJson(findings: readonly Finding[], summary: Summary, profile: Profile): void {
  for (const finding of findings) process.stdout.write(`${jsonLineOf(finding, profile)}\n`);
  process.stdout.write(`${JSON.stringify({ summary })}\n`);
}

/** Shortens nothing: an examination lasts minutes, and a timer may not keep a process alive that has ended. */
function after(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, Math.max(0, ms));
  return () => clearTimeout(timer);
}

/** What is examined. */
interface Examined extends Power, MuteSwitch {
  arrives(): Promise<void>;
  leaves(): Promise<void>;
}

/**
 * The reference controller, with a folder that is gone when it leaves.
 * @param ca of both doors, where it is no public one
 */
async function ourDevice(url: () => string, code: string, ca: string | undefined): Promise<Examined> {
  const folder = await mkdtemp(join(tmpdir(), 'hokrachai-conformance-'));
  const caFile = join(folder, 'ca.pem');
  if (ca !== undefined) await writeFile(caFile, ca);
  const device = createReferenceDevice(url, code, folder, ca === undefined ? undefined : caFile);
  return {
    ...device,
    arrives: () => device.on(),
    async leaves() {
      await device.off();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Somebody else's, and the person beside it. */
function byHand(out: (line: string) => void, invite: () => Promise<void>): Examined {
  const ask = async (what: string) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    await lines.question(`${what}, then press Enter `);
    lines.close();
    out('thank you');
  };
  return {
    arrives: invite,
    leaves: async () => undefined,
    off: () => ask('cut the power of the device now'),
    on: () => ask('give it power again'),
    press: () => ask('it sounds: press the mute of the device now'),
    release: () => ask('release the mute of the device'),
  };
}
