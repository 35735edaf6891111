// Questions to whoever sits at the terminal: a yes that has to be typed, and a passphrase that nobody sees.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { RelayError } from '../core/errors.ts';

/**
 * @param word what must be typed to go on
 * @throws RelayError `not-allowed` where nobody sits at the terminal
 */
export async function mustConfirm(warning: string, word: string, isSure: boolean | undefined): Promise<void> {
  if (isSure === true) return;
  if (process.stdin.isTTY !== true)
    throw new RelayError(
      'not-allowed',
      `${warning}\nNobody is here to confirm it: add --yes when you are sure.`,
    );
  process.stderr.write(`${warning}\n`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking.question(`Type ${word} to go on: `);
  asking.close();
  if (answer.trim() !== word) throw new RelayError('not-allowed', 'Nothing was changed.');
}

/** @returns what was typed, unseen; undefined where nobody sits at the terminal */
export async function askSecret(prompt: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  process.stderr.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const answer = await asking.question('');
  asking.close();
  process.stderr.write('\n');
  return answer;
}

/** Asked twice. @throws RelayError `invalid-input` when the two differ or nobody is there */
export async function askNewSecret(prompt: string): Promise<string> {
  const first = await askSecret(prompt);
  if (first === undefined)
    throw new RelayError(
      'invalid-input',
      'nobody is here to choose a passphrase: name a file with --passphrase-file',
    );
  if ((await askSecret('Once more: ')) !== first)
    throw new RelayError('invalid-input', 'the two are not the same; nothing was changed');
  return first;
}
