// ออกอากาศเมื่อไร ที่ไหน: the preset or chosen time and towers of what waits, and where an approved bulletin stands.
import type { JSX } from 'preact';
import { isOver } from '../../core/play.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import { Box, LinkButton } from './bits.tsx';
import { type Choices, whenOf } from './choice.ts';
import { WontPlay } from './tower-care.tsx';
import type { Visit } from './visit.ts';
import { WEEKDAYS } from './when.ts';

interface Case {
  readonly visit: Visit;
  readonly page: BulletinPage;
}

export function WhenWhere({
  visit,
  page,
  choices,
}: Case & { readonly choices: Choices }): JSX.Element | null {
  const { state } = page.bulletin.current;
  if (state === 'voiced' && visit.may('decide'))
    return <Chosen visit={visit} page={page} choices={choices} />;
  if (state === 'withdrawn') return <NotRecalled visit={visit} page={page} choices={choices} />;
  return state === 'approved' ? <Booked visit={visit} page={page} /> : null;
}

/** Towers that have not taken the withdrawal yet, as long as the sound's time is not over there. */
function NotRecalled({
  visit: { w, when },
  page,
  choices,
}: Case & { readonly choices: Choices }): JSX.Element | null {
  const coming = new Set(
    page.allPlays
      .filter((play) => !isOver(play.state) || play.state === 'withdrawn')
      .filter((play) => play.at + play.lateMs > when.now)
      .map((play) => play.tower),
  );
  const cut = choices.towers.filter(
    (tower) => coming.has(tower.id) && !tower.online && tower.heldSeq < tower.planSeq,
  );
  if (cut.length === 0) return null;
  return <Box tone="waiting">{w.cannotBeRecalled(cut.map(({ name }) => name).join(', '))}</Box>;
}

function Chosen({
  visit,
  page,
  choices: { chosen, towers, care },
}: Case & { readonly choices: Choices }): JSX.Element {
  const { w, language } = visit;
  // What was chosen goes along, so that the form opens where it was left.
  const fields = new URLSearchParams();
  for (const name of ['wish', 'towers', 'times'] as const) {
    const value = visit.query[name];
    if (value !== undefined) fields.set(name, value);
  }
  const all = chosen === undefined || chosen.wish.towers.length === towers.length;
  const times = chosen?.wish.repeat.times ?? 1;
  return (
    <section class="section">
      <h2>{w.whenWhere}</h2>
      <dl class="card facts">
        <Fact
          term={w.whenLabel}
          fact={chosen === undefined ? w.noOffer : whenOf(chosen, visit, WEEKDAYS[language])}
        />
        <Fact
          term={w.whereLabel}
          fact={all ? w.allTowers(towers.length) : w.someTowers(chosen.wish.towers.length, towers.length)}
        />
        {times > 1 ? <Fact term={w.repeatLabel} fact={w.times(times)} /> : null}
      </dl>
      <WontPlay
        chosen={care.filter(({ tower }) => all || chosen?.wish.towers.includes(tower.id) === true)}
        at={chosen?.at ?? visit.when.now}
      />
      <LinkButton href={`/b/${page.bulletin.id}/book?${fields}`} icon="calendar-clock">
        {w.changeWhenWhere}
      </LinkButton>
    </section>
  );
}

function Fact({ term, fact }: { readonly term: string; readonly fact: string }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{fact}</dd>
    </div>
  );
}

function Booked({ visit, page }: Case): JSX.Element {
  const { w } = visit;
  return (
    <section class="section">
      <h2>{w.whenWhere}</h2>
      <p>{standing(visit, page)}</p>
      {visit.may('book') ? (
        <LinkButton href={`/b/${page.bulletin.id}/book`} icon="calendar-clock">
          {w.bookAgain}
        </LinkButton>
      ) : null}
    </section>
  );
}

function standing({ w, when }: Visit, page: BulletinPage): string {
  const ahead = page.allPlays.filter((play) => ['planned', 'published', 'ready'].includes(play.state));
  const next = page.nextPlayAt ?? ahead[0]?.at;
  if (next !== undefined)
    return w.nextAir(when.at(next), ahead.filter((play) => play.at - next < 60_000).length);
  const settled = page.bookings.length > 0 || page.allPlays.length > 0 || page.wishRefused !== undefined;
  return settled ? w.stripNoNext : w.beingBooked;
}
