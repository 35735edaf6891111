// Forms that carry a file (multipart/form-data, RFC 7578): the fields of the form, and the file's text as the field of its
// name. A spreadsheet on a Thai Windows may save in windows-874 or UTF-16: what is not UTF-8 is read as what it is.
const LINE = '\r\n';

/** Fields by name; of a repeated one the last counts. What is no such form gives no fields. */
export function readForm(body: Buffer, contentType: string): Readonly<Record<string, string>> {
  const boundary = /boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return {};
  const fields: Record<string, string> = {};
  for (const part of partsOf(body, `--${mark}`)) {
    const gap = part.indexOf(LINE + LINE);
    if (gap < 0) continue;
    const name = /\bname="([^"]{1,100})"/i.exec(part.subarray(0, gap).toString('utf8'))?.[1];
    if (name !== undefined) fields[name] = textOf(part.subarray(gap + 4));
  }
  return fields;
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
