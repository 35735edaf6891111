// Hours that no clock shows, and ranges of hours, years and amounts that end before they begin.
import { type Seen, warn } from './sheet.ts';
import type { Warning } from './warning.ts';

const O_CLOCK = ' {0,2}(?:น\\.|น(?![\\u0e01-\\u0e4e])|นาฬิกา)';
const LEFT = '(?<!\\d)(?<!\\d[.,:/-])';
const HM = '(\\d{1,2})(?:[.:](\\d{2}))?';
const ONE = new RegExp(
  `${LEFT}${HM}${O_CLOCK}|(?<=เวลา {0,2})(?<!\\d)(\\d{1,2})[.:](\\d{2})(?![\\d.:])`,
  'g',
);
const TWO = new RegExp(
  `${LEFT}${HM}(?:${O_CLOCK})?(?: {0,2}(?:-|~|ถึง|จนถึง)(?:เวลา)? {0,2})${HM}${O_CLOCK}`,
  'g',
);
const COUNTED =
  /(?<!\d)(?<!\d[.,:/-])(\d{1,6}) {0,1}(?:-|~|ถึง) {0,1}(\d{1,6}) {0,2}(?=คน|ราย|ปี|บาท|วัน(?!ที่)|เดือน|ชั่วโมง|ชม\.|นาที|กก\.|กิโลกรัม|กม\.|กิโลเมตร|เมตร|ซม\.|เซนติเมตร|%|เปอร์เซ็นต์|องศา|ไร่)/g;
const YEARS = /(?<!\d)(?<!\d[/-])(2[45]\d\d) {0,1}(?:-|~|ถึง) {0,1}(2[45]\d\d)(?![\d/-])/g;
const SCORE = /(?:ผล|คะแนน|ชนะ|แพ้|เสมอ)[^\n]{0,30}$/;
const EVENING = 17 * 60;
const NOON = 12 * 60;

const minutes = (h: string, m = '0') => Number(h) * 60 + Number(m);
const isTime = (h: string, m = '0') => Number(m) < 60 && minutes(h, m) <= 24 * 60;

function impossible(seen: Seen): Warning[] {
  return [...seen.text.matchAll(ONE)]
    .filter((m) => !isTime(m[1] ?? m[3] ?? '', m[2] ?? m[4]))
    .map((m) => warn(seen, 'impossible-time', m.index, m.index + m[0].length, {}));
}

/** From the evening into the morning is a night, not a mistake. */
function reversed(seen: Seen): Warning[] {
  return [...seen.text.matchAll(TWO)]
    .filter(([, h = '', m, h2 = '', m2]) => {
      const start = minutes(h, m);
      const end = minutes(h2, m2);
      const night = start >= EVENING && end <= NOON;
      return isTime(h, m) && isTime(h2, m2) && end <= start && !night;
    })
    .map((m) => warn(seen, 'ends-before-start', m.index, m.index + m[0].length, {}));
}

function counted(seen: Seen, pattern: RegExp): Warning[] {
  return [...seen.text.matchAll(pattern)]
    .filter(
      (m) => Number(m[1]) > Number(m[2]) && !SCORE.test(seen.text.slice(Math.max(0, m.index - 40), m.index)),
    )
    .map((m) => warn(seen, 'ends-before-start', m.index, m.index + m[0].trimEnd().length, {}));
}

export function clockWarnings(seen: Seen): Warning[] {
  return [...impossible(seen), ...reversed(seen), ...counted(seen, COUNTED), ...counted(seen, YEARS)];
}
