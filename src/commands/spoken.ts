// `hokrachai spoken "…"`: how a text would be read aloud, with what could not be read marked.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { readThai } from '../thai/reading.ts';
import type { Command } from './command.ts';

export const spokenCommand: Command = {
  async run(argv) {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { jsonl: { type: 'boolean', default: false } },
    });
    if (values.jsonl) return readLines();
    const reading = readThai(positionals.join(' '));
    process.stdout.write(`${reading.spoken}\n`);
    for (const token of reading.unread)
      process.stdout.write(
        `  ? ${token.written}: ${token.why}${token.proposed === '' ? '' : ` (${token.proposed})`}\n`,
      );
    return reading.unread.length === 0 ? 0 : 1;
  },
};

async function readLines(): Promise<number> {
  let broken = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const { id, text } = parsed(line);
    if (text === undefined) broken += 1;
    const reading = readThai(text ?? '');
    process.stdout.write(
      `${JSON.stringify({ id, spoken: reading.spoken, unread: reading.unread.map((token) => token.written) })}\n`,
    );
  }
  return broken === 0 ? 0 : 2;
}

function parsed(line: string): { id: unknown; text: string | undefined } {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string') {
      return { id: 'id' in value ? value.id : null, text: value.text };
    }
  } catch (error) {
    process.stderr.write(`not JSON: ${line.slice(0, 80)} (${error instanceof Error ? error.message : ''})\n`);
    return { id: null, text: undefined };
  }
  process.stderr.write(`no "text" in: ${line.slice(0, 80)}\n`);
  return { id: null, text: undefined };
}
