// Short forms before a person's name or a place's, whose meaning hangs on what follows: นพ. น.ส. ม. ศ. อ.
import type { Rule } from '../page.ts';
import { GIVEN_NAMES } from '../tables/given-names.ts';
import { after, before } from './pieces.ts';

export const people: readonly Rule[] = [
  {
    name: 'สว. of a police station',
    pattern: /(?<![\u0e01-\u0e4e.])สว\. ?(?=\(|สภ|สน\.|ป\.|จร\.|ธร\.|อก\.|กก\.|สถานี)/g,
    read: () => ({ kind: 'abbreviation', spoken: 'สารวัตร' }),
  },
  {
    name: 'มาตรา standing alone',
    pattern: /(?<![\u0e01-\u0e4e.])(?<!\d ?)ม\.(?=\s|$)/g,
    read: () => ({ kind: 'abbreviation', spoken: 'หมู่', confidence: 'likely' }),
  },
  {
    name: 'ม.ล.',
    pattern: /(?<![\u0e01-\u0e4e.\d])ม\.ล\. ?(?=[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: () => ({ kind: 'abbreviation', spoken: 'หม่อมหลวง' }),
  },
  {
    name: 'ม. university',
    pattern:
      /(?<![\u0e01-\u0e4e.])ม\. ?(?!ต้น|ปลาย)(?=[\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e4e])(?!\.|[ก-ฮ]\.)/g,
    read: () => ({ kind: 'abbreviation', spoken: 'มหาวิทยาลัย', confidence: 'likely' }),
  },
  {
    name: 'นพ. before a name',
    pattern: /(?<![\u0e01-\u0e4e.])(?:นพ|น\.พ)\. ?(?!สสจ)(?=[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: () => ({ kind: 'abbreviation', spoken: 'นายแพทย์' }),
  },
  {
    name: 'น.ส. before a name',
    pattern: /(?<![\u0e01-\u0e4e.])(?:น\.ส\.|นส\.) ?(?!ล\.|พ\.)(?=[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: () => ({ kind: 'abbreviation', spoken: 'นางสาว' }),
  },
  {
    name: 'น.ส.',
    pattern: /(?<![\u0e01-\u0e4e.])น\.ส\.(?!ล\.|พ\.)/g,
    read: () => ({ kind: 'abbreviation', spoken: 'นางสาว', confidence: 'likely' }),
  },
  {
    name: 'teacher or district',
    pattern: /(?=อ\.)(?<=(?:อาจารย์|วิทยากร|โดย|ครู|คุณครู|พบกับ) ?)อ\. ?(?=[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: () => ({ kind: 'abbreviation', spoken: 'อาจารย์', confidence: 'likely' }),
  },
  {
    name: 'teacher by a given name',
    pattern: new RegExp(`(?<![\\u0e01-\\u0e4e.])อ\\. ?(?=${GIVEN_NAMES}(?![\\u0e01-\\u0e4e]))`, 'g'),
    read: () => ({ kind: 'abbreviation', spoken: 'อาจารย์', confidence: 'likely' }),
  },
  {
    name: 'sergeant of the army or of the police',
    pattern: /(?<![\u0e01-\u0e4e.])จ\.ส\.ต\.(?!ต\.)/g,
    read: (m, text) => ({
      kind: 'abbreviation',
      spoken: /ทหาร|กองพัน|มทบ|ค่าย|สัสดี|กรม ?ร\./.test(before(text, m.index, 60) + after(text, m.index, 60))
        ? 'จ่าสิบตรี'
        : 'จ่าสิบตำรวจ',
      confidence: 'likely',
    }),
  },
  {
    name: 'ศ. before a name',
    pattern: /(?<![\u0e01-\u0e4e.])ศ\. ?(?=\(|[\u0e01-\u0e2e\u0e40-\u0e44])(?!ดร\.|นพ\.)/g,
    read: () => ({ kind: 'abbreviation', spoken: 'ศาสตราจารย์', confidence: 'likely' }),
  },
  {
    name: 'infantry',
    pattern: /(?<![\u0e01-\u0e4e.])ร\.(?= ?พัน)/g,
    read: () => ({ kind: 'abbreviation', spoken: 'กรมทหารราบที่' }),
  },
];
