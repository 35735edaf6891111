// `hokrachai phonemes "…"`: how Thai words are pronounced, syllables with tones in IPA.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { toPhrases } from '../thai/phrases.ts';
import { pronounce, toIpa } from '../thai/pronunciation.ts';
import { readThai } from '../thai/reading.ts';
import type { Command } from './command.ts';

export const phonemesCommand: Command = {
  async run(argv) {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { jsonl: { type: 'boolean', default: false } },
    });
    if (values.jsonl) {
      for await (const line of createInterface({
        input: process.stdin,
        crlfDelay: Number.POSITIVE_INFINITY,
      })) {
        if (line.trim() === '') continue;
        const { id, word } = JSON.parse(line) as { id: unknown; word: unknown };
        process.stdout.write(`${JSON.stringify({ id, ipa: toIpa(pronounce(String(word))) })}\n`);
      }
      return 0;
    }
    for (const phrase of toPhrases(readThai(positionals.join(' ')))) {
      process.stdout.write(
        `${phrase.words.map((word) => `${word.text} ${toIpa(word.syllables)}`).join('\n')}\n`,
      );
    }
    return 0;
  },
};
