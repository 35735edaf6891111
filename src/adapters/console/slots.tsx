// เวลาออกอากาศ (/slots): the organisation's slots, one day's exceptions and the quiet hours. One subject a form.
import type { FastifyInstance } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import type { SlotId } from '../../core/ids.ts';
import { Button, LinkButton, Post, type Problem } from './bits.tsx';
import { readFields, readMany, readMinute, readNumber } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { slotsPage } from './slots-page.tsx';
import { dateOf } from './timetable.tsx';
import { forOfficer, type Visit } from './visit.ts';

const MINUTE = 60_000;
const ALL_DAYS = [0, 1, 2, 3, 4, 5, 6];

export function slotRoutes(app: FastifyInstance, house: House): void {
  const { timetable } = house;
  const change = (url: string, run: (visit: Visit, body: unknown) => Promise<string>) =>
    app.post(
      url,
      forOfficer(house, 'change-timetable', async (visit, request) => {
        try {
          return visit.go(await run(visit, request.body));
        } catch (thrown) {
          const problem = problemOf(visit, thrown);
          if (problem === undefined) throw thrown;
          return slotsPage(visit, problem);
        }
      }),
    );

  app.get(
    '/slots',
    forOfficer(house, 'change-timetable', async (visit) => slotsPage(visit)),
  );

  change('/slots', async ({ officer }, body) => {
    const fields = readFields(body);
    await timetable.putSlot(officer, {
      ...(fields['id'] === undefined ? {} : { id: fields['id'] as SlotId }),
      name: fields['name'] ?? '',
      weekdays: readMany(body, 'weekdays').map((day) => readNumber(day, 'weekdays', 0, 6)),
      startsAtMinute: readMinute(fields['starts'], 'starts'),
      lengthMs: readNumber(fields['minutes'], 'minutes', 1, 180) * MINUTE,
    });
    return '/slots?done=slot';
  });

  change('/slots/default', async ({ officer, w }) => {
    const both = [
      { name: w.morning, startsAtMinute: 6 * 60 },
      { name: w.evening, startsAtMinute: 18 * 60 },
    ];
    for (const slot of both)
      await timetable.putSlot(officer, { ...slot, weekdays: ALL_DAYS, lengthMs: 15 * MINUTE });
    return '/d?done=slot';
  });

  change('/slots/except', async ({ officer }, body) => {
    const fields = readFields(body);
    await timetable.except(officer, {
      slot: (fields['slot'] ?? '') as SlotId,
      date: dateOf(fields['date'] ?? ''),
      movedToMinute: fields['how'] === 'move' ? readMinute(fields['moved'], 'moved') : undefined,
      why: fields['why'] ?? '',
    });
    return '/slots?done=exception';
  });

  change('/slots/quiet', async ({ officer }, body) => {
    const fields = readFields(body);
    await timetable.setQuietHours(officer, {
      fromMinute: readMinute(fields['from'], 'from'),
      toMinute: readMinute(fields['to'], 'to'),
    });
    return '/slots?done=quiet';
  });

  app.get(
    '/slots/:id/remove',
    forOfficer(house, 'change-timetable', async (visit, request) => {
      const { w, when } = visit;
      const id = (request.params as { id: SlotId }).id;
      const slot = (await timetable.slots(visit.org)).find((one) => one.id === id);
      if (slot === undefined) throw new RelayError('not-found', 'there is no such slot');
      return showPage(
        visit,
        {
          tab: 'timetable',
          title: `${w.removeSlot} ${when.minute(slot.startsAtMinute)}`,
          back: { href: '/slots', label: w.slots },
        },
        <Post action={`/slots/${id}/remove`}>
          <p>{w.removeSlotFacts}</p>
          <div class="actions">
            <Button tone="stop" icon="trash-2">
              {w.removeSlot}
            </Button>
            <LinkButton href="/slots">{w.back}</LinkButton>
          </div>
        </Post>,
      );
    }),
  );

  app.post(
    '/slots/:id/remove',
    forOfficer(house, 'change-timetable', async (visit, request) => {
      await timetable.removeSlot(visit.officer, (request.params as { id: SlotId }).id);
      return visit.go('/slots?done=slot-removed');
    }),
  );
}

function problemOf({ house, language }: Visit, thrown: unknown): Problem | undefined {
  if (!(thrown instanceof RelayError) || thrown.code !== 'invalid-input') return undefined;
  return { field: String(thrown.facts['field'] ?? 'name'), sentence: house.sentenceFor(thrown, language) };
}
