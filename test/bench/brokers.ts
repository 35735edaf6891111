// The brokers that are measured: the embedded one without a relay, and Debian's Mosquitto with the shipped configuration.
import { type ChildProcess, spawn } from 'node:child_process';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
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
const ITERATIONS = 101;
export const SILENT = createLog({ level: 'silent', readable: false });
export const LISTENER = { username: 'listener', password: 'listener-password-of-the-bench' };
export const RELAY = { username: 'relay', password: 'relay-password-of-the-bench' };

/** The relay's own account, and one for all listeners: the same rights as a tower's, for every tower. */
function withListener(): string {
  const first = JSON.parse(firstDynamicSecurity('tower/v1', RELAY));
  // Few rounds: two thousand sign in with it, and their passwords are not what is measured.
  const salt = randomBytes(12);
  const password = pbkdf2Sync(LISTENER.password, salt, ITERATIONS, 64, 'sha512').toString('base64');
  const all = { topic: 'tower/v1/#', priority: 0, allow: true };
  const acls = ['publishClientReceive', 'subscribePattern'].map((acltype) => ({ acltype, ...all }));
  first.clients.push({
    username: LISTENER.username,
    password,
    salt: salt.toString('base64'),
    iterations: ITERATIONS,
    roles: [{ rolename: 'listener' }],
  });
  first.roles.push({ rolename: 'listener', acls });
  return JSON.stringify(first);
}

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
  writeFileSync(join(home, 'dynamic-security.json'), withListener());
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
