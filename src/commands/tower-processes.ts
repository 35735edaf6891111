// Reference controllers as processes of their own beside a relay: the sample village's towers and those of `try`.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One line that a controller says on its standard output. */
export interface TowerEvent {
  readonly tower: string;
  readonly at: number;
  readonly event: string;
  readonly id?: string;
  readonly why?: string;
  readonly skewMs?: number;
  readonly playedMs?: number;
}

export interface TowerProcess {
  /** Its folder: credentials, plan, clips, receipts, and `heard/` with a WAV sink. */
  readonly folder: string;
  /** Undefined when the folder holds credentials already. */
  readonly code: string | undefined;
}

export interface TowersOptions {
  readonly relayUrl: string;
  readonly ffmpegPath: string;
  readonly sink: string;
  readonly towers: readonly TowerProcess[];
  readonly onEvent: (event: TowerEvent) => void;
  /** A controller ended by itself. */
  readonly onExit: (tower: TowerProcess, code: number | null) => void;
  /** Then it is started again; `undefined` leaves it. */
  readonly restartAfterMs: number | undefined;
}

const CLI = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../cli.ts' : '../cli.js', import.meta.url),
);

export function startTowers(options: TowersOptions): { stop(): Promise<void> } {
  const running = new Set<ChildProcess>();
  let stopping = false;

  function start(tower: TowerProcess): void {
    const claim = tower.code === undefined ? [] : ['--claim', options.relayUrl];
    const child = fork(
      CLI,
      [
        'controller',
        ...claim,
        '--data',
        tower.folder,
        '--sink',
        options.sink,
        '--ffmpeg',
        options.ffmpegPath,
        '--json-events',
        '--log',
        'warn',
      ],
      {
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
        // The code is a secret: not on a command line that every user of the machine can read.
        env: { ...process.env, ...(tower.code === undefined ? {} : { HOKRACHAI_CLAIM_CODE: tower.code }) },
      },
    );
    running.add(child);
    if (child.stdout !== null)
      createInterface({ input: child.stdout }).on('line', (line) => told(line, options.onEvent));
    child.once('exit', (code) => {
      running.delete(child);
      if (!stopping) options.onExit(tower, code);
      if (!stopping && options.restartAfterMs !== undefined)
        setTimeout(() => stopping || start(tower), options.restartAfterMs).unref();
    });
  }

  for (const tower of options.towers) start(tower);
  return {
    async stop() {
      stopping = true;
      await Promise.all([...running].map((child) => ended(child)));
    },
  };
}

function told(line: string, onEvent: (event: TowerEvent) => void): void {
  if (line.startsWith('{')) onEvent(JSON.parse(line) as TowerEvent);
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  });
}

/** Whether this machine has something to play sound with; a server mostly has not. */
export function hasLoudspeaker(environment: NodeJS.ProcessEnv): boolean {
  if (process.platform !== 'linux') return true;
  const pulse = join(environment['XDG_RUNTIME_DIR'] ?? '/nonexistent', 'pulse', 'native');
  if (existsSync(pulse) || environment['PULSE_SERVER'] !== undefined) return true;
  return existsSync('/dev/snd') && readdirSync('/dev/snd').some((name) => /^pcmC\d+D\d+p$/.test(name));
}
