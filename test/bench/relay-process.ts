// A relay in a process of its own for measuring: started on free ports in a folder of its own, asked until it is ready.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const SECRET = 'a-secret-of-the-bench-only-00000';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 60_000;

export interface RelayProcess {
  readonly url: string;
  /** `dist` or `tsx`. */
  readonly built: string;
  readonly readyAfterMs: number;
  /** RSS in MB, of the relay alone. */
  memoryMb(): Promise<number>;
  stop(): Promise<void>;
}

/** @param dataDir empty: the sample organisation is founded there */
export async function startRelayProcess(dataDir: string, port: number): Promise<RelayProcess> {
  const built = existsSync(`${ROOT}/dist/main.js`) ? 'dist' : 'tsx';
  // As `npm start` starts it: the relay makes little garbage, and 15 MB of room for it would lie idle.
  const program =
    built === 'dist' ? ['--max-semi-space-size=4', 'dist/main.js'] : ['--import', 'tsx', 'src/main.ts'];
  const startedAt = performance.now();
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      MQTT_PORT: String(port + 1),
      DATA_DIR: dataDir,
      SAMPLE_CONTROLLERS: '0',
      LINE_CHANNEL_SECRET: SECRET,
      LOG_LEVEL: 'error',
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await readyAt(`${url}/readyz`, child);
  const readyAfterMs = performance.now() - startedAt;
  return {
    url,
    built,
    readyAfterMs,
    async memoryMb() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
    },
    stop: () => ended(child),
  };
}

async function readyAt(url: string, child: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (performance.now() < giveUpAt) {
    if (child.exitCode !== null) throw new Error(`the relay ended with ${child.exitCode}`);
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error('the relay did not become ready');
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
