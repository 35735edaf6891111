#!/usr/bin/env node
import type { Command } from './commands/command.ts';
// The `hokrachai` command: one line per subcommand, each in src/commands/.
import { controllerCommand } from './commands/controller.ts';
import { doctorCommand } from './commands/doctor.ts';
import { lineSendCommand } from './commands/line-send.ts';
import { linkCommand } from './commands/link.ts';
import { phonemesCommand } from './commands/phonemes.ts';
import { spokenCommand } from './commands/spoken.ts';
import { tokenCommand } from './commands/token.ts';
import { tryCommand } from './commands/try.ts';
import { RelayError } from './core/errors.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  try: tryCommand,
  doctor: doctorCommand,
  controller: controllerCommand,
  'line send': lineSendCommand,
  spoken: spokenCommand,
  phonemes: phonemesCommand,
  link: linkCommand,
  token: tokenCommand,
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
    process.exitCode = await command.run(args.slice(words));
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
