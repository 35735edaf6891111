// What a signer puts its key under, whatever the relay says: area, class, length, validity, names, and how often. An
// asked approval and what was sealed before go in, the rule that forbids it comes out. Pure.
import { z } from 'zod';
import { CLASSES } from '../../core/bulletin.ts';
import type { Instant } from '../../core/ids.ts';
import type { AskedStatement } from './signer-wire.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Relay and signer are on one machine, or nearly. */
const CLOCKS_APART_MS = 10 * MINUTE_MS;

export const policySchema = z.strictObject({
  emergencyApprovals: z.union([z.literal(1), z.literal(2)]).default(2),
  maxClipMinutes: z.number().min(1).max(60).default(20),
  maxDays: z.number().min(1).max(60).default(31),
  /** An emergency's authority is minutes old, or the key that plans could set off every siren. */
  emergencyMinutes: z.number().min(1).max(60).default(16),
  maxPlays: z.number().int().min(1).max(10_000).default(500),
  perHour: z.number().int().min(1).max(1000).default(30),
  emergenciesPerDay: z.number().int().min(0).max(1000).default(12),
  /** Where there are none every organisation that asks first gets its area; where there are, only these. */
  organisations: z
    .array(
      z.strictObject({
        org: z.string().min(1),
        area: z.array(z.string().regex(/^\d{2,8}$/)).min(1),
        highest: z.enum(CLASSES).default('emergency'),
        /** Ids of officers who may approve; none named: whoever the relay names. */
        officers: z.array(z.string()).optional(),
      }),
    )
    .default([]),
});
export type SignerPolicy = z.infer<typeof policySchema>;

export interface Sealed {
  readonly at: Instant;
  readonly org: string;
  readonly class: AskedStatement['class'];
}

export interface Refused {
  readonly rule: string;
  readonly text: string;
}

/** @param area what the organisation may speak to; @param past what was sealed in the last day */
export function refusalOf(
  asked: AskedStatement,
  policy: SignerPolicy,
  area: readonly string[],
  past: readonly Sealed[],
  now: Instant,
): Refused | undefined {
  return (
    refuseScope(asked, policy, area) ??
    refuseTime(asked, policy, now) ??
    refuseNames(asked, policy) ??
    refuseRate(asked, policy, past, now)
  );
}

function refuseScope(
  asked: AskedStatement,
  policy: SignerPolicy,
  area: readonly string[],
): Refused | undefined {
  const outside = asked.area.find((code) => !area.some((prefix) => code.startsWith(prefix)));
  if (outside !== undefined) return { rule: 'area', text: `${asked.org} does not speak for ${outside}` };
  const own = policy.organisations.find(({ org }) => org === asked.org);
  if (CLASSES.indexOf(asked.class) > CLASSES.indexOf(own?.highest ?? 'emergency'))
    return { rule: 'class', text: `${asked.org} may not approve ${asked.class}` };
  const longest = Math.max(...asked.clips.map(({ ms }) => ms));
  if (longest > policy.maxClipMinutes * MINUTE_MS)
    return { rule: 'length', text: `a clip of ${Math.round(longest / 1000)} s is too long` };
  if (asked.maxPlays > policy.maxPlays)
    return { rule: 'plays', text: `${asked.maxPlays} plays are more than ${policy.maxPlays}` };
  return undefined;
}

function refuseTime(asked: AskedStatement, policy: SignerPolicy, now: Instant): Refused | undefined {
  const longestMs =
    asked.class === 'emergency' ? policy.emergencyMinutes * MINUTE_MS : policy.maxDays * DAY_MS;
  if (Math.abs(asked.notBeforeAt - now) > CLOCKS_APART_MS)
    return { rule: 'time', text: 'it does not begin now: compare the clocks of relay and signer' };
  if (asked.expiresAt <= now || asked.expiresAt - now > longestMs)
    return {
      rule: 'validity',
      text: `${asked.class} is approved for at most ${Math.round(longestMs / MINUTE_MS)} minutes`,
    };
  return undefined;
}

function refuseNames(asked: AskedStatement, policy: SignerPolicy): Refused | undefined {
  const own = policy.organisations.find(({ org }) => org === asked.org);
  const names = new Set(asked.by);
  const stranger =
    own?.officers === undefined ? undefined : asked.by.find((name) => !own.officers?.includes(name));
  if (stranger !== undefined) return { rule: 'officers', text: `${stranger} is not named as an approver` };
  const needed = asked.class === 'emergency' ? policy.emergencyApprovals : 1;
  if (names.size < needed) return { rule: 'names', text: `${names.size} of ${needed} names` };
  return undefined;
}

function refuseRate(
  asked: AskedStatement,
  policy: SignerPolicy,
  past: readonly Sealed[],
  now: Instant,
): Refused | undefined {
  const own = past.filter(({ org }) => org === asked.org);
  const since = (ms: number) => own.filter(({ at }) => at > now - ms);
  if (since(HOUR_MS).length >= policy.perHour)
    return { rule: 'rate', text: `${policy.perHour} approvals in an hour are enough` };
  const emergencies = since(DAY_MS).filter((one) => one.class === 'emergency').length;
  if (asked.class === 'emergency' && emergencies >= policy.emergenciesPerDay)
    return { rule: 'rate', text: `${policy.emergenciesPerDay} emergencies in a day are enough` };
  return undefined;
}
