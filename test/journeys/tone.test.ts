// The daily quiet tone, from the organisation's wish to the loudspeaker and back to the office's page: a real relay, a real
// broker, real controllers. The clock stands still until the story moves it.
import t from 'tap';
import type { TowerId } from '../../src/core/ids.ts';
import { toneMinuteOf } from '../../src/core/tone.ts';
import { NOON, openVillage } from '../support/village.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** 13:00 in Bangkok. */
const WISHED_AT = NOON + HOUR;
const VOLUME = 20;

const village = await openVillage({ startAt: NOON });
t.teardown(village.close);
const [one, two] = village.towers;
if (one === undefined || two === undefined) throw new Error('two towers');
const { person } = await village.officer('somsri');
const { care } = village.relay.desks;
const careOf = async (id: string) => (await care.of(person.org)).find(({ tower }) => tower.id === id);
const tonesOf = ({ heard }: typeof one) => heard.filter(({ name }) => name.startsWith('test-tone'));
const minuteOf = ({ id }: typeof one) => toneMinuteOf(id as TowerId) * MINUTE;
/** The conveyor looks every few seconds; here it is asked at every step. */
async function walkTo(at: number): Promise<void> {
  while (village.clock.now() < at) await village.passTo(Math.min(at, village.clock.now() + MINUTE));
}

t.test(
  'at its own minute a tower sounds its tone; a muted one refuses, and the office reads why',
  async (t) => {
    await care.setTone(person, { fromMinute: 13 * 60, volume: VOLUME });
    one.mute(true);
    await walkTo(WISHED_AT - MINUTE);
    t.same([tonesOf(one), tonesOf(two)], [[], []], 'not before its hour');
    await walkTo(WISHED_AT + HOUR + 5 * MINUTE);
    const [tone, ...more] = tonesOf(two);
    t.same(more, [], 'once');
    t.equal(tone?.volume, VOLUME);
    const lateMs = (tone?.at ?? 0) - WISHED_AT - minuteOf(two);
    t.ok(lateMs >= 0 && lateMs <= 2 * MINUTE, `in its own minute: ${lateMs} ms after it`);
    const well = await careOf(two.id);
    t.ok((well?.toneAnsweredAt ?? 0) >= (tone?.at ?? NOON + DAY), 'told as its last tone');
    t.notOk(well?.ailments.some(({ reason }) => reason === 'tone-failed'));
    t.same(tonesOf(one), [], 'silent');
    const silent = await careOf(one.id);
    t.equal(silent?.toneAnsweredAt, undefined);
    t.match(
      silent?.ailments.find(({ reason }) => reason === 'tone-failed'),
      { reason: 'tone-failed', detail: 'local-mute' },
    );
  },
);

t.test('released it sounds the tone that an officer orders, and is well', async (t) => {
  one.mute(false);
  await village.pass(MINUTE);
  await care.testTone(person, one.id as TowerId);
  await village.untilInTime('the answer', async () => (await careOf(one.id))?.toneAnsweredAt !== undefined);
  t.equal(tonesOf(one).length, 1);
  await village.untilInTime('its name off the list', async () => {
    const seen = await careOf(one.id);
    return !seen?.ailments.some(({ reason }) => reason === 'tone-failed');
  });
});
