// What a tower suffers from, on whatever page it is told: in a word, for how long, how loud by now, and whom to call.
import type { JSX } from 'preact';
import { conditionOf } from '../../core/tower.ts';
import { atLeast, LOUDNESS, type Loudness } from '../../core/tower-loudness.ts';
import { MEANINGS } from '../../core/tower-meanings.ts';
import type { TowerCare } from '../../pipeline/desks.ts';
import { Box, Icon, Tag, useHere } from './bits.tsx';
import { ConditionTag, worstFirst } from './states.tsx';
import type { Visit } from './visit.ts';

export type Told = TowerCare['ailments'][number];
/** Names of those who answer for what nobody in a village can mend. */
export type Office = readonly string[];
const MOST_NAMES = 3;

/** Residents will hear what is booked there: in contact, and nothing known that speaks against it. */
export function isFit({ tower, ailments }: TowerCare, now: number): boolean {
  return conditionOf(tower, now) === 'ready' && !ailments.some(isInTheWay);
}

/** It is not certain that something new would be heard there. */
export function mayMiss({ tower, ailments }: TowerCare, at: number): boolean {
  return !tower.claimed || (tower.mutedUntil ?? 0) > at || ailments.some(isInTheWay);
}

const isInTheWay = ({ reason }: Told) => MEANINGS[reason].effect !== 'sounds' && reason !== 'unheard';

/** Somebody has to look after it: told in the list and at the way there. */
export function needsCare({ loudness }: TowerCare): boolean {
  return atLeast(loudness, 'listed');
}

/** Loudest first, of those that are as loud the longest suffering, then as towers are sorted without. */
export function loudestFirst(all: readonly TowerCare[], now: number): readonly TowerCare[] {
  const place = new Map(
    worstFirst(
      all.map(({ tower }) => tower),
      now,
    ).map((tower, n) => [tower.id, n]),
  );
  const loud = (care: TowerCare) => (needsCare(care) ? LOUDNESS.indexOf(care.loudness ?? 'noted') : 0);
  const since = (care: TowerCare) => (needsCare(care) ? (care.ailments[0]?.since ?? now) : now);
  return [...all].sort(
    (a, b) =>
      loud(b) - loud(a) || since(a) - since(b) || (place.get(a.tower.id) ?? 0) - (place.get(b.tower.id) ?? 0),
  );
}

/** What is in the way of a tower that seems ready. */
function hiddenTrouble({ tower, ailments }: TowerCare, now: number): Told | undefined {
  return conditionOf(tower, now) === 'ready' ? ailments.find(isInTheWay) : undefined;
}

/** The tower's state in a word; one that seems ready but is not says what is in the way. */
export function CareTag({ care }: { readonly care: TowerCare }): JSX.Element {
  const { w, when } = useHere();
  const first = hiddenTrouble(care, when.now);
  if (first === undefined) return <ConditionTag tower={care.tower} />;
  return (
    <Tag tone="problem" icon="triangle-alert">
      {w.unwellName(first.reason)}
    </Tag>
  );
}

/** `ขาดการติดต่อ มา 2 ชั่วโมง`, of the loudest one; after a tag that names it already only for how long. */
export function Briefly({
  care,
  named = false,
}: {
  readonly care: TowerCare;
  readonly named?: boolean;
}): JSX.Element | null {
  const { w, when } = useHere();
  const first = care.ailments[0];
  if (first === undefined || !atLeast(first.loudness, 'listed')) return null;
  const long = when.lasting(when.now - first.since);
  const isNamed = named && hiddenTrouble(care, when.now)?.reason === first.reason;
  return <>{isNamed ? w.lastingFor(long) : w.unwellFor(w.unwellName(first.reason), long)}</>;
}

/** How loud it has become with age, in words: what is only listed needs none. */
export function LoudTag({
  loudness,
  count,
}: {
  readonly loudness: Loudness | undefined;
  readonly count?: number;
}): JSX.Element | null {
  const { w } = useHere();
  if (loudness !== 'raised' && loudness !== 'reported') return null;
  const [word, icon] =
    loudness === 'reported' ? ([w.loudReported, 'megaphone'] as const) : ([w.loudRaised, 'clock'] as const);
  return (
    <Tag tone={loudness === 'reported' ? 'problem' : 'waiting'} icon={icon}>
      {word}
      {count === undefined ? null : ` ${w.towersN(count)}`}
    </Tag>
  );
}

/** Who answers for the office's own turn. */
export async function officeOf({ house, org }: Visit): Promise<Office> {
  const all = await house.staff.all(org);
  return all
    .filter(({ active, roles }) => active && roles.includes('administrator'))
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
}

/** Whom to call: the tower's own people, or by name the office's where nobody in the village can help. */
export function Call({
  care,
  ailment,
  office,
}: {
  readonly care: TowerCare;
  readonly ailment: Told;
  readonly office: Office;
}): JSX.Element {
  const here = useHere();
  const { w } = here;
  const isAllowed = 'may' in here && (here as Visit).may('change-towers');
  const askOffice = w.callOffice(office.join(', '));
  if (MEANINGS[ailment.reason].turn === 'office') return <span>{askOffice}</span>;
  const { caretaker } = care;
  // Whoever may not name somebody reads whom to ask for it.
  if (caretaker === undefined)
    return (
      <span>
        {w.nobodyToCall} ·{' '}
        {isAllowed ? <a href={`/t/${care.tower.id}#caretaker`}>{w.nameCaretaker}</a> : askOffice}
      </span>
    );
  return (
    <a class="button" href={`tel:${caretaker.phone.replace(/[^\d+]/g, '')}`}>
      <Icon name="smartphone" />
      <span>
        {w.callWho(caretaker.name)} <span class="whole">{caretaker.phone}</span>
      </span>
    </a>
  );
}

/** Before booking and approving: which of the chosen towers may not play it. */
export function WontPlay({
  chosen,
  at,
}: {
  readonly chosen: readonly TowerCare[];
  readonly at: number;
}): JSX.Element | null {
  const { w } = useHere();
  const missing = chosen.filter((care) => mayMiss(care, at));
  if (missing.length === 0) return null;
  return (
    <Box tone="waiting">
      <strong>{w.wontPlay(missing.length, chosen.length)}</strong>
      <p>
        <SomeNames of={missing.map(({ tower }) => tower.name)} />
      </p>
      <p>
        <a href="/towers">{w.towersLong}</a>
      </p>
    </Box>
  );
}

/** The first few names, and how many more. */
export function SomeNames({ of }: { readonly of: readonly string[] }): JSX.Element {
  const { w } = useHere();
  const more = of.length - MOST_TOWERS;
  return (
    <>
      {of.slice(0, MOST_TOWERS).join(', ')}
      {more > 0 ? ` ${w.moreTowers(more)}` : ''}
    </>
  );
}
const MOST_TOWERS = 6;
