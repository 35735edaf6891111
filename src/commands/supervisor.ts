// What systemd is told of a controller that runs as its service: that it is up, and, as long as its queue moves, that it
// lives. Through `systemd-notify`, for Node has no such sockets; without NOTIFY_SOCKET nobody is told anything.
import { spawn } from 'node:child_process';
import type { Environment } from './controller-settings.ts';

interface Quiet {
  debug(facts: object, event: string): void;
}

/** @param idle resolves when what has arrived has been dealt with: a queue that hangs is a controller to start anew */
export function tellSupervisor(environment: Environment, idle: () => Promise<void>, log: Quiet): () => void {
  if (environment['NOTIFY_SOCKET'] === undefined) return () => undefined;
  const tell = (...words: string[]) => {
    const child = spawn('systemd-notify', words, { stdio: 'ignore' });
    child.on('error', (cause) => log.debug({ err: cause }, 'systemd was not told'));
  };
  tell('--ready');
  const everyMs = Number(environment['WATCHDOG_USEC'] ?? 0) / 3000;
  if (!(everyMs > 0)) return () => undefined;
  const timer = setInterval(() => {
    idle().then(
      () => tell('WATCHDOG=1'),
      (cause: unknown) => log.debug({ err: cause }, 'queue failed'),
    );
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
