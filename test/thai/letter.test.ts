// What becomes of an official letter: its parts, and the announcement proposed from it. The letters and what is
// expected of them are a table; the promises at the end hold for any text.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { lettersIn, type Proposal, proposeAnnouncements } from '../../src/thai/letter/propose.ts';
import { anyCharacters } from './any-text.ts';

interface Expected {
  readonly kind: string;
  readonly from?: string;
  readonly to?: string;
  readonly number?: string;
  readonly date?: string;
  readonly subject?: string;
  readonly name?: string;
  readonly position?: string;
  readonly urgency?: string;
  readonly enclosures?: number;
  readonly say: readonly string[];
  readonly not: readonly string[];
  readonly seconds: number;
}
interface Case {
  readonly name: string;
  readonly letter: readonly string[];
  readonly expect: readonly Expected[];
}

const table: { readonly letters: readonly Case[]; readonly 'not letters': readonly string[] } = JSON.parse(
  readFileSync(new URL('letters.cases.json', import.meta.url), 'utf8'),
);
const circular = new URL('../../../shared/samples/circular-2562.th.txt', import.meta.url);

function partsOf({ letter }: Proposal): Record<string, unknown> {
  return {
    kind: letter.kind,
    from: letter.from?.written,
    to: letter.to?.written,
    number: letter.number?.written,
    date: letter.date?.written,
    subject: letter.subject?.written,
    name: letter.signature?.name,
    position: letter.signature?.position,
    urgency: letter.urgency,
    enclosures: letter.enclosures.length,
  };
}

for (const { name, letter, expect } of table.letters)
  t.test(name, async (t) => {
    const proposals = proposeAnnouncements(letter.join('\n'));
    if (!t.equal(proposals.length, expect.length, 'as many announcements as letters')) return;
    expect.forEach((wanted, k) => {
      const proposal = proposals[k]!;
      const { say, not, seconds, ...parts } = wanted;
      const found = partsOf(proposal);
      for (const [part, written] of Object.entries(parts)) t.equal(found[part], written, part);
      for (const words of say) t.ok(proposal.words.includes(words), `"${words}" in\n${proposal.words}`);
      for (const words of not) t.notOk(proposal.words.includes(words), `no "${words}" in\n${proposal.words}`);
      t.ok(proposal.speechMs <= seconds * 1000, `${proposal.speechMs} ms of ${seconds} s`);
      t.equal(proposal.proposedClass, parts.urgency === undefined ? 'routine' : 'important');
    });
  });

t.test('an ordinary post is no letter', async (t) => {
  for (const post of table['not letters']) t.same(lettersIn(post), [], post);
});

