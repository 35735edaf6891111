// The desk of the weather: who may change the timetable says that wind or rain are to be overcome, or no more. Clips made
// from then on have the harder sound; what is there already stays as it was heard and approved.
import { mustBeAbleTo } from '../core/officer.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { WeatherDesk } from './desks.ts';
import type { Clock } from './ports.ts';
import type { Organisations } from './records.ts';

export interface WeatherDeskPorts {
  readonly organisations: Pick<Organisations, 'change'>;
  readonly clock: Clock;
}

export function createWeatherDesk({ organisations, clock }: WeatherDeskPorts): WeatherDesk {
  return {
    async set(officer, roughWeather) {
      mustBeAbleTo(officer, 'change-timetable');
      const deed = deedOf(actorOf(officer), clock.now(), 'weather-changed', 'organisation', officer.org, {
        rough: roughWeather ? 'yes' : 'no',
      });
      await organisations.change(officer.org, { roughWeather }, deed);
    },
  };
}
