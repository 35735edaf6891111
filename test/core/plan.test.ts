// When a tower's plan is issued anew: every two hours, and as soon as there is room where it could not hold the whole day.
import t from 'tap';
import type { PlanItem, TowerPlan } from '../../src/core/plan.ts';
import { refreshAt } from '../../src/core/plan.ts';

const NOON = Date.UTC(2026, 10, 24, 5, 0);
const MINUTE = 60_000;
const TWO_HOURS = 120 * MINUTE;

/** A play of 30 s, told twice with 10 s between, so many minutes from noon; it may begin an hour late. */
function item(minute: number, state: PlanItem['state'] = 'sched') {
  const at = NOON + minute * MINUTE;
  return { state, play: { at, clipMs: 30_000, times: 2, gapMs: 10_000, expiresAt: at + 60 * MINUTE } };
}

const planOf = (...items: ReturnType<typeof item>[]) => ({ issuedAt: NOON, items }) as unknown as TowerPlan;
/** A minute and ten seconds of sound, and five until the receipt is here. */
const OVER = 75_000;

for (const [says, plan, isWhole, inMs] of [
  ['a whole plan', planOf(item(10)), true, TWO_HOURS],
  ['an empty one', planOf(), true, TWO_HOURS],
  [
    'one that left something out: when its first play is over (failure 36)',
    planOf(item(10), item(20)),
    false,
    10 * MINUTE + OVER,
  ],
  ['its first play is over, the next one counts', planOf(item(-2), item(20)), false, 20 * MINUTE + OVER],
  [
    'nobody has said that it is over: when it may not begin any more',
    planOf(item(-50), item(90)),
    false,
    10 * MINUTE,
  ],
  ['it sounds just now', planOf(item(-1), item(20)), false, OVER - MINUTE],
  ['a withdrawal is said once and makes room', planOf(item(10, 'withdrawn'), item(20)), false, 5_000],
  ['the first play is far: no later than any other plan', planOf(item(300)), false, TWO_HOURS],
  ['all are past: no later than any other plan', planOf(item(-100)), false, TWO_HOURS],
] as const)
  t.test(says, async (t) => t.equal(refreshAt(plan, isWhole) - NOON, inMs));
