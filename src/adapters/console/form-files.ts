// Forms that carry a file (multipart/form-data, RFC 7578): the fields of the form, and the file's text as the field of its
// name. A spreadsheet on a Thai Windows may save in windows-874 or UTF-16: what is not UTF-8 is read as what it is.
const LINE = '\r\n';

/** Fields by name; of a repeated one the last counts. What is no such form gives no fields. */
export function readForm(body: Buffer, contentType: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    namedParts(body, contentType).map(({ name, bytes }) => [name, textOf(bytes)] as const),
  );
}

/** As `readForm`, but a file stays the bytes it is. */
export function readSent(body: Buffer, contentType: string): Readonly<Record<string, string | Buffer>> {
  return Object.fromEntries(
    namedParts(body, contentType).map(
      ({ name, isFile, bytes }) => [name, isFile ? bytes : textOf(bytes)] as const,
    ),
  );
}

interface Part {
  readonly name: string;
  readonly isFile: boolean;
  readonly bytes: Buffer;
}

function namedParts(body: Buffer, contentType: string): readonly Part[] {
  const boundary = /boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return [];
  return partsOf(body, `--${mark}`).flatMap((part) => {
    const gap = part.indexOf(LINE + LINE);
    const head = part.subarray(0, Math.max(0, gap)).toString('utf8');
    const name = /\bname="([^"]{1,100})"/i.exec(head)?.[1];
    if (name === undefined) return [];
    return [{ name, isFile: /\bfilename\*?=/i.test(head), bytes: part.subarray(gap + 4) }];
  });
}

/** What stands between the marks, without the line ends that belong to them. */
function partsOf(body: Buffer, mark: string): readonly Buffer[] {
  const parts: Buffer[] = [];
  let at = body.indexOf(mark);
  while (at >= 0) {
    const start = at + mark.length + LINE.length;
    const next = body.indexOf(LINE + mark, start);
    if (next < 0) break;
    parts.push(body.subarray(start, next));
    at = next + LINE.length;
  }
  return parts;
}

/** @returns the text, a byte order mark taken away */
export function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8, so it comes from a program that still writes the old Thai letters.
    return new TextDecoder('windows-874').decode(bytes);
  }
}
