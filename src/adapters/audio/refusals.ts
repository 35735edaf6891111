// Which recordings are sent back instead of being broadcast, and why: what was heard → a reason in Thai and English, or
// nothing. A person reads it, so it says what to do next.
import { RelayError } from '../../core/errors.ts';
import type { Heard } from './listen.ts';

export interface Expectation {
  readonly recorded: boolean;
  readonly expectedMs: number | undefined;
  readonly longestMs: number;
}

/** How far a reading may be from its expected length, either way: a voice that died, looped or skipped is further off. */
const LENGTH_RATIO = 1.5;
/** Of one or two words the pauses around them are half. */
const SLACK_MS = 700;
const SILENT_DB = -50;
/** Shorter than a word: a finger that slipped. */
const SHORTEST_MS = 1_000;
/** At one in a thousand the crackle is heard; below, it is a stray peak. */
const CLIPPED_SHARE = 0.001;

/** @throws RelayError `clip-refused` (a person must act) or `unreadable-audio` */
export function refuseUnfit(heard: Heard, { recorded, expectedMs, longestMs }: Expectation): void {
  const again = recorded
    ? { th: 'กรุณาบันทึกใหม่', en: 'please record again' }
    : { th: 'ลองสร้างเสียงใหม่อีกครั้ง', en: 'have it read again' };
  if (heard.sampleRate === 0 || heard.ms === 0) {
    throw new RelayError(
      'unreadable-audio',
      'ไฟล์เสียงเปิดไม่ได้ กรุณาส่งใหม่ · There is no sound in this file that can be decoded; please send it again.',
    );
  }
  if (heard.ms > longestMs) {
    const minutes = Math.round(longestMs / 60_000);
    throw refused(
      `เสียงยาวเกิน ${minutes} นาที กรุณาแบ่งเป็นตอนสั้น ๆ`,
      `Longer than ${minutes} minutes; please split it.`,
      heard,
    );
  }
  if (recorded && heard.ms < SHORTEST_MS) {
    throw refused(
      'เสียงที่อัดสั้นกว่า 1 วินาที กรุณาอัดใหม่ให้ครบประโยค',
      'The recording is shorter than a second; please record the whole sentence.',
      heard,
    );
  }
  if (heard.loudestDb < SILENT_DB) {
    throw refused(`ไม่มีเสียงพูดในไฟล์ ${again.th}`, `The sound is silent; ${again.en}.`, heard);
  }
  if (heard.sampleRate < 8000) {
    throw refused(
      `คุณภาพเสียงต่ำเกินไป ${again.th}`,
      `Sampled below 8 kHz, too dull to be understood; ${again.en}.`,
      heard,
    );
  }
  if (heard.clippedShare > CLIPPED_SHARE) {
    const percent = (heard.clippedShare * 100).toFixed(1);
    throw refused(
      `เสียงแตก (${percent}%) ${again.th} โดยพูดห่างไมโครโฟนประมาณ 20 ซม.`,
      `The sound is clipped (${percent}% of samples at full scale); ${again.en}, about 20 cm from the microphone.`,
      heard,
    );
  }
  if (expectedMs !== undefined && expectedMs > 0) {
    const ratio = heard.ms / expectedMs;
    const isFarOff = Math.abs(heard.ms - expectedMs) > SLACK_MS;
    if (isFarOff && (ratio > LENGTH_RATIO || ratio < 1 / LENGTH_RATIO)) {
      const [is, expected] = [seconds(heard.ms), seconds(expectedMs)];
      throw refused(
        `ความยาวเสียง ${is} วินาที ไม่ตรงกับที่คาดไว้ ${expected} วินาที อาจอ่านไม่ครบหรืออ่านซ้ำ ${again.th}`,
        `The sound lasts ${is} s where about ${expected} s were expected: words may be missing or repeated; ${again.en}.`,
        heard,
      );
    }
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

function refused(thai: string, english: string, heard: Heard): RelayError {
  return new RelayError('clip-refused', `${thai} · ${english}`, { facts: { ms: heard.ms } });
}
