// An Opus file taken apart into its packets and put together again: bytes → packets → bytes. So that a stretch of a clip
// can be exchanged without a second encoding of the rest. Container of RFC 3533, Opus in it by RFC 7845.

/** Samples of one packet at 48 kHz: 20 ms, as the house encodes. */
export const PACKET_SAMPLES = 960;
export const PACKETS_PER_SECOND = 50;

export interface OpusFile {
  readonly serial: number;
  /** OpusHead and OpusTags, as they were. */
  readonly headers: readonly Uint8Array[];
  readonly packets: readonly Uint8Array[];
  /** Where the sound ends, in samples at 48 kHz from the first packet's first. */
  readonly endGranule: bigint;
}

/** `OggS` */
const CAPTURE = 0x4f676753;
const PAGE_HEADER = 27;
/** On a page; and bytes in a segment. */
const MOST_SEGMENTS = 255;
const FIRST = 2;
const LAST = 4;

/** @returns undefined for what is not an Ogg file of one Opus stream in packets of 20 ms */
export function readOpusFile(file: Uint8Array): OpusFile | undefined {
  const pages = pagesOf(file);
  const first = pages?.[0];
  const last = pages?.at(-1);
  if (pages === undefined || first === undefined || last === undefined) return undefined;
  if (pages.some(({ serial }) => serial !== first.serial)) return undefined;
  const packets = packetsOf(pages);
  const [head, tags, ...sound] = packets ?? [];
  if (head === undefined || tags === undefined) return undefined;
  if (!startsWith(head, 'OpusHead') || !startsWith(tags, 'OpusTags') || !sound.every(isTwentyMs))
    return undefined;
  return { serial: first.serial, headers: [head, tags], packets: sound, endGranule: last.granule };
}

interface Page {
  readonly serial: number;
  readonly granule: bigint;
  readonly segments: readonly Uint8Array[];
}

/** @returns undefined where a page does not begin, or ends after the file */
function pagesOf(file: Uint8Array): readonly Page[] | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const pages: Page[] = [];
  for (let at = 0; at < file.length; ) {
    if (at + PAGE_HEADER > file.length || view.getUint32(at) !== CAPTURE) return undefined;
    const lengths = file.subarray(at + PAGE_HEADER, at + PAGE_HEADER + view.getUint8(at + 26));
    let from = at + PAGE_HEADER + lengths.length;
    const segments: Uint8Array[] = [];
    for (const length of lengths) {
      segments.push(file.subarray(from, from + length));
      from += length;
    }
    if (from > file.length) return undefined;
    pages.push({
      serial: view.getUint32(at + 14, true),
      granule: view.getBigInt64(at + 6, true),
      segments,
    });
    at = from;
  }
  return pages;
}

/** A packet ends with the first segment that is not full, on this page or the next. */
function packetsOf(pages: readonly Page[]): readonly Uint8Array[] | undefined {
  const packets: Uint8Array[] = [];
  let unfinished: Uint8Array[] = [];
  for (const segment of pages.flatMap(({ segments }) => segments)) {
    unfinished.push(segment);
    if (segment.length === MOST_SEGMENTS) continue;
    packets.push(Buffer.concat(unfinished));
    unfinished = [];
  }
  return unfinished.length > 0 ? undefined : packets;
}

export function writeOpusFile({ serial, headers, packets, endGranule }: OpusFile): Uint8Array {
  const pages = headers.map((header, n) => page([header], serial, n, 0n, n === 0 ? FIRST : 0));
  for (let from = 0; from < packets.length; ) {
    const to = endOfPage(packets, from);
    const isLast = to === packets.length;
    const granule = isLast ? endGranule : BigInt(to * PACKET_SAMPLES);
    pages.push(page(packets.slice(from, to), serial, pages.length, granule, isLast ? LAST : 0));
    from = to;
  }
  return Buffer.concat(pages);
}

/** Where OpusHead keeps it, in 256ths of a decibel: RFC 7845, 5.1; every player must follow it. */
const OUTPUT_GAIN_AT = 16;
const STEPS_PER_DB = 256;

/** The same sound, softer by so many decibels: only the header changes. */
export function turnedDown(file: OpusFile, db: number): OpusFile {
  const [head = new Uint8Array(), ...others] = file.headers;
  const turned = Buffer.from(head);
  turned.writeInt16LE(turned.readInt16LE(OUTPUT_GAIN_AT) - Math.round(db * STEPS_PER_DB), OUTPUT_GAIN_AT);
  return { ...file, headers: [turned, ...others] };
}

/** A second of sound, or fewer packets where their lacing fills the page. */
function endOfPage(packets: readonly Uint8Array[], from: number): number {
  let segments = 0;
  for (let to = from; to < packets.length; to += 1) {
    segments += lacing(packets[to]?.length ?? 0).length;
    if (to - from === PACKETS_PER_SECOND || segments > MOST_SEGMENTS) return to;
  }
  return packets.length;
}

function page(
  packets: readonly Uint8Array[],
  serial: number,
  n: number,
  granule: bigint,
  flags: number,
): Uint8Array {
  const segments = packets.flatMap(({ length }) => lacing(length));
  const header = Buffer.alloc(PAGE_HEADER);
  header.write('OggS', 0, 'latin1');
  header.writeUInt8(flags, 5);
  header.writeBigInt64LE(granule, 6);
  header.writeUInt32LE(serial, 14);
  header.writeUInt32LE(n, 18);
  header.writeUInt8(segments.length, 26);
  const bytes = Buffer.concat([header, Uint8Array.from(segments), ...packets]);
  bytes.writeUInt32LE(checksum(bytes), 22);
  return bytes;
}

function lacing(length: number): number[] {
  const whole = Math.floor(length / MOST_SEGMENTS);
  return [...Array.from({ length: whole }, () => MOST_SEGMENTS), length % MOST_SEGMENTS];
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return Buffer.from(bytes.subarray(0, magic.length)).toString('latin1') === magic;
}

/** Configurations of RFC 6716, 3.1, whose frames last 20 ms. */
const TWENTY_MS = new Set([1, 5, 9, 13, 15, 19, 23, 27, 31]);

/** One frame (code 0) of 20 ms. */
function isTwentyMs(packet: Uint8Array): boolean {
  const toc = packet[0] ?? 0;
  return (toc & 3) === 0 && TWENTY_MS.has(toc >> 3);
}

/** Ogg's own: polynomial 0x04c11db7 from the highest bit, begun with nothing, nothing turned round. */
const STEPS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 0x80000000 ? (rest << 1) ^ 0x04c11db7 : rest << 1;
  return rest >>> 0;
});

function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = ((sum << 8) ^ (STEPS[(sum >>> 24) ^ byte] ?? 0)) >>> 0;
  return sum;
}
