// `hokrachai spoken "…"`: how a text would be read aloud, with what could not be read marked where it stands. With
// --jsonl, line after line in, line after line out, in one process. It reads the text; that something is left unread is
// told, and is no failure.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Reading, Segment } from '../thai/reading.ts';
import { readThai } from '../thai/reading.ts';
import type { Command } from './command.ts';

const HELP = `hokrachai spoken "TEXT"    the text as an announcer says it
hokrachai spoken < FILE    the same for what comes in
hokrachai spoken --jsonl   {"id","text"} lines in, {"id","spoken","unread"} lines out, in the same order

What could not be read surely stands in the reading as ⟦written → proposed⟧ and is listed below it with the reason.
With --jsonl "unread" lists what is unread as it is written; a line that cannot be used is answered in its place
with "error" and an empty reading.

Exit code: 0 read (whether or not something is left to a person), 1 a --jsonl line could not be used, 2 wrong use.
`;

export const spokenCommand: Command = {
  async run(argv) {
    const { options, words } = apart(argv);
    const { values } = parseArgs({
      args: options,
      options: {
        jsonl: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const closed = watchOutput();
    if (values.help) return say(HELP);
    if (values.jsonl) return answerLines(closed);
    if (words.length === 0 && process.stdin.isTTY) {
      process.stderr.write(HELP);
      return 2;
    }
    const written = words.length > 0 ? words.join(' ') : await everythingThatComesIn();
    return say(onPaper(readThai(written)));
  },
};

/** Options stand first; a text may begin with a stroke itself (-12 องศา). */
function apart(argv: readonly string[]): { options: string[]; words: string[] } {
  const first = argv.findIndex((word) => !/^(?:-h|--[a-z]+)$/.test(word));
  const at = first < 0 ? argv.length : first;
  return { options: argv.slice(0, at), words: argv.slice(argv[at] === '--' ? at + 1 : at) };
}

/** The reading with its unread tokens marked, and under it the list of them. */
function onPaper(reading: Reading): string {
  const marked = reading.unread.length === 0 ? reading.spoken : withMarks(reading.segments);
  const list = reading.unread.map(
    (token) =>
      `  ? ${token.written}: ${token.why} (${token.proposed === '' ? 'เสนอให้เว้นไว้' : `เสนอให้อ่าน ${token.proposed}`})\n`,
  );
  return `${marked}\n${list.join('')}`;
}

function withMarks(segments: readonly Segment[]): string {
  return segments
    .map((s) => (s.kind === 'unread' ? `⟦${s.written} → ${s.spoken === '' ? 'เว้น' : s.spoken}⟧` : s.spoken))
    .join('')
    .replace(/ {2,}/g, ' ')
    .replace(/(?:[,.] ?)+(?=[,.])/g, '')
    .trim();
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

async function everythingThatComesIn(): Promise<string> {
  process.stdin.setEncoding('utf8');
  let all = '';
  for await (const part of process.stdin) all += part;
  return all;
}

/** A reader that stops listening (`| head`) ends the work quietly. */
function watchOutput(): AbortSignal {
  const closed = new AbortController();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed.abort();
  });
  return closed.signal;
}

async function answerLines(closed: AbortSignal): Promise<number> {
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  let unusable = 0;
  for await (const line of lines) {
    if (closed.aborted) break;
    if (line.trim() === '') continue;
    const asked = parsed(line);
    if ('error' in asked) {
      unusable += 1;
      process.stderr.write(`${asked.error}: ${line.slice(0, 80)}\n`);
    }
    if (!process.stdout.write(`${JSON.stringify(answer(asked))}\n`)) await drained(closed);
  }
  lines.close();
  process.stdin.destroy();
  return unusable === 0 ? 0 : 1;
}

/** Waits until what was written has gone out, or nobody reads any more. */
async function drained(closed: AbortSignal): Promise<void> {
  if (closed.aborted) return;
  await once(process.stdout, 'drain', { signal: closed }).catch((error: unknown) => {
    if (!closed.aborted) throw error;
  });
}

type Asked =
  | { readonly id: unknown; readonly text: string }
  | { readonly id: unknown; readonly error: string };

function answer(asked: Asked): object {
  if ('error' in asked) return { id: asked.id, spoken: '', unread: [], error: asked.error };
  const { spoken, unread } = readThai(asked.text);
  return { id: asked.id, spoken, unread: unread.map(({ written }) => written) };
}

function parsed(line: string): Asked {
  let value: unknown;
  try {
    value = JSON.parse(line.replace(/^\ufeff/, ''));
  } catch (error) {
    return { id: null, error: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (typeof value !== 'object' || value === null) return { id: null, error: 'not an object {"id","text"}' };
  const id = 'id' in value ? value.id : null;
  if (!('text' in value) || typeof value.text !== 'string')
    return { id, error: '"text" is missing or no string' };
  return { id, text: value.text };
}
