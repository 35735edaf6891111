// Praat as an ear that is not ours: its own pitch tracker and formants, asked once for a whole folder of WAV files.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const praat = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'praat'))
  .find(existsSync);

export interface Frame {
  readonly ms: number;
  /** NaN where there is no voice. */
  readonly hertz: number;
}

function ask(folder: string, work: string): string {
  const script = join(folder, 'ask.praat');
  writeFileSync(
    script,
    `files = Create Strings as file list: "files", "${folder}/*.wav"
n = Get number of strings
for f to n
  selectObject: files
  name$ = Get string: f
  sound = Read from file: "${folder}/" + name$
  appendInfoLine: "file ", name$
${work}
  removeObject: sound
endfor
`,
  );
  return execFileSync(praat ?? 'praat', ['--run', script], {
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 1e8,
  });
}

function byFile(text: string): ReadonlyMap<string, readonly (readonly number[])[]> {
  const found = new Map<string, number[][]>();
  let rows: number[][] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('file ')) {
      rows = [];
      found.set(line.slice(5).replace(/\.wav$/, ''), rows);
    } else if (line.trim() !== '') rows.push(line.trim().split(/\s+/).map(Number));
  }
  return found;
}

/** The pitch of every WAV in the folder, every 5 ms, looked for between 65 and 320 Hz. */
export function pitchTracks(folder: string): ReadonlyMap<string, readonly Frame[]> {
  const text = ask(
    folder,
    `  pitch = To Pitch (ac): 0.005, 75, 15, "no", 0.03, 0.45, 0.01, 0.35, 0.14, 320
  frames = Get number of frames
  for i to frames
    t = Get time from frame number: i
    v = Get value in frame: i, "Hertz"
    if v = undefined
      v = 0
    endif
    appendInfoLine: fixed$(t * 1000, 1), " ", fixed$(v, 2)
  endfor
  removeObject: pitch`,
  );
  return new Map(
    [...byFile(text)].map(([name, rows]) => [
      name,
      rows.map(([ms = 0, hertz = 0]) => ({ ms, hertz: hertz === 0 ? Number.NaN : hertz })),
    ]),
  );
}

/** First and second formant in Hz of every WAV in the folder, the mean over its middle fifth. */
export function formants(folder: string): ReadonlyMap<string, readonly [number, number]> {
  const text = ask(
    folder,
    `  d = Get total duration
  found = To Formant (burg): 0.005, 5, 5000, 0.025, 50
  f1 = Get mean: 1, d * 0.4, d * 0.6, "Hertz"
  f2 = Get mean: 2, d * 0.4, d * 0.6, "Hertz"
  appendInfoLine: fixed$(f1, 1), " ", fixed$(f2, 1)
  removeObject: found`,
  );
  return new Map([...byFile(text)].map(([name, [row = []]]) => [name, [row[0] ?? 0, row[1] ?? 0]]));
}
