// Makes a controller with mistakes: the sources are copied, edited and loaded as they then are.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { createController as CreateController } from '../../src/controller/controller.ts';
import type { createMqttLink as CreateMqttLink } from '../../src/controller/mqtt-link.ts';
import type { Spoilt } from './mistake.ts';

const HOME = fileURLToPath(new URL('../..', import.meta.url));

export interface SpoiltParts {
  readonly createController: typeof CreateController;
  /** Its link to the broker, for mistakes that only a real line shows. */
  readonly createMqttLink: typeof CreateMqttLink;
}

/** The controller with these mistakes, from a copy of the sources that is gone when the test has ended. */
export async function spoil(
  mistakes: readonly Spoilt[],
  t: { teardown(fn: () => void): void },
): Promise<SpoiltParts> {
  const folder = mkdtempSync(join(tmpdir(), 'hokrachai-spoilt-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'src'));
  for (const part of ['src/controller', 'src/wire', 'src/log.ts', 'package.json', 'tsconfig.json'])
    cpSync(join(HOME, part), join(folder, part), { recursive: true });
  for (const part of ['node_modules', 'src/core', 'src/thai'])
    symlinkSync(join(HOME, part), join(folder, part));
  for (const { says, file, find, put, also } of mistakes) {
    const path = join(folder, file);
    let whole = readFileSync(path, 'utf8');
    for (const edit of [{ find, put }, ...(also === undefined ? [] : [also])]) {
      if (whole.split(edit.find).length !== 2)
        throw new Error(`${says}: its place in ${file} is not in the source any more`);
      whole = whole.replace(edit.find, () => edit.put);
    }
    writeFileSync(path, whole);
  }
  const part = (name: string) => import(pathToFileURL(join(folder, 'src/controller', name)).href);
  const { createController } = await part('controller.ts');
  const { createMqttLink } = await part('mqtt-link.ts');
  return { createController, createMqttLink };
}
