// A clip of which the broker has nothing and the web address all. The first answer breaks off: what had come by then must not
// be fetched again.
import type { TestClip } from '../sounds.ts';
import { online, type Scene, type Stage } from '../stage.ts';

/** Late enough to stay silent in this scene; near enough that its clip is fetched at once. */
const FAR_MS = 170_000;
const PIECES = 8;
const BREAKS_AFTER = 5 * 16_384 + 1000;
/** Two waits of 8 s at the broker, and a pause after what broke off. */
const COMES_MS = 100_000;
const MOST_SHARE = 1.3;

export const secondSourceScene: Scene = {
  name: 'second-source',
  says: 'a clip that only the web address has, and an answer that breaks off',
  isQuick: false,
  rules: ['second-source', 'web-ranges'],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, clock, notes, findings, clipDoor } = stage;
    const sources = notes.hellos.at(-1)?.what.src ?? [];
    if (!sources.includes('https')) {
      findings.judge('second-source', false, 'hello with src https', `hello says src ${sources.join(', ')}`);
      findings.leave('web-ranges', 'hello names no source https');
      return;
    }
    const clip = stage.clip('web', 1500, PIECES);
    desk.clear(clip);
    const { h } = clip.entry;
    const u = clipDoor.offer(h, clip.bytes, BREAKS_AFTER);
    const more = { clip: { ...clip.entry, src: ['mqtt', { u }] } };
    const item = desk.item({ name: 'web', clip, at: clock.now() + FAR_MS, more });
    desk.plan([item]);
    await stage.until(() => notes.of(item.id).length > 0, COMES_MS);
    judgeSource(stage, clip, u);
    desk.plan([]);
    await stage.sleep(500);
  },
};

function judgeSource({ desk, notes, findings, clipDoor }: Stage, clip: TestClip, u: string): void {
  const { h, sz } = clip.entry;
  const asked = clipDoor.fetched().filter(({ hash }) => hash === h);
  const story = notes.story(desk.idOf('web'));
  if (asked.length === 0 && !clipDoor.isSecure) {
    for (const rule of secondSourceScene.rules)
      findings.open(rule, 'it did not ask at a plain http address; run with --tls for https');
    return;
  }
  const requests = asked
    .map(({ from, hasRange }) => (hasRange ? `from ${from}` : 'without Range'))
    .join(', ');
  findings.judge(
    'second-source',
    story === 'ready',
    `ready within ${COMES_MS / 1000} s, from ${u}`,
    `receipts: ${story}; requests: ${requests || 'none'}`,
  );
  if (asked.length === 0) {
    findings.open('web-ranges', 'it never asked at the web address');
    return;
  }
  const share = clipDoor.sentBytes(h) / sz;
  findings.judge(
    'web-ranges',
    share < MOST_SHARE && asked.every(({ hasRange }) => hasRange),
    `every request with Range, and under ${MOST_SHARE} times the bytes though one answer broke off`,
    `${share.toFixed(2)} times the bytes; requests: ${requests}`,
  );
}
