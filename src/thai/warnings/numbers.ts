// Numbers that name a person or an account, and numbers that a listener cannot hold at one hearing.
import type { Span } from '../reading.ts';
import { lead, type Seen, warn } from './sheet.ts';
import type { Warning } from './warning.ts';

interface Found {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
}

const RUN = /(?<![\dA-Za-z])\+?\(?\d(?:[ -]{0,2}[()]?\d){4,19}(?![\dA-Za-z])/g;
const IDENTITY_SHAPE = /^\d[- ]\d{4}[- ]\d{5}[- ]\d{2}[- ]\d$/;
const IDENTITY_WORDS =
  /(?:บัตร(?:ประจำตัว)?(?:ประชาชน)?|เลขประจำตัว|เลข ?13 ?หลัก|13 ?หลัก|ประชาชน|ID)[^\d\n]{0,24}$|(?:นาย|นาง|นางสาว|น\.ส\.|ด\.[ชญ]\.)(?!ก|อำเภอ)[^\d\n]{2,40}$/i;
const ACCOUNT_SHAPE = /^\d{3}-\d-\d{5}-\d$|^\d{3}-\d{6}-\d$/;
const ACCOUNT_WORDS =
  /(?:เลขที่บัญชี|บัญชีเลขที่|เลขบัญชี|บัญชี|พร้อมเพย์|promptpay|ธนาคาร|ธ\.|กสิกรไทย|กรุงไทย|ไทยพาณิชย์|ออมสิน|ธกส|ธ\.ก\.ส\.|กรุงเทพ|กรุงศรี|ทหารไทย|โอน(?:เงิน)?(?:มา|ไป|เข้า)?ที่)[^\d\n]{0,40}$/i;
const MOBILE = /^(?:0|66)[689]\d{8}$/;
/** Behind these a mobile number is an office's or an officer's and is meant to be called. */
const OFFICE =
  /(?:สำนักงาน|สนง\.|สำนัก|อบต|อบจ|อปท|เทศบาล|องค์การ|อำเภอ|จังหวัด|โรงพยาบาล|รพ\.|สาธารณสุข|สถานี|สภ\.|ตำรวจ|สายตรวจ|ศูนย์|กอง|ฝ่าย|งาน|ที่ว่าการ|การไฟฟ้า|กฟภ|การประปา|กปภ|ปลัด|นายก|กำนัน|ผู้ใหญ่|ผญบ|ผู้ช่วยผู้ใหญ่|สารวัตร|สมาชิกสภา|ส\.อบต|เกษตร|ปศุสัตว์|พัฒนากร|เจ้าหน้าที่|จนท|อสม|อปพร|ชรบ|กู้ภัย|กู้ชีพ|ดับเพลิง|ป้องกัน|มูลนิธิ|วัด|โรงเรียน|ศพด|ผู้อำนวยการ|ผอ\.|หัวหน้า|ประธาน|ช่าง(?:ไฟฟ้า|ประปา)?|สหกรณ์|กองทุน|ฉุกเฉิน|สายด่วน)/;
/** What offices number their papers with is never said on air for anyone to write down. */
const LETTER_NUMBER = /[ก-ฮ]{1,3}\.? ?[\d๐-๙]{2,6}|[\d๐-๙]\.[\d๐-๙]/;
const REACH = 60;
/** As many figures as are held at one hearing. */
const HELD_FIGURES = 4;

/** The last figure of an identity number checks the twelve before it. Source: Department of Provincial Administration. */
export function hasRightChecksum(digits: string): boolean {
  if (!/^[1-8]\d{12}$/.test(digits)) return false;
  let sum = 0;
  for (let k = 0; k < 12; k++) sum += Number(digits.charAt(k)) * (13 - k);
  return (11 - (sum % 11)) % 10 === Number(digits.charAt(12));
}

function runs(seen: Seen): Found[] {
  return [...seen.text.matchAll(RUN)].map((m) => ({
    start: m.index,
    end: m.index + m[0].length,
    digits: m[0].replace(/\D/g, ''),
  }));
}

function identity(seen: Seen, { start, end, digits }: Found): Warning | undefined {
  if (digits.length !== 13) return undefined;
  const checksum = hasRightChecksum(digits);
  const written = seen.text.slice(start, end);
  if (!checksum && !IDENTITY_SHAPE.test(written) && !IDENTITY_WORDS.test(lead(seen.text, start, REACH)))
    return undefined;
  return warn(seen, 'identity-number', start, end, { digits, checksum });
}

function account(seen: Seen, { start, end, digits }: Found): Warning | undefined {
  const shape = ACCOUNT_SHAPE.test(seen.text.slice(start, end));
  const named =
    digits.length >= 10 && digits.length <= 15 && ACCOUNT_WORDS.test(lead(seen.text, start, REACH));
  return shape || named ? warn(seen, 'account-number', start, end, { digits }) : undefined;
}

/** What is said of this number alone: back to the number or the line before it. */
function ownLead(text: string, start: number): string {
  const before = lead(text, start, REACH);
  const other = /[\d๐-๙]{3,4}[^\d๐-๙]*$/.exec(before);
  return other === null ? before : before.slice(other.index + 4);
}

/** A number to call as it was read, with its extension. */
interface Line {
  readonly span: Span;
  readonly written: string;
  /** The number's own figures, and those of its extension behind it. */
  readonly digits: string;
  readonly extension: string;
}

const EXTENSION = /^ {0,2}\(?(?:ต่อ|กด|ภายใน) {0,2}$/;
const REACH_SEGMENTS = 4;

function linesCalled({ reading, written }: Seen): Line[] {
  const { segments } = reading;
  const lines: Line[] = [];
  for (let k = 0; k < segments.length; k++) {
    const number = segments[k];
    if (number?.kind !== 'phone') continue;
    const ahead = segments.slice(k + 1, k + 1 + REACH_SEGMENTS).findIndex((s) => s.kind === 'phone');
    const beyond = k + 1 + ahead;
    const other = ahead < 0 ? undefined : segments[beyond];
    const extended = other !== undefined && EXTENSION.test(written.slice(number.span.end, other.span.start));
    const end = extended ? other.span.end : number.span.end;
    const own = written.slice(number.span.start, end);
    lines.push({
      span: { start: number.span.start, end },
      written: own,
      digits: plainDigits(number.written),
      extension: extended ? plainDigits(other.written) : '',
    });
    if (extended) k = beyond;
  }
  return lines;
}

/**
 * A mobile number is a private person's unless an office or an officer's title stands before it on its line, here or
 * where it is said again.
 */
function privatePhones(seen: Seen, lines: readonly Line[]): Warning[] {
  const mobile = lines.filter(({ digits }) => MOBILE.test(digits));
  const known = new Set(
    mobile.filter(({ span }) => OFFICE.test(ownLead(seen.written, span.start))).map(({ digits }) => digits),
  );
  return mobile
    .filter(({ digits }) => !known.has(digits))
    .map(({ span, written, digits }) => ({ kind: 'private-phone', span, written, facts: { digits } }));
}

/** Identity numbers, account numbers, telephones of private people, and numbers a listener cannot hold. */
export function numberWarnings(seen: Seen): Warning[] {
  const secret = runs(seen).flatMap((run) => identity(seen, run) ?? account(seen, run) ?? []);
  const hidden = new Uint8Array(seen.written.length);
  for (const { span } of secret) hidden.fill(1, span.start, span.end);
  const isSecret = ({ span }: { readonly span: Span }) => hidden.subarray(span.start, span.end).includes(1);
  const lines = linesCalled(seen).filter((line) => !isSecret(line));
  return [
    ...secret,
    ...privatePhones(seen, lines),
    ...saidOnce(lines),
    ...longCodes(seen).filter((code) => !isSecret(code)),
    ...links(seen),
  ];
}

function saidOnce(lines: readonly Line[]): Warning[] {
  const times = new Map<string, number>();
  for (const { digits } of lines) times.set(digits, (times.get(digits) ?? 0) + 1);
  return lines
    .filter(({ digits }) => digits.length > HELD_FIGURES && times.get(digits) === 1)
    .map(({ span, written, digits, extension }) => ({
      kind: 'said-once',
      span,
      written,
      facts: { digits: digits + extension, proposed: written + again(written) },
    }));
}

/** What is put behind a number to say it once more. */
export function again(written: string): string {
  return ` ย้ำอีกครั้ง โทร. ${written.trim()}`;
}

function plainDigits(written: string): string {
  return written.replace(/[^0-9๐-๙]/g, '').replace(/[๐-๙]/g, (d) => String(d.charCodeAt(0) - 0x0e50));
}

function longCodes(seen: Seen): Warning[] {
  return seen.reading.segments
    .filter(({ kind, written }) => {
      const digits = plainDigits(written).length;
      return kind === 'code' && digits > 8 && !LETTER_NUMBER.test(written);
    })
    .map(({ span, written }) => ({
      kind: 'long-number',
      span,
      written,
      facts: { digits: plainDigits(written) },
    }));
}

const LINK = /:\/\/|[A-Za-z0-9-]\.[A-Za-z]{2}|[A-Za-z0-9]@[A-Za-z]/;

function links(seen: Seen): Warning[] {
  return seen.reading.segments
    .filter(({ kind, written }) => (kind === 'link' || kind === 'unread') && LINK.test(written))
    .map(({ span, written }) => ({ kind: 'link', span, written, facts: {} }));
}
