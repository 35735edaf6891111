// Hearing a word before it is saved: what is heard is what the bulletin will say, respelt syllables too.
import t from 'tap';
import { readWords } from '../../src/core/dictionary.ts';
import type { OfficerId, OrgId } from '../../src/core/ids.ts';
import type { Officer, Role } from '../../src/core/officer.ts';
import type { SpeechScript } from '../../src/pipeline/ports.ts';
import { createVoicePreview } from '../../src/pipeline/voice-preview.ts';
import { toPhrases } from '../../src/thai/phrases.ts';
import { toIpa } from '../../src/thai/pronunciation.ts';

const person = (...roles: Role[]): Officer => ({
  id: 'o' as OfficerId,
  org: 'org' as OrgId,
  name: 'สมศรี',
  username: 'somsri',
  roles,
  active: true,
  hasPassword: true,
  lineUserId: undefined,
  lastSeenAt: undefined,
});

function listening() {
  const scripts: SpeechScript[] = [];
  let fails = 0;
  const preview = createVoicePreview({
    id: 'paper',
    async say(script) {
      scripts.push(script);
      if (fails > 0) {
        fails -= 1;
        throw new Error('the voice fell over');
      }
      return Buffer.from(script.text);
    },
  });
  return { preview, scripts, failOnce: () => (fails = 1) };
}

const soundsOf = (phrases: SpeechScript['phrases']) =>
  phrases.map((phrase) => toIpa(phrase.words.flatMap((word) => word.syllables)));

t.test('a respelt word is heard as respelt, and the bulletin says the same', async (t) => {
  const { preview, scripts } = listening();
  await preview.hear(person('editor'), 'สะ-หฺวัด-ดี');
  t.same(soundsOf(scripts[0]?.phrases ?? []), ['sa˨˩.wat˨˩.diː˧']);
  t.equal(scripts[0]?.phrases[0]?.spoken, 'สะหวัดดี', 'voices that read letters get plain ones');
  for (const written of ['ฌฆฐ.', 'ถึงฌฆฐ.ทุกคน']) {
    const known = { always: new Map([['ฌฆฐ.', 'สะ-หฺวัด-ดี']]), unread: new Map<string, string>() };
    const said = soundsOf(toPhrases(readWords(written, known, [])));
    t.ok(said.includes('sa˨˩.wat˨˩.diː˧'), `${written}: ${said}`);
  }
  await preview.hear(person('editor'), 'บ้าน สะ-หฺวัด-ดี หมู่ 2');
  t.ok(soundsOf(scripts[1]?.phrases ?? []).includes('sa˨˩.wat˨˩.diː˧'), 'among other words as well');
});

t.test('the same words are made once, and a voice that failed is asked again', async (t) => {
  const { preview, scripts, failOnce } = listening();
  const [one, two] = await Promise.all([
    preview.hear(person('reporter'), 'บ้านหว้า'),
    preview.hear(person('administrator'), ' บ้านหว้า '),
  ]);
  t.same([one, scripts.length], [two, 1]);
  failOnce();
  await t.rejects(preview.hear(person('editor'), 'บ้านโคก'), /fell over/);
  await preview.hear(person('editor'), 'บ้านโคก');
  t.equal(scripts.length, 3);
  for (let n = 0; n < 60; n++) await preview.hear(person('editor'), `บ้านหมู่ ${n}`);
  await preview.hear(person('editor'), 'บ้านหว้า');
  t.equal(scripts.length, 64, 'what is old is let go');
});

t.test('only who may say how words are read hears them, and only what can be read', async (t) => {
  const { preview, scripts } = listening();
  await t.rejects(preview.hear(person(), 'บ้าน'), { code: 'not-allowed' });
  const left = { ...person('administrator'), active: false };
  await t.rejects(preview.hear(left, 'บ้าน'), { code: 'not-allowed' });
  await t.rejects(preview.hear(person('editor'), 'ฌฆฐ.'), {
    code: 'invalid-input',
    facts: { why: 'unread' },
  });
  await t.rejects(preview.hear(person('editor'), ' '), { code: 'invalid-input', facts: { why: 'empty' } });
  await t.rejects(preview.hear(person('editor'), 'ก'.repeat(201)), { code: 'too-large' });
  t.same(scripts, []);
});
