// `hokrachai phonemes "…"`: how Thai is pronounced, syllables with tones in IPA. `--jsonl` answers word by word, in
// order, one line for each line of standard input.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { toPhrases } from '../thai/phrases.ts';
import { pronounce, toIpa } from '../thai/pronunciation.ts';
import { readThai } from '../thai/reading.ts';
import { isRespelling, pronounceRespelling } from '../thai/respelling.ts';
import type { Command } from './command.ts';

const HELP = `hokrachai phonemes "ข้อความ"      each word of the text, as an announcer reads it, with its sounds in IPA
hokrachai phonemes สะ-หฺวัด-ดี        a word respelt syllable by syllable
hokrachai phonemes --jsonl <in >out  {"id","word"} a line in, {"id","ipa"} a line out, in order; a line that is no
                                     such object gets {"id","error"}, and the command ends with 1 when there was one
`;

interface Asked {
  readonly id: unknown;
  readonly word: string | undefined;
}

function asked(line: string): Asked {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { id: null, word: undefined };
  }
  if (typeof value !== 'object' || value === null) return { id: null, word: undefined };
  const id = 'id' in value ? value.id : null;
  return { id, word: 'word' in value && typeof value.word === 'string' ? value.word : undefined };
}

/** Waits for a slow reader, so that no number of lines piles up in memory. */
async function say(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise<void>((done) => process.stdout.once('drain', done));
}

async function answerLines(): Promise<number> {
  let wrong = 0;
  let at = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    at++;
    if (line.trim() === '') continue;
    const { id, word } = asked(line);
    if (word !== undefined) await say(`${JSON.stringify({ id, ipa: toIpa(pronounce(word)) })}\n`);
    else {
      wrong++;
      await say(`${JSON.stringify({ id, error: `line ${at} is not an object with a word` })}\n`);
    }
  }
  if (wrong > 0) process.stderr.write(`${wrong} lines were not {"id","word"}; their answers say which\n`);
  return wrong > 0 ? 1 : 0;
}

const WHY = {
  empty: 'is empty: one hyphen too many',
  'not-thai': 'has something that is no Thai letter',
  'several-syllables': 'is more than one syllable: put a hyphen between them',
  'no-syllable': 'is not a syllable',
} as const;

function answerRespelling(text: string): number {
  const respelt = pronounceRespelling(text);
  if (respelt.ok) process.stdout.write(`${text} ${toIpa(respelt.syllables)}\n`);
  else process.stderr.write(`${text}: “${respelt.part}” ${WHY[respelt.fault]}\n`);
  return respelt.ok ? 0 : 1;
}

export const phonemesCommand: Command = {
  async run(argv) {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        jsonl: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    if (values.jsonl) return answerLines();
    const text = positionals.join(' ');
    if (text.trim() === '') {
      process.stderr.write(HELP);
      return 2;
    }
    if (isRespelling(text) && !/\s/.test(text.trim())) return answerRespelling(text.trim());
    for (const phrase of toPhrases(readThai(text)))
      for (const word of phrase.words) await say(`${word.text} ${toIpa(word.syllables)}\n`);
    return 0;
  },
};
