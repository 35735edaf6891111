// The organisation's file: who announces where, its towers, slots and first officers. YAML, already parsed → what the relay is
// founded on at its first start.
import { z } from 'zod';
import { RelayError } from './core/errors.ts';
import { LONGEST_FORMULA } from './core/formulas.ts';
import { ROLES } from './core/officer.ts';
import type { Foundation } from './pipeline/founding.ts';

const minute = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
const role = z.enum(ROLES);
const village = z.string().regex(/^\d{8}$/, 'a DOPA village code has 8 digits');

const foundation = z.strictObject({
  name: z.string().min(1).max(200),
  kind: z.enum(['subdistrict', 'municipality', 'district', 'province', 'ministry']),
  area: z.string().regex(/^\d{2,8}$/),
  phone: z.string().default(''),
  quietHours: z
    .strictObject({ from: minute, to: minute })
    .transform(({ from, to }) => ({ fromMinute: from, toMinute: to })),
  villages: z
    .array(z.strictObject({ code: village, moo: z.number().int().min(0).max(99), name: z.string().min(1) }))
    .min(1),
  towers: z.array(z.strictObject({ village, name: z.string().min(1) })).default([]),
  slots: z.array(
    z
      .strictObject({
        name: z.string().min(1),
        at: minute,
        minutes: z.number().min(1).max(180),
        weekdays: z.array(z.number().int().min(0).max(6)).min(1),
      })
      .transform(({ name, at, minutes, weekdays }) => ({
        name,
        startsAtMinute: at,
        lengthMs: minutes * 60_000,
        weekdays,
      })),
  ),
  officers: z
    .array(
      z
        .strictObject({
          username: z.string().regex(/^[a-z0-9._-]{3,40}$/),
          name: z.string().min(1).max(100),
          roles: z.array(role).min(1),
          lineUserId: z
            .string()
            .regex(/^U[0-9a-f]{32}$/)
            .optional(),
        })
        .transform((person) => ({ ...person, lineUserId: person.lineUserId })),
    )
    .min(1)
    .refine(
      (people) => people.some((person) => person.roles.includes('administrator')),
      'somebody must be administrator',
    ),
  readings: z.record(z.string(), z.string()).default({}),
  opening: z.string().max(LONGEST_FORMULA).default(''),
  closing: z.string().max(LONGEST_FORMULA).default(''),
});

/** The organisation's file, parsed. @throws RelayError `config` with every mistake */
export function readFoundation(file: unknown, path: string): Foundation {
  const parsed = foundation.safeParse(file);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${path}: ${issue.path.join('.')}: ${issue.message}`);
  throw new RelayError(
    'config',
    `${problems.length} mistake(s) in the organisation's file:\n  ${problems.join('\n  ')}`,
  );
}
