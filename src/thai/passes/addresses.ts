// Links, e-mail addresses, hashtags, mentions. Policy: a short official www address and an e-mail address are said
// letter by letter; any other link is left for a person to decide, because nobody can write it down by ear.
import { latinLetters } from '../letters.ts';
import { oneByOne } from '../numbers.ts';
import type { Rule, Said } from '../page.ts';
import { ADDRESS_WORDS, ENGLISH } from '../tables/english.ts';
import { after, before } from './pieces.ts';

const OFFICIAL = /\.(?:go|or|ac|mi)\.th$|\.gov$/i;
/** Letters between www. and the official ending that a listener can still write down. */
const LONGEST_SPELLED = 10;

function part(written: string): string {
  const word = ADDRESS_WORDS.get(written.toLowerCase());
  if (word !== undefined) return word;
  let out = '';
  for (const c of written) {
    if (c >= '0' && c <= '9') out += oneByOne(c);
    else if (c === '_') out += 'ขีดล่าง';
    else if (c === '-') out += 'ขีด';
    else out += latinLetters(c);
  }
  return out;
}

function spell(address: string, dot: string): string {
  return address.split('.').map(part).join(dot);
}

function link(m: RegExpExecArray): Said {
  const host = m[1] ?? '';
  const path = (m[2] ?? '').replace(/\/$/, '');
  const name = host.replace(/^www\./i, '').replace(OFFICIAL, '');
  const short = name.length <= LONGEST_SPELLED && path === '';
  if (short && OFFICIAL.test(host)) return { kind: 'link', spoken: spell(host, 'จุด'), confidence: 'likely' };
  return {
    kind: 'unread',
    spoken: '',
    confidence: 'unread',
    why: 'ลิงก์อ่านออกเสียงแล้วจดตามไม่ได้ ควรบอกช่องทางติดต่อแทน',
  };
}

const HOST = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,40})(?:\\.[A-Za-z0-9-]{1,40}){1,6}';

export const addresses: readonly Rule[] = [
  {
    name: 'e-mail',
    pattern: /(?<![A-Za-z0-9._+-])([A-Za-z0-9._+-]{1,40})@([A-Za-z0-9-]{1,30}(?:\.[A-Za-z0-9-]{2,20}){1,3})/g,
    read: (m) => ({
      kind: 'link',
      spoken: `${spell(m[1] ?? '', 'จุด')}แอต${spell(m[2] ?? '', /\.th$/i.test(m[2] ?? '') ? 'จุด' : 'ดอต')}`,
      confidence: 'likely',
    }),
  },
  {
    name: 'link with scheme or www',
    pattern: new RegExp(
      `(?<![A-Za-z0-9])(?:https?://(?=[A-Za-z0-9])|(?=www\\.))(${HOST})((?::\\d{1,5})?(?:[/?#][^\\s\\u0e00-\\u0e7f<>"”)]{0,300})?)`,
      'gi',
    ),
    read: link,
  },
  {
    name: 'link with a Thai name',
    pattern:
      /(?<![A-Za-z0-9])(?:https?:\/\/(www\.)?|(www\.))([\u0e01-\u0e4e]{2,40})\.(com|net|org|ไทย|คอม|go\.th|or\.th|in\.th|co\.th)(?![A-Za-z0-9/])/gi,
    read: (m) => ({
      kind: 'link',
      spoken: `${(m[1] ?? m[2]) === undefined ? '' : `${part('w').repeat(3)}จุด`}${m[3]}${(m[4] ?? '')
        .split('.')
        .map((end) =>
          /^(?:com|net|org)$/i.test(end) ? `ดอต${part(end)}` : `จุด${/^[A-Za-z]/.test(end) ? part(end) : end}`,
        )
        .join('')}`,
      confidence: 'likely',
    }),
  },
  {
    name: 'bare host',
    pattern:
      /(?<![A-Za-z0-9.@-])((?:[A-Za-z0-9-]{1,40}\.){1,5}(?:com|net|org|th|ly|gl|me|io|co|info|page|app|link|ee|tv|be|gle|gov|edu|asia))(?![A-Za-z0-9])(\/[^\s\u0e00-\u0e7f<>"”)]{0,300})?/gi,
    read: link,
  },
  {
    name: 'scheme alone',
    pattern: /https?:\/\/[^\s]{0,300}/gi,
    read: (m) => link(m),
  },
  {
    name: 'hashtags closing a line',
    pattern: /#[^\s#\d][^\s#]{0,60}/g,
    read: (m, text) => {
      const rest = after(text, m.index + m[0].length, 200);
      if (!/^(?:\s{0,4}#[^\s#]{1,60})*\s*$/.test(rest)) return undefined;
      const lead = before(text, m.index, 80).replace(/#\S*/g, '').trim();
      return lead === '' ? undefined : { kind: 'silent', spoken: '' };
    },
  },
  { name: 'hash sign', pattern: /#(?=[^\s\d])/g, read: () => ({ kind: 'silent', spoken: '' }) },
  {
    name: 'LINE@',
    pattern: /\(?\bline ?@\)?/gi,
    read: (m, text) => {
      const gloss = m[0].startsWith('(') && before(text, m.index, 12).trimEnd().endsWith('ไลน์แอด');
      return gloss ? { kind: 'silent', spoken: '' } : { kind: 'foreign', spoken: 'ไลน์แอด' };
    },
  },
  {
    name: 'LINE account',
    pattern: /@(?=[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: (m, text) => {
      const lead = before(text, m.index, 60);
      const place = /[\u0e01-\u0e4e\d.)] $/.test(lead) && !/(?:ไลน์|line|แอด|บัญชี|OA|ชื่อ|เพิ่มเพื่อน)/i.test(lead);
      return { kind: 'foreign', spoken: place ? 'ที่' : 'แอด', confidence: 'likely' };
    },
  },
  {
    name: 'Latin account',
    pattern: /(?<![A-Za-z0-9])@([A-Za-z0-9._-]{1,40})/g,
    read: (m) => {
      const name = m[1] ?? '';
      const known = ENGLISH.get(name.toLowerCase());
      if (known !== undefined) return { kind: 'foreign', spoken: `แอด${known}` };
      const spoken = name.length > 12 ? '' : `แอด${spell(name, 'จุด')}`;
      return { kind: 'unread', spoken, confidence: 'unread', why: 'ชื่อบัญชีภาษาอังกฤษ ควรเขียนคำอ่านเป็นภาษาไทย' };
    },
  },
];
