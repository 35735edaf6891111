// The judge's own process: one question after another, and it ends when nobody is there any more.
import { readFile } from 'node:fs/promises';
import { judgeMaster } from './gate.ts';
import type { Answer, CandidateInFiles, Question, StretchInFiles } from './judge.ts';

process.on('message', ({ n, candidate }: Question) => {
  judged(candidate).then(
    (verdict) => answer({ n, verdict }),
    (error: unknown) => answer({ n, failure: String(error) }),
  );
});

async function judged({ opening, ending, ...about }: CandidateInFiles) {
  return judgeMaster({ ...about, opening: await stretchOf(opening), ending: await stretchOf(ending) });
}

function answer(told: Answer): void {
  process.send?.(told);
}

async function stretchOf({ source, master }: StretchInFiles) {
  return { source: await samplesOf(source), master: await samplesOf(master) };
}

async function samplesOf(path: string): Promise<Float32Array> {
  const bytes = await readFile(path);
  return new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 4)),
  );
}
