// Enrolment: a controller trades its one-time code for its own credentials, once, over the relay's HTTP door.
import { z } from 'zod';
import { trustDocumentSchema } from './signing.ts';
import { isAreaCode, isTowerId } from './topics.ts';

export const CLAIM_PATH = '/api/v1/claim';

/** Ten characters without 0, 1, i, l, o and u, as printed on the enrolment sheet; spaces and dashes fall away. */
export const claimRequestSchema = z.object({
  v: z.literal(1),
  code: z
    .string()
    .max(40)
    .transform((code) => code.toLowerCase().replace(/[\s-]/g, ''))
    .pipe(z.string().regex(/^[a-z0-9]{10}$/)),
});

export const claimResponseSchema = z.object({
  v: z.literal(1),
  /** The tower's id; also its MQTT user name and client id. */
  tower: z.string().refine(isTowerId, 'tower id'),
  org: z.string().min(1).max(200),
  /** `mqtt://host:port` or `mqtts://host:port`. */
  mqttUrl: z.string().regex(/^mqtts?:\/\//),
  password: z.string().min(32).max(200),
  topicRoot: z.string().min(1).max(95),
  /** The village codes of this tower, 8 digits. */
  area: z.array(z.string().refine(isAreaCode, 'area code')).min(1),
  trust: trustDocumentSchema,
  /** Pinned from here on: a later trust document must be signed by `threshold` of them. */
  roots: z.object({
    threshold: z.number().int().min(1),
    keys: z
      .array(z.object({ kid: z.string().min(1).max(64), x: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }))
      .min(1),
  }),
  /** Certificate of the broker's private authority, PEM, where there is one. */
  ca: z.string().max(20_000).optional(),
});
export type ClaimResponse = z.infer<typeof claimResponseSchema>;
