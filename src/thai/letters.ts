// Names of letters, Thai (กอ ขอ) and Latin (เอ บี), for codes, plates and acronyms. Strings in, Thai letters out.

/** Thai consonants by the sound of their name; letters that sound alike share one (ภ is said พอ, ศ is said สอ). */
const SOUND: Readonly<Record<string, string>> = {
  ฃ: 'ข',
  ฅ: 'ค',
  ฆ: 'ค',
  ฌ: 'ช',
  ญ: 'ย',
  ฎ: 'ด',
  ฏ: 'ต',
  ฐ: 'ถ',
  ฑ: 'ท',
  ฒ: 'ท',
  ณ: 'น',
  ธ: 'ท',
  ภ: 'พ',
  ศ: 'ส',
  ษ: 'ส',
  ฬ: 'ล',
};

const LATIN = [
  'เอ',
  'บี',
  'ซี',
  'ดี',
  'อี',
  'เอฟ',
  'จี',
  'เอช',
  'ไอ',
  'เจ',
  'เค',
  'แอล',
  'เอ็ม',
  'เอ็น',
  'โอ',
  'พี',
  'คิว',
  'อาร์',
  'เอส',
  'ที',
  'ยู',
  'วี',
  'ดับเบิลยู',
  'เอกซ์',
  'วาย',
  'แซด',
];

/** มท → มอทอ. Only consonants are named; dots, spaces and vowels are left out. */
export function thaiLetters(written: string): string {
  let out = '';
  for (const c of written) if (c >= 'ก' && c <= 'ฮ') out += `${SOUND[c] ?? c}อ`;
  return out;
}

/** ATM → เอทีเอ็ม. Only A-Z and a-z are named. */
export function latinLetters(written: string): string {
  let out = '';
  for (const c of written) out += LATIN[(c.charCodeAt(0) | 32) - 97] ?? '';
  return out;
}
