// Stories of the village, end to end: a real relay, database, broker, voice, ffmpeg and two controllers, through the
// doors everyone uses. The clock stands still until the story moves it.
import t from 'tap';
import { openVillage } from '../support/village.ts';

const NEWS = 'แจ้งงดจ่ายน้ำ วันที่ ๒๓ พ.ย. ๒๕๖๙ หมู่ ๑';

t.test(
  'a message from LINE is read, listened to, approved, and heard at both towers at the same second',
  async (t) => {
    const village = await openVillage();
    t.teardown(village.close);
    t.equal((await village.line({ kind: 'text', text: NEWS })).status, 200);
    const seen = await village.voiced();
    t.equal(seen.state, 'voiced', seen.reason ?? '');
    t.match(seen.reading?.spoken, /งดจ่ายน้ำ.*ยี่สิบสามพฤศจิกายน/);
    const clip = seen.clip;
    if (clip === null) throw new Error('there is no clip');
    t.ok(Math.abs(clip.lufs + 14) <= 1, `${clip.lufs} LUFS`);
    t.ok(clip.truePeakDb <= -1, `${clip.truePeakDb} dBTP`);

    const towers = village.towers.map((tower) => tower.id);
    await t.rejects(
      village.office.approve(seen.id, seen.revision, clip.sha256, towers),
      /needs-listening/,
      'nobody approves unheard',
    );
    await village.office.listen(seen.id, clip);
    t.same(await village.office.approve(seen.id, seen.revision, clip.sha256, towers), {
      complete: true,
      missing: 0,
    });
    const ready = await village.ready(seen.id);
    const at = Date.parse(ready.allPlays[0]?.at ?? '');
    await village.passTo(at + 60_000);
    const over = await village.until('both towers finish', async () => {
      const now = await village.office.bulletin(seen.id);
      return now.allPlays.every((play) => play.state === 'finished') ? now : undefined;
    });
    for (const play of over.allPlays) t.equal(play.skewMs, 0, `${play.tower} started on the second`);
    for (const tower of village.towers)
      t.same(
        tower.heard.map((one) => one.at),
        [at],
        'heard once, on time',
      );
  },
);
