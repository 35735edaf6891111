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
  const { tower, topicRoot, tls, listen, profile } = settings;
  const out = (line: string) => void (settings.isJson ? process.stderr : process.stdout).write(`${line}\n`);
  const password = randomBytes(32).toString('base64url');
  const code = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  const broker = createBenchBroker({ host: listen, port: settings.mqttPort, password, topicRoot, tls });
  const teller = createTeller(out);
  const folder = settings.isReference ? await mkdtemp(join(tmpdir(), 'hokrachai-conformance-')) : undefined;
  let url = '';
  const device = folder === undefined ? byHand(out) : createReferenceDevice(() => url, code, folder);
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
  const port = await broker.start();
  const door = createClaimDoor({
    host: listen,
    port: settings.httpPort,
    code,
    tls,
    credentials: () => credentials(port),
    clips,
  });
  try {
    const doorPort = await door.start();
    url = `${tls === undefined ? 'http' : 'https'}://${settings.address}:${doorPort}`;
    if (folder === undefined) await invite();
    else await device.on();
    const findings = await exam.run();
    const summary = summarise(findings, settings);
    if (settings.isJson) sayInJson(findings, summary, profile);
    teller.ends(findings, summary);
    return summary.passed ? 0 : 1;
  } finally {
    if (folder !== undefined) await device.off();
    await door.stop();
    await broker.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  function credentials(mqttPort: number): ClaimResponse {
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
      ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    };
  }

  async function invite(): Promise<void> {
    if (settings.credentialsFile !== undefined) {
      await writeFile(settings.credentialsFile, `${JSON.stringify(credentials(port), null, 2)}\n`, {
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

function byHand(out: (line: string) => void): Power & MuteSwitch {
  const ask = async (what: string) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    await lines.question(`${what}, then press Enter `);
    lines.close();
    out('thank you');
  };
  return {
    off: () => ask('cut the power of the device now'),
    on: () => ask('give it power again'),
    press: () => ask('it sounds: press the mute of the device now'),
    release: () => ask('release the mute of the device'),
  };
}
