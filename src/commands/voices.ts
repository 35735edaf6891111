// `hokrachai voices`: which voices there are, which of them speak here and which not and why, what each is limited by,
// and whether it sends the words out of the house. `--sample FOLDER` speaks a sentence with each that can.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CLASSES } from '../core/bulletin.ts';
import { asRelayError } from '../core/errors.ts';
import { createVoices, type Voice, type Voices } from '../engines.ts';
import { loadConfig } from '../settings.ts';
import { toPhrases } from '../thai/phrases.ts';
import { readThai } from '../thai/reading.ts';
import { type Command, commandLog } from './command.ts';

const SENTENCE = 'ประกาศจากองค์การบริหารส่วนตำบล วันพรุ่งนี้เวลา 08.30 น. ขอเชิญพี่น้องประชาชนร่วมประชุม ณ ศาลากลางหมู่บ้าน';
const SAMPLE_WITHIN_MS = 120_000;

interface Row {
  readonly name: string;
  readonly usable: boolean;
  readonly says: string;
  readonly limits: string | null;
  readonly sendsTextTo: string | null;
  sample?: string;
}

export const voicesCommand: Command = {
  async run(argv) {
    const { values } = parseArgs({
      args: argv,
      options: { sample: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    const config = loadConfig(process.env);
    const voices = createVoices(config, { path: process.env['PATH'], log: commandLog('silent') });
    const rows = await Promise.all(voices.all.map(rowOf));
    if (values.sample !== undefined) {
      await mkdir(values.sample, { recursive: true });
      // One after another: what is heard side by side was made under the same conditions.
      for (const row of rows) if (row.usable) row.sample = await sampleOf(voices, row.name, values.sample);
    }
    const orders = ordersOf(voices);
    if (values.json) process.stdout.write(`${JSON.stringify({ voices: rows, orders })}\n`);
    else process.stdout.write(`${rows.map(inWords).join('\n')}\n\n${orders.map(orderInWords).join('\n')}\n`);
    return rows.some((row) => row.usable) ? 0 : 1;
  },
};

async function rowOf({ name, engine }: Voice): Promise<Row> {
  const verdict = await engine.check();
  return {
    name,
    usable: verdict.usable,
    says: verdict.usable ? verdict.detail : verdict.why,
    limits: engine.terms?.limits ?? null,
    sendsTextTo: engine.terms?.sendsTextTo ?? null,
  };
}

async function sampleOf(voices: Voices, name: string, folder: string): Promise<string> {
  const reading = readThai(SENTENCE);
  const path = join(folder, `${name}.wav`);
  const engine = voices.all.find((one) => one.name === name)?.engine;
  try {
    const script = { text: reading.spoken, phrases: toPhrases(reading) };
    const spoken = await engine?.speak(script, path, AbortSignal.timeout(SAMPLE_WITHIN_MS));
    return `${path}, ${((spoken?.ms ?? 0) / 1000).toFixed(1)} s`;
  } catch (error) {
    return `no sample: ${asRelayError(error).message}`;
  }
}

function ordersOf(voices: Voices): readonly { readonly of: string; readonly names: readonly string[] }[] {
  return CLASSES.map((of) => ({ of, names: voices.orderOf(undefined, of) }));
}

function inWords(row: Row): string {
  const more = [
    row.limits === null || row.limits === 'none' ? '' : `    limits: ${row.limits}`,
    row.sendsTextTo === null ? '' : `    sends the words to ${row.sendsTextTo}`,
    row.sample === undefined ? '' : `    sample: ${row.sample}`,
  ];
  return [`${row.usable ? '✓' : '✗'} ${row.name}: ${row.says}`, ...more.filter((line) => line !== '')].join(
    '\n',
  );
}

function orderInWords({ of, names }: { readonly of: string; readonly names: readonly string[] }): string {
  return `${of}: ${names.join(', then ')}`;
}
