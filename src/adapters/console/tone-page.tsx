// เสียงทดสอบประจำวัน (/towers/tone): whether, within which hour and how loud; an administrator sets it for all towers.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { Organisation } from '../../core/organisation.ts';
import { instantOf, localDate, touchesQuiet } from '../../core/timetable.ts';
import { Button, Chip, Field, LinkButton, Post, type Problem, useHere } from './bits.tsx';
import { readFields, readNumber } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { forOfficer, type Visit } from './visit.ts';

const HOUR_MS = 3_600_000;
const VOLUMES = [10, 20, 30, 40, 50];
/** When people are awake and at work, where nothing was set. */
const USUAL = { fromMinute: 9 * 60, volume: 20 };

export function toneRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/towers/tone',
    forOfficer(house, 'change-towers', (visit) => tonePage(visit)),
  );
  app.post(
    '/towers/tone',
    forOfficer(house, 'change-towers', async (visit, request) => {
      const fields = readFields(request.body);
      const policy =
        fields['use'] === 'on'
          ? {
              fromMinute: readNumber(fields['hour'], 'hour', 0, 23) * 60,
              volume: readNumber(fields['volume'], 'volume', 0, 100),
            }
          : undefined;
      try {
        await house.care.setTone(visit.officer, policy);
      } catch (thrown) {
        if (!(thrown instanceof RelayError) || thrown.code !== 'quiet-hours') throw thrown;
        return tonePage(visit, { field: 'hour', sentence: visit.w.toneInQuiet });
      }
      return visit.go('/towers?done=tone');
    }),
  );
}

async function tonePage(visit: Visit, problem?: Problem): Promise<FastifyReply> {
  const { w, house, org } = visit;
  const organisation = await house.organisations.find(org);
  const { fromMinute, volume } = organisation?.tone ?? USUAL;
  const isOn = organisation?.tone !== undefined;
  return showPage(
    visit,
    {
      tab: 'towers',
      title: w.dailyTone,
      back: { href: '/towers', label: w.towersLong },
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <Post action="/towers/tone" class="pico">
      <p>{w.toneExplain}</p>
      <fieldset>
        <legend class="hidden">{w.dailyTone}</legend>
        <div class="chips">
          <Chip radio name="use" value="on" label={w.toneOn} checked={isOn} />
          <Chip radio name="use" value="off" label={w.toneOff} checked={!isOn} />
        </div>
      </fieldset>
      <Field name="hour" label={w.toneHour} problem={problem}>
        {(ties) => (
          <select {...ties}>
            <Hours organisation={organisation} chosen={fromMinute / 60} />
          </select>
        )}
      </Field>
      <fieldset>
        <legend class="legend">{w.toneVolume}</legend>
        <div class="chips">
          {VOLUMES.map((one) => (
            <Chip
              key={one}
              radio
              name="volume"
              value={String(one)}
              label={`${one}%`}
              checked={one === volume}
            />
          ))}
        </div>
      </fieldset>
      <div class="actions">
        <Button tone="primary">{w.save}</Button>
        <LinkButton href="/towers">{w.back}</LinkButton>
      </div>
    </Post>,
  );
}

/** Only hours that lie outside quiet hours can be chosen. */
function Hours({
  organisation,
  chosen,
}: {
  readonly organisation: Organisation | undefined;
  readonly chosen: number;
}): JSX.Element {
  const { when } = useHere();
  const quiet = organisation?.quietHours ?? { fromMinute: 0, toMinute: 0 };
  const hours = Array.from({ length: 24 }, (_, hour) => hour).filter(
    (hour) => !touchesQuiet(instantOf(localDate(when.now), hour * 60), HOUR_MS, quiet),
  );
  return (
    <>
      {hours.map((hour) => (
        <option key={hour} value={hour} selected={hour === chosen}>
          {when.span(hour * 60, ((hour + 1) % 24) * 60)}
        </option>
      ))}
    </>
  );
}
