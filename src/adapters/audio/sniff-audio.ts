// What a recording really is, by its first bytes: bytes in, container name out. What the sender called it is not believed.

export type AudioType = 'm4a' | 'aac' | 'mp3' | 'ogg' | 'wav' | 'webm';

const EBML = [0x1a, 0x45, 0xdf, 0xa3];

/**
 * @param bytes the beginning of the file; 16 bytes are enough, an MP3 behind an ID3 tag included
 * @returns undefined when it is none of the kinds a telephone or a browser records
 */
export function sniffAudio(bytes: Uint8Array): AudioType | undefined {
  const [first = 0, second = 0, third = 0] = bytes;
  const four = letters(bytes, 0);
  if (four === 'RIFF' && letters(bytes, 8) === 'WAVE') return 'wav';
  if (four === 'OggS') return 'ogg';
  // EBML, which only Matroska and its kin are written in: what browsers record.
  if (EBML.every((byte, at) => bytes[at] === byte)) return 'webm';
  if (letters(bytes, 4) === 'ftyp') return 'm4a';
  if (four.startsWith('ID3')) return 'mp3';
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  // Both open with eleven set bits. Layer 0 is no MPEG layer but ADTS; an MP3 frame is layer III with a real rate.
  const layer = (second >> 1) & 0b11;
  if (layer === 0) return (second & 0xf0) === 0xf0 ? 'aac' : undefined;
  const isVersion = ((second >> 3) & 0b11) !== 0b01;
  const isRate = third >> 4 !== 0b1111 && ((third >> 2) & 0b11) !== 0b11;
  return layer === 0b01 && isVersion && isRate ? 'mp3' : undefined;
}

function letters(bytes: Uint8Array, from: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + 4));
}
