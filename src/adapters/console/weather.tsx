// ลมแรงหรือฝนตก, on /slots: one button that makes the clips of the next while cut through wind and rain, and one that ends it.
import type { FastifyInstance } from 'fastify';
import type { JSX } from 'preact';
import { Button, Post, useHere } from './bits.tsx';
import { readFields } from './fields.ts';
import type { House } from './house.ts';
import { forOfficer } from './visit.ts';

export function WeatherForm({ roughWeather }: { readonly roughWeather: boolean }): JSX.Element {
  const { w } = useHere();
  return (
    <section class="section" id="weather">
      <h2>{w.weather}</h2>
      <p>
        <b>{roughWeather ? w.weatherRough : w.weatherCalm}</b>
      </p>
      <p class="soft">{w.weatherHint}</p>
      <Post action="/slots/weather">
        <input type="hidden" name="weather" value={roughWeather ? 'calm' : 'rough'} />
        <Button {...(roughWeather ? {} : { tone: 'primary' as const })}>
          {roughWeather ? w.weatherEnd : w.weatherBegin}
        </Button>
      </Post>
    </section>
  );
}

export function weatherRoutes(app: FastifyInstance, house: House): void {
  app.post(
    '/slots/weather',
    forOfficer(house, 'change-timetable', async (visit, request) => {
      const isRough = readFields(request.body)['weather'] === 'rough';
      await house.weather.set(visit.officer, isRough);
      return visit.go(`/slots?done=${isRough ? 'rough' : 'calm'}`);
    }),
  );
}
