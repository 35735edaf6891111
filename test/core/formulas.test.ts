// What an organisation's announcements begin and end with: put around the words once, never around a letter, and no part of
// the title.
import t from 'tap';
import {
  cleanFormula,
  draftWords,
  insideFormulas,
  NO_FORMULAS,
  withFormulas,
} from '../../src/core/formulas.ts';

const OURS = { opening: 'ประกาศจากองค์การบริหารส่วนตำบลหนองบัว', closing: 'ขอขอบคุณครับ' };
const NEWS = 'พรุ่งนี้น้ำประปาไม่ไหล';
const NOTHING = { always: new Map<string, string>(), unread: new Map<string, string>() };

t.test('the formulas stand around the words, in paragraphs of their own', async (t) => {
  t.equal(withFormulas(NEWS, OURS), `${OURS.opening}\n\n${NEWS}\n\n${OURS.closing}`);
  t.equal(withFormulas(NEWS, { ...OURS, opening: '' }), `${NEWS}\n\n${OURS.closing}`);
  t.equal(withFormulas(NEWS, NO_FORMULAS), NEWS, 'nothing changes where there are none');
});

t.test('what has them already gets none twice, however it is spaced', async (t) => {
  const whole = withFormulas(NEWS, OURS);
  t.equal(withFormulas(whole, OURS), whole);
  const spaced = `ประกาศ จาก องค์การบริหารส่วนตำบลหนองบัว ${NEWS} ขอขอบคุณ ครับ\n`;
  t.equal(withFormulas(spaced, OURS), spaced);
  t.equal(
    withFormulas(`ประกาศจากโรงเรียน ${NEWS}`, OURS),
    `ประกาศจากโรงเรียน ${NEWS}\n\n${OURS.closing}`,
    'who says himself who speaks needs no other beginning',
  );
  const ended = `${NEWS}\n\nจึงประกาศมาให้ทราบโดยทั่วกัน`;
  t.equal(withFormulas(ended, { opening: '', closing: 'จึงแจ้งมาเพื่อทราบ' }), ended, 'one จึง is enough');
  t.equal(withFormulas(ended, { ...OURS, opening: '' }), `${ended}\n\n${OURS.closing}`);
});

t.test('a letter stays as it came; what is made of it is said to be whose it is', async (t) => {
  const letter = `ที่ นบ ๐๐๑๘/ว ๑๒๓\n\nที่ว่าการอำเภอหนองบัว\n\n๒๐ พฤศจิกายน ๒๕๖๙\n\nเรื่อง การป้องกันไข้เลือดออก\nเรียน นายก อบต. ทุกแห่ง\n\nด้วยอำเภอพบผู้ป่วย ๑๒ ราย จึงขอให้ประชาชนคว่ำภาชนะที่มีน้ำขังทุกวันศุกร์\n\nจึงเรียนมาเพื่อทราบ\n\nขอแสดงความนับถือ\n\n(นายสมมติ ใจดี)\nนายอำเภอหนองบัว`;
  t.equal(draftWords(letter, OURS), letter);
  t.equal(draftWords(NEWS, OURS), withFormulas(NEWS, OURS));
});

t.test('the title is of what stands inside', async (t) => {
  t.equal(insideFormulas(withFormulas(NEWS, OURS), OURS), NEWS);
  t.equal(insideFormulas(NEWS, OURS), NEWS);
  const only = withFormulas(OURS.opening, { ...OURS, closing: '' });
  t.equal(insideFormulas(only, OURS), only, 'words that are nothing but a formula keep it');
});

t.test('a formula is one line that is read without a doubt', async (t) => {
  t.equal(cleanFormula('opening', ' ประกาศจาก\nอบต.หนองบัว ', NOTHING), 'ประกาศจาก อบต.หนองบัว');
  t.equal(cleanFormula('closing', '', NOTHING), '', 'none is none');
  t.throws(() => cleanFormula('closing', 'ขอบคุณ ฌฆฐ.', NOTHING), {
    code: 'invalid-input',
    facts: { field: 'closing', why: 'unread' },
  });
  const known = { ...NOTHING, always: new Map([['ฌฆฐ.', 'การไฟฟ้าเขต']]) };
  t.equal(cleanFormula('closing', 'ขอบคุณ ฌฆฐ.', known), 'ขอบคุณ ฌฆฐ.', 'the dictionary counts');
  t.throws(() => cleanFormula('opening', 'ก'.repeat(301), NOTHING), { code: 'too-large' });
});
