// Adding a tower, and the one-time code with which its device is connected: shown once, here.
import type { FastifyReply } from 'fastify';
import type { Instant, TowerId } from '../../core/ids.ts';
import { Button, Field, Post } from './bits.tsx';
import { showPage } from './frame.tsx';
import type { Visit } from './visit.ts';

export async function newTower(visit: Visit): Promise<FastifyReply> {
  const { w, house, org } = visit;
  const villages = await house.organisations.villages(org);
  return showPage(
    visit,
    { tab: 'towers', title: w.addTower, back: { href: '/towers', label: w.towersLong } },
    <Post action="/towers/new" class="pico">
      <Field name="village" label={w.village}>
        {(ties) => (
          <select {...ties} required>
            {villages.map((village) => (
              <option key={village.code} value={village.code}>
                {w.moo(village.moo)} {village.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="name" label={w.towerName} hint={w.towerNameHint}>
        {(ties) => <input {...ties} type="text" maxlength={100} />}
      </Field>
      <Button tone="primary">{w.addTower}</Button>
    </Post>,
  );
}

export function claimPage(
  visit: Visit,
  made: { readonly tower: TowerId; readonly code: string; readonly expiresAt: Instant },
): Promise<FastifyReply> {
  const { w, when } = visit;
  return showPage(
    visit,
    { tab: 'towers', title: w.claimTitle, back: { href: `/t/${made.tower}`, label: w.towersLong } },
    <>
      <p>{w.claimHint}</p>
      <p class="code" lang="en">
        {made.code}
      </p>
      <p class="soft">
        {w.claimOnce} · {w.validUntil(when.at(made.expiresAt))}
      </p>
    </>,
  );
}
