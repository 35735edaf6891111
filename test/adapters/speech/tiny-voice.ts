// A voice of sherpa-onnx's kind, made by hand: a VITS-shaped ONNX model that gives 120 ms of a square wave for each letter,
// the louder the higher the letter's number. Its bytes are written here by the formats of Protocol Buffers and ONNX.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const TINY_RATE = 16_000;
/** Samples a letter. */
export const TINY_LETTER = 1920;

const FLOAT = 1;
const INT64 = 7;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}
const number = (field: number, value: number) => Buffer.from([...varint(field << 3), ...varint(value)]);
const bytes = (field: number, ...parts: readonly (Uint8Array | string)[]) => {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(body.length)]), body]);
};

const dimension = (size: number | string) =>
  bytes(1, typeof size === 'number' ? number(1, size) : bytes(2, size));
const value = (field: number, name: string, type: number, shape: readonly (number | string)[]) =>
  bytes(field, bytes(1, name), bytes(2, bytes(1, number(1, type), bytes(2, ...shape.map(dimension)))));
const tensor = (name: string, type: number, shape: readonly number[], raw: Uint8Array) =>
  bytes(5, ...shape.map((size) => number(1, size)), number(2, type), bytes(8, name), bytes(9, raw));
const node = (op: string, inputs: readonly string[], output: string, ...attributes: readonly Uint8Array[]) =>
  bytes(
    1,
    ...inputs.map((one) => bytes(1, one)),
    bytes(2, output),
    bytes(3, output),
    bytes(4, op),
    ...attributes,
  );
const toFloat = bytes(5, bytes(1, 'to'), number(3, FLOAT), number(20, 2));

function model(letters: number): Buffer {
  const wave = Float32Array.from({ length: TINY_LETTER }, (_, i) =>
    Math.floor(i / 40) % 2 === 0 ? 1 / letters : -1 / letters,
  );
  const graph = bytes(
    7,
    node('Cast', ['x'], 'letters', toFloat),
    node('Unsqueeze', ['letters', 'last'], 'column'),
    node('Mul', ['column', 'wave'], 'rows'),
    node('Reshape', ['rows', 'flat'], 'y'),
    bytes(2, 'tiny'),
    tensor('last', INT64, [1], new Uint8Array(new BigInt64Array([2n]).buffer)),
    tensor('flat', INT64, [3], new Uint8Array(new BigInt64Array([1n, 1n, -1n]).buffer)),
    tensor('wave', FLOAT, [1, 1, TINY_LETTER], new Uint8Array(wave.buffer)),
    value(11, 'x', INT64, [1, 'letters']),
    value(11, 'x_length', INT64, [1]),
    value(11, 'noise_scale', FLOAT, [1]),
    value(11, 'length_scale', FLOAT, [1]),
    value(11, 'noise_scale_w', FLOAT, [1]),
    value(12, 'y', FLOAT, [1, 1, 'samples']),
  );
  const about = {
    model_type: 'vits',
    comment: 'mms',
    language: 'Thai',
    add_blank: '0',
    n_speakers: '1',
    sample_rate: String(TINY_RATE),
    frontend: 'characters',
  };
  return Buffer.concat([
    number(1, 8),
    bytes(2, 'hokrachai'),
    graph,
    bytes(8, bytes(1, ''), number(2, 13)),
    ...Object.entries(about).map(([key, text]) => bytes(14, bytes(1, key), bytes(2, text))),
  ]);
}

/** Puts the voice into a folder: it knows the letters and vowels of Thai, and the space. */
export function writeTinyVoice(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const letters = Array.from({ length: 0x0e4e - 0x0e01 + 1 }, (_, i) => String.fromCharCode(0x0e01 + i));
  writeFileSync(join(folder, 'tiny.onnx'), model(letters.length + 1));
  writeFileSync(
    join(folder, 'tokens.txt'),
    [' ', ...letters].map((letter, id) => `${letter} ${id}\n`).join(''),
  );
}
