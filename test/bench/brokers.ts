// The brokers that are measured: the embedded one without a relay, and Debian's Mosquitto with the shipped configuration.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { firstDynamicSecurity } from '../../src/adapters/mqtt/dynamic-security.ts';
import { createLog } from '../../src/log.ts';

const PLUGIN = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib']
  .map((folder) => join(folder, 'mosquitto_dynamic_security.so'))
  .find((path) => existsSync(path));
const MOSQUITTO = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find((path) => existsSync(path));
export const SILENT = createLog({ level: 'silent', readable: false });
export const RELAY = { username: 'relay', password: 'relay-password-of-the-bench' };

export interface MosquittoProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof at === 'object' && at !== null ? at.port : 0;
}

/** @returns undefined where Mosquitto is not installed */
export async function startMosquitto(home: string): Promise<MosquittoProcess | undefined> {
  if (MOSQUITTO === undefined || PLUGIN === undefined) return undefined;
  const port = await freePort();
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o777);
  writeFileSync(join(home, 'dynamic-security.json'), firstDynamicSecurity('tower/v1', RELAY));
  const conf = `${readFileSync('config/mosquitto/mosquitto.conf', 'utf8')}\nuser root\nlog_type information\n`
    .replace('listener 1883', `listener ${port} 127.0.0.1`)
    .replaceAll('/mosquitto/data', home)
    .replace('/usr/lib/mosquitto_dynamic_security.so', PLUGIN);
  writeFileSync(join(home, 'mosquitto.conf'), conf);
  const child = spawn(MOSQUITTO, ['-c', join(home, 'mosquitto.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
      if (/mosquitto version \S+ running/.test(said)) resolve();
    });
    child.on('exit', () => reject(new Error(said)));
  });
  return { url: `mqtt://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
