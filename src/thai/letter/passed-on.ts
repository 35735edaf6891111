// An order to officers to tell residents something → where that begins, and the word that asks residents for it.
import type { Cut } from './points.ts';
import { RESIDENTS } from './weights.ts';

/** Words that no letter writes where an announcement needs them. */
export const FORMULAS = { tellsUs: 'แจ้งว่า ', asks: 'ขอ', asksThem: 'ขอให้' } as const;

const TELLS = /ประชาสัมพันธ์|แจ้ง|เชิญชวน|ชี้แจง|รับรู้|รณรงค์|ขอความร่วมมือ|กำชับ|แนะนำ/;
const PASSES_ON = new RegExp(
  `(?:(ให้)|(เชิญชวน|ขอความร่วมมือ)|(แจ้งเตือน|เตือน|แนะนำ|กำชับ))(?=${RESIDENTS}|บุคลากร|ผู้ปฏิบัติ|ครัวเรือน|กำนัน)`,
  'g',
);
const ONLY_KNOW =
  /^[^ ]{0,40}(?: ?(?:ในพื้นที่|ในเขต[^ ]{0,30}|ทั่วไป|และ[^ ]{0,30})){0,3} ?(?:ได้)?(?:รับ)?(?:ทราบ|รู้)/;

/** What an order to officers has them tell residents: the place where it begins, and the word that asks. */
export function passedOn(
  text: string,
  sentence: Cut,
): { readonly start: number; readonly asks: string | undefined } | undefined {
  const whole = text.slice(sentence.start, sentence.end);
  const told = TELLS.exec(whole);
  if (told === null) return undefined;
  for (const m of whole.matchAll(PASSES_ON)) {
    if (m.index < told.index) continue;
    const rest = whole.slice(m.index + m[0].length);
    if (ONLY_KNOW.test(rest.slice(0, 160)) || rest.trim().length < 12) continue;
    if (m[3] !== undefined) {
      if (/^[^ ]*(?: (?:ทราบ|เกี่ยวกับ|เรื่อง)|ให้)/.test(rest))
        return { start: sentence.start + m.index, asks: undefined };
      return { start: sentence.start + m.index + m[0].length, asks: FORMULAS.asksThem };
    }
    return { start: sentence.start + m.index, asks: m[2] === 'ขอความร่วมมือ' ? undefined : FORMULAS.asks };
  }
  return undefined;
}
