// Ways to switch an amplifier's relay: a program for each direction, a program that holds it while it runs, or a file
// such as a GPIO pin of the kernel. What they are is the owner's setting; on and off come in.
import type { ChildProcess } from 'node:child_process';
import { access, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RelayError } from '../core/errors.ts';
import type { Amplifier, Clock } from './ports.ts';
import { holdProgram, runProgram, type Words } from './run-program.ts';

const PATIENCE_MS = 5000;
const SETTLE_MS = 150;

export function createCommandSwitch(
  words: { readonly on: Words; readonly off: Words },
  clock: Clock,
): Amplifier {
  return {
    on: async () => void (await runProgram(words.on, PATIENCE_MS, clock)),
    off: async () => void (await runProgram(words.off, PATIENCE_MS, clock)),
  };
}

/** On for as long as the program runs: when we die it dies with our group, and the pin falls back. */
export function createHoldingSwitch(words: Words, clock: Clock): Amplifier {
  let child: ChildProcess | undefined;
  return {
    async on() {
      if (child?.exitCode === null && child.signalCode === null) return;
      child = await holdProgram(words, SETTLE_MS, clock);
    },
    async off() {
      child?.kill();
      child = undefined;
    },
  };
}

/**
 * A file that takes `1` and `0`; a GPIO pin of sysfs (`…/gpio17/value`) is exported and made an output when it is not.
 * @throws RelayError `disk-failed` from on and off
 */
export function createFileSwitch(path: string, isInverted: boolean): Amplifier {
  const set = async (isOn: boolean) => {
    try {
      await exportPin(path, isInverted);
      await writeFile(path, isOn === isInverted ? '0' : '1');
    } catch (cause) {
      throw new RelayError('disk-failed', `The amplifier's switch ${path} cannot be set.`, { cause });
    }
  };
  return { on: () => set(true), off: () => set(false) };
}

async function exportPin(path: string, isInverted: boolean): Promise<void> {
  const pin = /\/gpio(\d+)\/value$/.exec(path)?.[1];
  if (pin === undefined || (await isThere(path))) return;
  await writeFile(`${dirname(dirname(path))}/export`, pin);
  // an output that is born with its level: no click of the relay in between
  await writeFile(`${dirname(path)}/direction`, isInverted ? 'high' : 'low');
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false; // not exported yet
  }
}
