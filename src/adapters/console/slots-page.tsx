// The forms of /slots: each slot with its own, the quiet hours, and one day's exception.
import type { FastifyReply } from 'fastify';
import type { JSX } from 'preact';
import { type Formulas, NO_FORMULAS } from '../../core/formulas.ts';
import type { Slot } from '../../core/timetable.ts';
import { Button, Chip, Field, Hidden, LinkButton, Post, type Problem, useHere } from './bits.tsx';
import { doneOf } from './done.tsx';
import { FormulasForm } from './formulas-form.tsx';
import { showPage } from './frame.tsx';
import { MinuteChoice } from './minute-choice.tsx';
import type { Visit } from './visit.ts';
import { WeatherForm } from './weather.tsx';
import { daysFrom, WEEKDAYS } from './when.ts';

const MINUTE = 60_000;
const ALL_DAYS = [0, 1, 2, 3, 4, 5, 6];
const FROM_MONDAY = [1, 2, 3, 4, 5, 6, 0];

/** The page of slots, quiet hours and exceptions, with what was wrong with the last form. */
export async function slotsPage(visit: Visit, problem?: Problem, typed?: Formulas): Promise<FastifyReply> {
  const { w, when, house, org, language } = visit;
  const [slots, organisation] = await Promise.all([
    house.timetable.slots(org),
    house.organisations.find(org),
  ]);
  const sorted = [...slots].sort((a, b) => a.startsAtMinute - b.startsAtMinute);
  const quiet = organisation?.quietHours ?? { fromMinute: 21 * 60, toMinute: 5 * 60 };
  return showPage(
    visit,
    {
      tab: 'timetable',
      title: w.slots,
      back: { href: '/d', label: w.timetable },
      done: doneOf(visit),
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <>
      <p class="soft">{w.slotsHint}</p>
      <ul class="rows">
        {sorted.map((slot) => (
          <li key={slot.id}>
            <details>
              <summary>
                <b class="nums">{when.minute(slot.startsAtMinute)}</b> {slot.name} ·{' '}
                {w.minutes(slot.lengthMs / MINUTE)} · {daysOf(slot.weekdays, visit)}
              </summary>
              <SlotForm slot={slot} />
            </details>
          </li>
        ))}
      </ul>
      <details>
        <summary>{w.addSlot}</summary>
        <SlotForm slot={undefined} />
      </details>
      <section class="section">
        <h2>{w.quietHours}</h2>
        <p class="soft">{w.quietHint}</p>
        <Post action="/slots/quiet" class="pico">
          <div class="pair">
            <Field name="from" label={w.fromLabel}>
              {(ties) => <MinuteChoice ties={ties} chosen={quiet.fromMinute} />}
            </Field>
            <Field name="to" label={w.toLabel}>
              {(ties) => <MinuteChoice ties={ties} chosen={quiet.toMinute} />}
            </Field>
          </div>
          <Button tone="primary">{w.save}</Button>
        </Post>
      </section>
      <WeatherForm roughWeather={organisation?.roughWeather === true} />
      <FormulasForm formulas={typed ?? organisation?.formulas ?? NO_FORMULAS} problem={problem} />
      {sorted.length === 0 ? null : (
        <section class="section">
          <h2>{w.skipDay}</h2>
          <Post action="/slots/except" class="pico">
            <Field name="slot" label={w.slotsLabel}>
              {(ties) => (
                <select {...ties}>
                  {sorted.map((slot) => (
                    <option key={slot.id} value={slot.id}>
                      {when.minute(slot.startsAtMinute)} {slot.name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field name="date" label={w.dayLabel}>
              {(ties) => (
                <select {...ties}>
                  {daysFrom(when.today, 30).map((date) => (
                    <option key={date} value={date}>
                      {when.day(date)} ({WEEKDAYS[language][new Date(`${date}T00:00:00Z`).getUTCDay()]})
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <fieldset>
              <legend class="hidden">{w.skipDay}</legend>
              <div class="chips">
                <Chip radio name="how" value="skip" label={w.skipIt} checked />
                <Chip radio name="how" value="move" label={w.moveTo} />
              </div>
            </fieldset>
            <Field name="moved" label={w.moveTo}>
              {(ties) => <MinuteChoice ties={ties} chosen={720} />}
            </Field>
            <Field name="why" label={w.skipWhy}>
              {(ties) => <input {...ties} type="text" maxlength={200} />}
            </Field>
            <Button tone="primary">{w.save}</Button>
          </Post>
        </section>
      )}
    </>,
  );
}

function SlotForm({ slot }: { readonly slot: Slot | undefined }): JSX.Element {
  const { w, language } = useHere();
  const key = slot?.id ?? 'new';
  return (
    <Post action="/slots" class="pico">
      {slot === undefined ? null : <Hidden name="id" value={slot.id} />}
      <div class="field">
        <label for={`name-${key}`}>{w.slotName}</label>
        <input id={`name-${key}`} name="name" type="text" value={slot?.name ?? ''} maxlength={60} required />
      </div>
      <div class="pair">
        <div class="field">
          <label for={`starts-${key}`}>{w.slotStart}</label>
          <MinuteChoice ties={{ id: `starts-${key}`, name: 'starts' }} chosen={slot?.startsAtMinute ?? 360} />
        </div>
        <div class="field">
          <label for={`minutes-${key}`}>{w.slotLength}</label>
          <input
            id={`minutes-${key}`}
            name="minutes"
            type="number"
            min={1}
            max={180}
            value={(slot?.lengthMs ?? 15 * MINUTE) / MINUTE}
            required
          />
        </div>
      </div>
      <fieldset>
        <legend class="legend">{w.weekdaysLabel}</legend>
        <div class="chips">
          {FROM_MONDAY.map((day) => (
            <Chip
              key={day}
              name="weekdays"
              value={String(day)}
              label={WEEKDAYS[language][day] ?? ''}
              checked={(slot?.weekdays ?? ALL_DAYS).includes(day)}
            />
          ))}
        </div>
      </fieldset>
      <div class="actions">
        <Button tone="primary">{w.save}</Button>
        {slot === undefined ? null : (
          <LinkButton href={`/slots/${slot.id}/remove`} icon="trash-2" tone="danger">
            {w.removeSlot}
          </LinkButton>
        )}
      </div>
    </Post>
  );
}

function daysOf(weekdays: readonly number[], { w, language }: Visit): string {
  if (weekdays.length === 7) return w.everyDayWord;
  return w.onDays(
    FROM_MONDAY.filter((day) => weekdays.includes(day))
      .map((day) => WEEKDAYS[language][day])
      .join(' '),
  );
}