/** All that can be seen of a text, place by place. */
function visible(written: string): Set<number> {
  const places = new Set<number>();
  for (let i = 0; i < written.length; i++)
    if (/[\u0e01-\u0e5bA-Za-z0-9.,:;/()@#%"“”-]/.test(written.charAt(i))) places.add(i);
  return places;
}

/** Spans in order, apart, inside the text; with them every visible letter is accounted for. */
function accounts(written: string, proposals: readonly Proposal[]): string {
  const open = visible(written);
  let last = 0;
  const spans = proposals
    .flatMap(({ kept, leftOut }) => [...kept, ...leftOut].map(({ span }) => span))
    .sort((a, b) => a.start - b.start);
  for (const { start, end } of spans) {
    if (start < last || end <= start || end > written.length) return `span ${start}-${end} after ${last}`;
    for (let i = start; i < end; i++) open.delete(i);
    last = end;
  }
  return [...open]
    .slice(0, 20)
    .map((i) => written.charAt(i))
    .join('');
}

t.test('every letter of a letter is said or left out with its reason', async (t) => {
  for (const { name, letter } of table.letters) {
    const written = letter.join('\n');
    t.equal(accounts(written, proposeAnnouncements(written)), '', name);
  }
});

const FORMULAS =
  /^(?:ประกาศจาก|คำสั่งของ|เรื่อง$|เรียน$|แจ้งว่า$|จึงประกาศมาให้ทราบโดยทั่วกัน$|ข้อ(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ)$|ขอให้|ขอ(?=ให้|เชิญ))/;
const squeezed = (words: string) =>
  words
    .normalize('NFC')
    .replace(/\u0e4d\u0e32/g, 'ำ')
    .replace(/–/g, '-')
    .replace(/\s+/g, '');

t.test('an announcement adds nothing to the letter but its formulas', async (t) => {
  for (const { name, letter } of table.letters) {
    const source = squeezed(letter.filter((line) => !/^\/|^- . -$/.test(line)).join(''));
    for (const { words } of proposeAnnouncements(letter.join('\n')))
      for (const word of words.split(/\s+/).slice(1)) {
        const plain = squeezed(word);
        const known = source.includes(plain) || source.includes(plain.replace(FORMULAS, ''));
        t.ok(known, `${name}: ${word}`);
      }
  }
});

t.test(
  'a real circular of two letters gives two announcements that an announcer can read',
  { skip: !existsSync(circular) },
  async (t) => {
    const written = readFileSync(circular, 'utf8');
    const proposals = proposeAnnouncements(written);
    t.same(
      proposals.map(({ letter }) => [letter.kind, letter.from?.written, letter.urgency]),
      [
        ['external', 'สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดนครพนม', 'ด่วนที่สุด'],
        ['memo', 'กรมส่งเสริมการปกครองท้องถิ่น', 'ด่วนที่สุด'],
      ],
    );
    t.equal(accounts(written, proposals), '');
    for (const { words, speechMs } of proposals) {
      t.comment(`${speechMs} ms\n${words}`);
      t.ok(speechMs < 90_000);
      t.match(words, 'เรื่อง การปฏิบัติการสื่อสารของกระทรวงมหาดไทยผ่านแอปพลิเคชันไลน์แอด');
      t.match(words, 'เข้าร่วมเป็นสมาชิก');
      t.notMatch(words, /โทร|ที่ มท|ที่ นพ|ด่วนที่สุด|จึงเรียน|www|มอบหมาย|ผ\.บ\.ท|ลงวันที่|กมลสุวรรณ/);
    }
  },
);

t.test('a number to call and a day are never lost from a point that is said', async (t) => {
  const letter = (point: string) =>
    `ที่ นพ ๐๔๑๘/ว ๑\nอำเภอหนองบัว\nเรื่อง ทดสอบ\nเรียน ผู้ใหญ่บ้าน\n\n${point}\n\nจึงเรียนมาเพื่อทราบ`;
  const words = (point: string) => proposeAnnouncements(letter(point))[0]?.words ?? '';
  for (const [point, held] of [
    ['ขอเชิญประชาชนลงทะเบียน สามารถสอบถามโทร ๐๔๒-๐๐๐-๑๒๓ หรือดูได้ที่ www.abc.go.th', '๐๔๒-๐๐๐-๑๒๓'],
    [
      `ขอเชิญประชาชนร่วมงาน ${'โดยมีการแสดงมากมายหลายอย่าง '.repeat(40)} ซึ่งจัดในวันที่ ๕ ธันวาคม ๒๕๖๙`,
      '๕ ธันวาคม ๒๕๖๙',
    ],
    ['ขอให้เกษตรกรแจ้งข้อมูล (ภายในวันที่ ๓๐ เมษายน ๒๕๗๐ เท่านั้น ไม่รับหลังจากนี้)', '๓๐ เมษายน ๒๕๗๐'],
  ] as const)
    t.ok(words(point).includes(held), words(point));
});

t.test('a letter that only offices need says so', async (t) => {
  const inside = table.letters.find(({ name }) => name.includes('ภายในล้วน'))?.letter ?? [];
  t.same(
    proposeAnnouncements(inside.join('\n')).map((p) => p.forResidents),
    [false],
  );
  const others = table.letters.filter(({ name }) => !name.includes('ภายในล้วน'));
  for (const { name, letter } of others)
    for (const { forResidents } of proposeAnnouncements(letter.join('\n'))) t.ok(forResidents, name);
});

const LINES = table.letters.flatMap(({ letter }) => letter);
const anyLetter = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...LINES) }, anyCharacters(20)), {
    maxLength: 40,
  })
  .map((lines) => lines.join('\n'));

t.test('lines of letters in any order, with anything between them, never trip the clerk', async () => {
  fc.assert(
    fc.property(anyLetter, (written) => {
      const proposals = proposeAnnouncements(written);
      const letters = lettersIn(written);
      const inside = letters.every(({ span }) => span.start <= span.end && span.end <= written.length);
      const short = proposals.every(({ speechMs }) => speechMs < 90_000);
      return inside && short && (proposals.length === 0 || accounts(written, proposals) === '');
    }),
    { numRuns: 300 },
  );
});

t.test('a hundred thousand of anything is taken in without growing out of line', async (t) => {
  const head = 'ที่ นพ ๐๔๑๘/ว ๒๑๗๓\nเรื่อง ก\nเรียน ข\n\n';
  for (const piece of [
    '(',
    ')',
    'ก',
    ' ',
    '\n',
    '๑. ',
    'ตามหนังสือ',
    'ให้ประชาชน',
    'แจ้ง',
    'จึง ',
    'ที่ นพ ๐๔๑๘/ว ๑\n',
    'เรื่อง ',
    'www.',
    'โดย ',
    'นาย ',
    'ประชาชน วันที่ 1 ธ.ค. ',
    '/ก...\n',
    'ด่วน\n',
    'หัวหน้า ',
    'ดังนี้\n๑. ประชาชน',
  ]) {
    const written = head + piece.repeat(Math.ceil(100_000 / piece.length));
    const proposals = proposeAnnouncements(written);
    t.equal(proposals.length === 0 ? '' : accounts(written, proposals), '', JSON.stringify(piece));
  }
});
