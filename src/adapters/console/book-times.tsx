// The choice of time on the booking form. Offers come first; another time and a repeat open below their own line.
import type { JSX } from 'preact';
import { addDays, instantOf, localDate, type Wish } from '../../core/timetable.ts';
import { Chip, Field, Tick, useHere } from './bits.tsx';
import type { Choices } from './choice.ts';
import { writeWish } from './fields.ts';
import type { Visit } from './visit.ts';
import { daysFrom, WEEKDAYS } from './when.ts';

const DAYS_AHEAD = 30;

/** When: the next slots with room, another time, or a repeat over days. */
export function Times({ choices, visit }: { readonly choices: Choices; readonly visit: Visit }): JSX.Element {
  const { w, when } = useHere();
  const { offers, chosen, slots } = choices;
  const now = chosen === undefined ? '' : writeWish(chosen.wish.wish);
  const offered = offers.some((offer) => writeWish(offer.wish.wish) === now);
  const wish = chosen?.wish.wish;
  return (
    <fieldset id="wish">
      <legend class="legend">{w.chooseWhen}</legend>
      <div class="ticks">
        {offers.map((offer) => {
          const value = writeWish(offer.wish.wish);
          const instant = offer.wish.wish.kind === 'now';
          return (
            <Tick
              key={value}
              radio
              name="wish"
              value={value}
              label={instant ? w.airNowLong : when.at(offer.at)}
              hint={instant ? undefined : offer.slot?.name}
              checked={value === now}
            />
          );
        })}
        {offers.length === 0 ? <p class="soft">{w.noOffer}</p> : null}
        <Tick
          radio
          name="wish"
          value="other"
          label={w.atAnotherTime}
          checked={!offered && wish?.kind === 'at'}
        />
        <OneTime wish={wish} visit={visit} />
        {slots.length === 0 ? null : (
          <>
            <Tick
              radio
              name="wish"
              value="days"
              label={w.everyDay}
              checked={!offered && wish?.kind === 'every'}
            />
            <ManyDays choices={choices} visit={visit} />
          </>
        )}
      </div>
    </fieldset>
  );
}

function OneTime({ wish, visit }: { readonly wish: Wish | undefined; readonly visit: Visit }): JSX.Element {
  const { w, when } = visit;
  const at = wish?.kind === 'at' ? wish.at : instantOf(addDays(when.today, 1), 6 * 60);
  const minute = Math.floor((at + 7 * 3_600_000) / 60_000) % 1440;
  return (
    <div class="under">
      <Field name="date" label={w.dayLabel}>
        {(ties) => (
          <select {...ties}>
            {daysFrom(when.today, DAYS_AHEAD).map((date) => (
              <option key={date} value={date} selected={date === localDate(at)}>
                {when.day(date)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div class="pair">
        <Field name="hour" label={w.hourLabel}>
          {(ties) => <Numbers ties={ties} from={0} to={23} step={1} chosen={Math.floor(minute / 60)} />}
        </Field>
        <Field name="minute" label={w.minuteLabel}>
          {(ties) => <Numbers ties={ties} from={0} to={55} step={5} chosen={minute % 60} />}
        </Field>
      </div>
    </div>
  );
}

function Numbers({
  ties,
  from,
  to,
  step,
  chosen,
}: {
  readonly ties: object;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly chosen: number;
}): JSX.Element {
  const numbers = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, n) => from + n * step);
  const all = numbers.includes(chosen) ? numbers : [...numbers, chosen].sort((a, b) => a - b);
  return (
    <select {...ties}>
      {all.map((number) => (
        <option key={number} value={number} selected={number === chosen}>
          {String(number).padStart(2, '0')}
        </option>
      ))}
    </select>
  );
}

function ManyDays({
  choices: { chosen, slots },
  visit,
}: {
  readonly choices: Choices;
  readonly visit: Visit;
}): JSX.Element {
  const { w, when, language } = visit;
  const wish = chosen?.wish.wish;
  const every = wish?.kind === 'every' ? wish : undefined;
  return (
    <div class="under">
      <fieldset>
        <legend class="legend">{w.slotsLabel}</legend>
        <div class="chips">
          {slots.map((slot) => (
            <Chip
              key={slot.id}
              name="slots"
              value={slot.id}
              label={`${when.minute(slot.startsAtMinute)} ${slot.name}`}
              checked={every?.slots.includes(slot.id) === true}
            />
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend class="legend">{w.weekdaysLabel}</legend>
        <div class="chips">
          {[1, 2, 3, 4, 5, 6, 0].map((day) => (
            <Chip
              key={day}
              name="weekdays"
              value={String(day)}
              label={WEEKDAYS[language][day] ?? ''}
              checked={every?.weekdays.includes(day) === true}
            />
          ))}
        </div>
      </fieldset>
      <Field name="until" label={w.untilLabel}>
        {(ties) => (
          <select {...ties}>
            {daysFrom(when.today, DAYS_AHEAD).map((date) => (
              <option key={date} value={date} selected={date === (every?.until ?? addDays(when.today, 6))}>
                {when.day(date)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
