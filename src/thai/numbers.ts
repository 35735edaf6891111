// Numbers as an announcer says them. Digit strings go in (ASCII, commas allowed), Thai letters come out.
// Rule for a final 1 (เอ็ด in every million-block, also หนึ่งล้านเอ็ด): สำนักงานราชบัณฑิตยสภา, อ่านอย่างไรและเขียนอย่างไร.

const NAMES = ['ศูนย์', 'หนึ่ง', 'สอง', 'สาม', 'สี่', 'ห้า', 'หก', 'เจ็ด', 'แปด', 'เก้า'] as const;
const PLACES = ['', 'สิบ', 'ร้อย', 'พัน', 'หมื่น', 'แสน'] as const;

function name(digit: string): string {
  return NAMES[digit.charCodeAt(0) - 48] ?? '';
}

/** Every digit by its own name; anything that is not a digit is left out. */
export function oneByOne(digits: string): string {
  let out = '';
  for (const d of digits) out += name(d);
  return out;
}

function tens(digit: string): string {
  if (digit === '1') return 'สิบ';
  return `${digit === '2' ? 'ยี่' : name(digit)}สิบ`;
}

function block(digits: string, higher: boolean): string {
  let out = '';
  for (let i = 0; i < digits.length; i++) {
    const d = digits.charAt(i);
    const place = digits.length - 1 - i;
    if (d === '0') continue;
    if (place === 1) out += tens(d);
    else if (place === 0 && d === '1' && (higher || out !== '')) out += 'เอ็ด';
    else out += name(d) + (PLACES[place] ?? '');
  }
  return out;
}

/** A whole number: `1,000,001` → หนึ่งล้านเอ็ด. Leading zeros are dropped. Meant for up to about 24 digits. */
export function cardinal(written: string): string {
  const digits = written.replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  if (digits === '' || digits === '0') return digits === '' ? '' : 'ศูนย์';
  let out = '';
  const first = digits.length % 6 || 6;
  for (let at = 0; at < digits.length; at = at === 0 ? first : at + 6) {
    const said = block(at === 0 ? digits.slice(0, first) : digits.slice(at, at + 6), out !== '');
    const millions = at !== 0 && out !== '' ? 'ล้าน' : '';
    out += millions + said;
  }
  return out;
}

/** A number with an optional sign and decimals: `-3.10` → ลบสามจุดหนึ่งศูนย์. */
export function decimal(written: string): string {
  const sign = written.startsWith('-') ? 'ลบ' : written.startsWith('+') ? 'บวก' : '';
  const [whole = '', fraction = ''] = written.replace(/^[+-]/, '').split('.');
  return sign + (cardinal(whole) || 'ศูนย์') + (fraction === '' ? '' : `จุด${oneByOne(fraction)}`);
}

/** Item and section numbers: every part a whole number, `1.10` → หนึ่งจุดสิบ. */
export function itemNumber(written: string): string {
  return written
    .split('.')
    .filter((part) => part !== '')
    .map(cardinal)
    .join('จุด');
}

/** House numbers and the like: up to two digits as a number, longer or with a leading zero digit by digit. */
export function shortOrDigits(digits: string): string {
  return digits.length <= 2 && !digits.startsWith('0') ? cardinal(digits) : oneByOne(digits);
}

/** Baht with satang: `5.8` → ห้าบาทแปดสิบสตางค์, `0.50` → ห้าสิบสตางค์. More than two decimals are read with จุด. */
export function baht(written: string, unit = 'บาท', subunit = 'สตางค์'): string {
  const [whole = '', fraction = ''] = written.split('.');
  if (fraction.length > 2) return decimal(written) + unit;
  const small = Number(fraction.padEnd(2, '0'));
  const big = cardinal(whole);
  if (small === 0) return (big || 'ศูนย์') + unit;
  const satang = cardinal(String(small)) + subunit;
  return big === '' || big === 'ศูนย์' ? satang : big + unit + satang;
}
