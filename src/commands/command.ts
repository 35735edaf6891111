// What a subcommand is: a function from its arguments to an exit code.
import { createLog, type Log, type LogLevel } from '../log.ts';

export interface Command {
  run(argv: string[]): Promise<number>;
}

/** Log lines go to standard error; standard output belongs to the command's answer. */
export function commandLog(level: LogLevel): Log {
  return createLog({ level, readable: process.stderr.isTTY === true });
}
