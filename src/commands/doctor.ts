// `hokrachai doctor`: what this machine has and which of it the relay would use, with what to do where something lacks.
import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describe, findFfmpeg, pathDirsOf } from '../adapters/audio/find-ffmpeg.ts';
import type { Config } from '../config.ts';
import { asRelayError } from '../core/errors.ts';
import { createVoices } from '../engines.ts';
import { loadConfig, loadFoundation } from '../settings.ts';
import { type Command, commandLog } from './command.ts';

interface Finding {
  readonly part: string;
  readonly state: 'good' | 'careful' | 'bad';
  readonly says: string;
}

const SIGN = { good: '✓', careful: '!', bad: '✗' } as const;

export const doctorCommand: Command = {
  async run(argv) {
    const { values } = parseArgs({ args: argv, options: { json: { type: 'boolean', default: false } } });
    const findings = await examine(process.env);
    if (values.json) process.stdout.write(`${JSON.stringify(findings)}\n`);
    else
      for (const { part, state, says } of findings) process.stdout.write(`${SIGN[state]} ${part}: ${says}\n`);
    return findings.some((one) => one.state === 'bad')
      ? 2
      : findings.some((one) => one.state === 'careful')
        ? 1
        : 0;
  },
};

async function examine(environment: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = loadConfig(environment);
    loadFoundation(config);
  } catch (error) {
    return [{ part: 'settings', state: 'bad', says: asRelayError(error).message }];
  }
  return [
    {
      part: 'settings',
      state: 'good',
      says: `read; the console on ${config.host}:${config.port ?? '8080 or the next free port'}`,
    },
    { part: 'Node.js', state: 'good', says: process.version },
    await ffmpegOf(config, environment['PATH']),
    ...(await enginesIn(config, environment['PATH'])),
    await diskOf(config.dataDir),
    lineOf(config),
    brokerOf(config),
  ];
}

async function ffmpegOf(config: Config, path: string | undefined): Promise<Finding> {
  try {
    const found = await findFfmpeg({ configured: config.ffmpegPath, pathDirs: pathDirsOf(path) });
    return { part: 'ffmpeg', state: found.source === 'npm' ? 'careful' : 'good', says: describe(found) };
  } catch (error) {
    return {
      part: 'ffmpeg',
      state: 'bad',
      says: `${asRelayError(error).message} Install ffmpeg, or set FFMPEG_PATH.`,
    };
  }
}

async function enginesIn(config: Config, path: string | undefined): Promise<readonly Finding[]> {
  const voices = createVoices(config, { path, log: commandLog('silent') });
  const order = voices.orderOf(undefined, 'routine');
  const wanted = order.flatMap((name) => voices.all.find((one) => one.name === name) ?? []);
  const verdicts = await Promise.all(
    wanted.map(async ({ name, engine }) => ({
      name,
      where: engine.terms?.sendsTextTo,
      verdict: await engine.check(),
    })),
  );
  const first = verdicts.findIndex(({ verdict }) => verdict.usable);
  const findings = verdicts.map(
    ({ name, where, verdict }, i): Finding => ({
      part: `voice ${i + 1}`,
      // A missing voice that others stand in for is no fault, unless it is the one that is wanted.
      state: i === 0 && !verdict.usable ? 'careful' : 'good',
      says: verdict.usable
        ? `${name}: ${verdict.detail}${where === undefined ? '' : ` — sends the words to ${where}`}${i === first ? ' — this one speaks' : ''}`
        : `${name}: not here (${verdict.why})`,
    }),
  );
  if (first >= 0) return findings;
  return [
    ...findings,
    {
      part: 'voice',
      state: 'bad',
      says: 'no engine works: install espeak-ng, or run npm install with optional packages',
    },
  ];
}

async function diskOf(folder: string): Promise<Finding> {
  const place = resolve(folder);
  try {
    await mkdir(place, { recursive: true, mode: 0o700 });
    await access(place, constants.W_OK);
    const { bavail, bsize } = await statfs(place);
    const gigabytes = (bavail * bsize) / 1e9;
    return {
      part: 'data folder',
      state: gigabytes < 1 ? 'careful' : 'good',
      says: `${place}, ${gigabytes.toFixed(1)} GB free`,
    };
  } catch (error) {
    return {
      part: 'data folder',
      state: 'bad',
      says: `${place} cannot be written (${asRelayError(error).message}): set DATA_DIR`,
    };
  }
}

function lineOf(config: Config): Finding {
  const { channelSecret, channelAccessToken } = config.line;
  if (channelSecret === undefined)
    return {
      part: 'LINE',
      state: 'careful',
      says: 'no channel yet: set LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN',
    };
  if (channelAccessToken === undefined)
    return {
      part: 'LINE',
      state: 'careful',
      says: 'LINE_CHANNEL_ACCESS_TOKEN is missing: text arrives, answers and voice messages do not',
    };
  return { part: 'LINE', state: 'good', says: 'channel secret and access token are set' };
}

function brokerOf(config: Config): Finding {
  const { url, host, port } = config.mqtt;
  if (url !== undefined) return { part: 'broker', state: 'good', says: `${new URL(url).host} (outside)` };
  return {
    part: 'broker',
    state: 'good',
    says: `embedded on ${host}:${port ?? '1883 or the next free port'}`,
  };
}
