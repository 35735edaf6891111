#!/usr/bin/env node
// The `hokrachai` command: one line per subcommand, each in src/commands/.
import type { Command } from './commands/command.ts';
import { RelayError } from './core/errors.ts';

/** Loaded only when asked for: a controller at a tower needs no database, a reading no broker. */
const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Promise<Command> }>> = {
  try: {
    summary:
      'the whole story against a relay and two towers in temporary folders (--text-file F, --json, --aloud)',
    load: async () => (await import('./commands/try.ts')).tryCommand,
  },
  doctor: {
    summary: 'say what this machine has and what the relay would use (--json)',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  controller: {
    summary: 'run a speaker controller at a tower (--help)',
    load: async () => (await import('./commands/controller.ts')).controllerCommand,
  },
  conformance: {
    summary: 'examine a speaker controller rule by rule (--tower ID, --profile esp32, --reference, --help)',
    load: async () => (await import('./commands/conformance.ts')).conformanceCommand,
  },
  'line send': {
    summary: 'sign and post an event the way LINE does (--text T, --text-file F, --unsend ID, …)',
    load: async () => (await import('./commands/line-send.ts')).lineSendCommand,
  },
  spoken: {
    summary:
      'print how a text is read aloud (--jsonl: {"id","text"} lines in, {"id","spoken","unread"} lines out)',
    load: async () => (await import('./commands/spoken.ts')).spokenCommand,
  },
  phonemes: {
    summary: 'print the pronunciation of Thai text (--jsonl: {"id","word"} lines in, {"id","ipa"} lines out)',
    load: async () => (await import('./commands/phonemes.ts')).phonemesCommand,
  },
  speak: {
    summary:
      'TEXT -o out.mp3: speak a text into a file (--voice, --raw, --picture out.png, --text-file F, --class)',
    load: async () => (await import('./commands/speak.ts')).speakCommand,
  },
  voices: {
    summary: 'list the voices, which of them work here and what each takes (--sample FOLDER, --json)',
    load: async () => (await import('./commands/voices.ts')).voicesCommand,
  },
  fleet: {
    summary: 'many simulated towers against a real relay and broker (--towers N, --scenario S, --help)',
    load: async () => (await import('./commands/fleet.ts')).fleetCommand,
  },
  link: {
    summary: 'USERNAME: print a one-time sign-in link for an officer (run where the relay’s data lies)',
    load: async () => (await import('./commands/link.ts')).linkCommand,
  },
  token: {
    summary: 'NAME: print an API token for another organisation’s system (run where the relay’s data lies)',
    load: async () => (await import('./commands/token.ts')).tokenCommand,
  },
  keys: {
    summary: 'list the keys that towers trust; rotate, revoke, protect, roots, export, sign, import (--help)',
    load: async () => (await import('./commands/keys.ts')).keysCommand,
  },
  signer: {
    summary: 'hold the approval keys in a process of its own and seal what its own rules allow (--help)',
    load: async () => (await import('./commands/signer.ts')).signerCommand,
  },
  mosquitto: {
    summary: 'FILE: write the first dynamic-security.json of a Mosquitto, with the relay’s account',
    load: async () => (await import('./commands/mosquitto.ts')).mosquittoCommand,
  },
};

function help(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  hokrachai ${name.padEnd(width)}  ${summary}`,
  );
  return ['หอกระจายข่าว: from a LINE message to the village loudspeaker', '', ...lines, ''].join('\n');
}

const args = process.argv.slice(2);
const words = args[0] === 'line' ? 2 : 1;
const name = args.slice(0, words).join(' ');
const command = COMMANDS[name];
if (command === undefined) {
  process.stdout.write(`${help()}\n`);
  process.exitCode = name === '' || name === '--help' || name === 'help' ? 0 : 2;
} else {
  try {
    process.exitCode = await (await command.load()).run(args.slice(words));
  } catch (error) {
    // What a person can act on is said in one line; anything else is a fault of ours and shows where.
    const known =
      error instanceof RelayError ||
      (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
    process.stderr.write(
      `hokrachai ${name}: ${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 2;
  }
}
