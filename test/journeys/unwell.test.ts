// A story of silence with real controllers: a tower without power is noticed, and well again when it is back.
import t from 'tap';
import { NOON, openVillage } from '../support/village.ts';

const MINUTE = 60_000;

const village = await openVillage({ startAt: NOON });
t.teardown(village.close);
const [one, two] = village.towers;
if (one === undefined || two === undefined) throw new Error('two towers');
const { person } = await village.officer('somsri');
const { care } = village.relay.desks;
const careOf = async (id: string) => (await care.of(person.org)).find(({ tower }) => tower.id === id);
const isSilent = async () =>
  (await careOf(one.id))?.ailments.some(
    ({ reason, loudness }) => reason === 'no-contact' && loudness !== 'noted',
  );

t.test('a tower without power is noticed, and well again when it is back (failure 28)', async (t) => {
  one.powerOff();
  await village.pass(30 * MINUTE);
  await village.untilInTime('the silence', async () => isSilent());
  t.match(await careOf(one.id), { loudness: 'listed' });
  t.equal((await careOf(two.id))?.loudness, undefined, 'its neighbour is well');
  await one.powerOn();
  await village.connected();
  await village.untilInTime('its return', async () => !(await isSilent()));
  t.equal((await careOf(one.id))?.tower.online, true);
});
