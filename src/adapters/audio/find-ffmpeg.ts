// Which ffmpeg does the work: the configured one, else the one on PATH, else the one from npm → asked once what it can →
// a program that is known to be enough, or a reason a person can act on.
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RelayError } from '../../core/errors.ts';

export interface FoundFfmpeg {
  readonly path: string;
  /** As the program says it: `5.1.9-0+deb12u1`, `N-47683-g0e8eb07980-static`. */
  readonly version: string;
  readonly source: 'configured' | 'path' | 'npm';
  readonly hasOpus: boolean;
  readonly hasAfftdn: boolean;
}

export interface WhereToLook {
  /** From the settings; when it is set nothing else is tried: a wrong setting must not go unnoticed. */
  readonly configured: string | undefined;
  /** Folders in order, as PATH lists them. */
  readonly pathDirs: readonly string[];
  /** The bundled program; the default asks npm's optional package. */
  readonly bundled?: () => Promise<string | undefined>;
}

const NEEDED_FILTERS = ['firequalizer', 'compand', 'alimiter', 'ebur128', 'apad', 'atrim', 'afade', 'concat'];
const PROGRAM = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
const ask = promisify(execFile);

/** @throws RelayError `no-engine` naming every program that was tried and what it lacks */
export async function findFfmpeg({
  configured,
  pathDirs,
  bundled = fromNpm,
}: WhereToLook): Promise<FoundFfmpeg> {
  if (configured !== undefined) return examine(resolve(configured), 'configured');
  const lacks: unknown[] = [];
  for (const dir of pathDirs) {
    const path = resolve(join(dir, PROGRAM));
    if (!(await isProgram(path))) continue;
    try {
      return await examine(path, 'path');
    } catch (error) {
      lacks.push(error);
    }
  }
  const npm = await bundled();
  if (npm !== undefined) return examine(npm, 'npm');
  const tried = lacks.map((error) => (error instanceof Error ? error.message : String(error))).join('; ');
  throw new RelayError(
    'no-engine',
    `No usable ffmpeg${tried === '' ? '' : ` (${tried})`}: install ffmpeg 4.1 or newer, or name one in the settings`,
    { cause: new AggregateError(lacks) },
  );
}

/** PATH as a list, for the caller that may read the environment. */
export function pathDirsOf(path: string | undefined): string[] {
  return (path ?? '').split(delimiter).filter((dir) => dir !== '');
}

/** One line for `hokrachai doctor`. */
export function describe(found: FoundFfmpeg): string {
  const from = {
    configured: 'from the settings',
    path: 'from PATH',
    npm: 'from npm, old: prefer your system’s',
  }[found.source];
  const missing = [
    found.hasOpus ? '' : 'no Opus (MP3 only)',
    found.hasAfftdn ? '' : 'no afftdn (recordings keep their hiss)',
  ];
  const limits = missing.filter((text) => text !== '').join(', ');
  return `ffmpeg ${found.version}, ${found.path} (${from})${limits === '' ? '' : `: ${limits}`}`;
}

async function examine(path: string, source: FoundFfmpeg['source']): Promise<FoundFfmpeg> {
  const [version, encoders, filters] = await Promise.all([
    answer(path, '-version'),
    answer(path, '-encoders'),
    answer(path, '-filters'),
  ]);
  const encoderNames = namesIn(encoders);
  const filterNames = namesIn(filters);
  const missing = [
    ...(encoderNames.has('libmp3lame') ? [] : ['libmp3lame']),
    ...NEEDED_FILTERS.filter((name) => !filterNames.has(name)),
  ];
  if (missing.length > 0) {
    throw new RelayError('no-engine', `ffmpeg at ${path} lacks ${missing.join(', ')}`, { facts: { path } });
  }
  return {
    path,
    version: /^ffmpeg version (\S+)/.exec(version)?.[1] ?? 'unknown',
    source,
    hasOpus: encoderNames.has('libopus'),
    hasAfftdn: filterNames.has('afftdn'),
  };
}

async function answer(path: string, question: string): Promise<string> {
  try {
    const options = {
      timeout: 10_000,
      killSignal: 'SIGKILL',
      maxBuffer: 4_000_000,
      windowsHide: true,
    } as const;
    return (await ask(path, ['-hide_banner', question], options)).stdout;
  } catch (cause) {
    throw new RelayError('no-engine', `ffmpeg at ${path} does not answer`, { cause, facts: { path } });
  }
}

/** Flags, name, description in columns; the flags' width differs between versions, the order does not. */
function namesIn(listing: string): Set<string> {
  return new Set(listing.split(/\r?\n/).flatMap((line) => line.trim().split(/\s+/)[1] ?? []));
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function fromNpm(): Promise<string | undefined> {
  try {
    const { path } = (await import('@ffmpeg-installer/ffmpeg')).default;
    // Installed without its scripts the program lacks the right to run.
    await chmod(path, 0o755).catch(() => undefined);
    return path;
  } catch {
    // An optional package: on a machine it does not know it is absent, or throws when it is loaded.
    return undefined;
  }
}
