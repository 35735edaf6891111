// Where the settings come from: the files beside this program and the environment that the mains hand in.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type Config, readConfig } from './config.ts';
import { RelayError } from './core/errors.ts';
import { readFoundation } from './foundation-file.ts';
import type { Foundation } from './pipeline/founding.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of package.json: config/ and audio/ lie in it, whether this runs from src/ or from dist/. */
export const HOME = dirname(dirname(fileURLToPath(import.meta.url)));

/** config/relay.yaml (or CONFIG_FILE) and the environment. @throws RelayError `config` with every mistake */
export function loadConfig(environment: Environment): Config {
  const given = environment['CONFIG_FILE'];
  const path = given ?? join(HOME, 'config', 'relay.yaml');
  if (given !== undefined && !existsSync(path))
    throw new RelayError('config', `CONFIG_FILE names ${path}, which is not there`);
  return readConfig(existsSync(path) ? parseYaml(path) : undefined, environment, (file) =>
    readFileSync(file, 'utf8'),
  );
}

/** The organisation's file named by the settings. */
export function loadFoundation(config: Pick<Config, 'organisation'>): Foundation {
  const path =
    isAbsolute(config.organisation) || existsSync(config.organisation)
      ? config.organisation
      : join(HOME, config.organisation);
  if (!existsSync(path))
    throw new RelayError('config', `ORGANISATION_FILE names ${path}, which is not there`);
  return readFoundation(parseYaml(path), path);
}

function parseYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new RelayError(
      'config',
      `${path} is not readable YAML: ${cause instanceof Error ? cause.message : ''}`,
      { cause },
    );
  }
}
