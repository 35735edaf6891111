// What a controller can be told and what it is when nothing is said: each setting's shape, bounds and default. Anything from
// file, environment and command line goes through here once.
import { z } from 'zod';

const OFF = new Set(['none', 'off']);
const truth = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** HH:MM-HH:MM as minutes of the day, or null for none. */
const quietHours = z
  .string()
  .regex(/^(?:none|off|([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)$/, 'is HH:MM-HH:MM or none')
  .transform((text) => {
    if (OFF.has(text)) return null;
    const [from = 0, to = 0] = text
      .split('-')
      .map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
    return { from, to };
  });

/** A program and its words, as they are started: never a line for a shell. */
const word = z.coerce.string().min(1);
const words = z.tuple([word], word);

const TIME_SERVERS = ['time1.nimt.or.th', 'time2.nimt.or.th', 'time.navy.mi.th', 'time.cloudflare.com'];

/** Units stand in the names; minutes of the day for hours. */
export const settingsSchema = z.strictObject({
  data: z.string().min(1).default('data/controller'),
  sink: z.enum(['auto', 'wav', 'ffplay', 'afplay', 'aplay', 'mpg123', 'powershell']).default('auto'),
  ffmpeg: z.string().min(1).default('ffmpeg'),
  volume: z.coerce.number().int().min(0).max(100).default(100),
  quietHours: quietHours.prefault('none'),
  trustClock: truth.default(false),
  cacheMb: z.coerce.number().int().min(4).max(100_000).default(64),
  keepalive: z.coerce.number().int().min(10).max(600).default(120),
  /** Asked for the time while the relay's is not there. */
  timeServers: z
    .union([
      z.literal('none').transform(() => []),
      z.string().transform((text) => text.split(/[\s,]+/).filter((name) => name !== '')),
      z.array(z.string().min(1)).max(8),
    ])
    .default(TIME_SERVERS),
  clipsOverHttps: truth.default(true),
  prefetchMinutes: z.coerce.number().min(0).max(120).default(10),
  amplifier: z
    .union([
      z.strictObject({ on: words, off: words }),
      z.strictObject({ hold: words }),
      z.strictObject({ file: z.string().startsWith('/'), inverted: truth.default(false) }),
    ])
    .optional(),
  /** `needs`: decibels above the silence before. */
  microphone: z
    .strictObject({ record: words, needs: z.coerce.number().min(1).max(60).default(6) })
    .optional(),
  /** `needs`: by how much the number must rise. */
  sensor: z.strictObject({ read: words, needs: z.coerce.number().positive() }).optional(),
  volumeHours: z
    .array(
      z
        .strictObject({ hours: quietHours, most: z.coerce.number().int().min(0).max(100) })
        .transform(({ hours, most }) => ({ from: hours?.from ?? 0, to: hours?.to ?? 0, most })),
    )
    .max(12)
    .default([]),
  /** What no message raises, however well it is signed. */
  ceiling: z
    .strictObject({
      maxClipMinutes: z.coerce.number().min(1).max(20).optional(),
      maxPlaysPerDay: z.coerce.number().int().min(0).max(40).optional(),
      maxRepeat: z.coerce.number().int().min(1).max(10).optional(),
      maxEmergencyMinutes: z.coerce.number().min(0).max(10).optional(),
      muteIsFinal: truth.default(false),
    })
    .prefault({})
    .transform(({ maxClipMinutes, maxEmergencyMinutes, ...rest }) => ({
      ...rest,
      maxClipMs: maxClipMinutes === undefined ? undefined : maxClipMinutes * 60_000,
      maxEmergencyMs: maxEmergencyMinutes === undefined ? undefined : maxEmergencyMinutes * 60_000,
    })),
  /** A folder in memory for what need not last; spares the card, and works when it is dead. */
  runtime: z.string().min(1).optional(),
  log: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});
