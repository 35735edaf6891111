// What relay and signer say to each other: one question and one answer a connection, a line each, on a socket of this
// machine. Both sides prove the shared secret over a number that is used once, so nobody who squats on the address learns it.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { CLASSES } from '../../core/bulletin.ts';
import { RelayError } from '../../core/errors.ts';

export const LONGEST_LINE = 64_000;

const id = z.string().min(1).max(200);
const area = z
  .array(z.string().regex(/^\d{2,8}$/))
  .min(1)
  .max(500);
const at = z.number().int().nonnegative();

export const statementSchema = z.object({
  org: id,
  bulletin: id,
  revision: z.number().int().nonnegative(),
  class: z.enum(CLASSES),
  area,
  clips: z
    .array(
      z.object({
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        ms: z.number().nonnegative(),
        codec: z.enum(['mp3', 'opus']),
      }),
    )
    .min(1)
    .max(8),
  notBeforeAt: at,
  expiresAt: at,
  by: z.array(id).min(1).max(20),
  maxPlays: z.number().int().nonnegative(),
});
/** An approval as the relay asks for it. */
export type AskedStatement = z.infer<typeof statementSchema>;

export const questionSchema = z.discriminatedUnion('op', [
  /** The newest approval key of an organisation; made, and its area remembered, at the first question. */
  z.object({ op: z.literal('key'), org: id, area }),
  /** Another key beside it. */
  z.object({ op: z.literal('fresh'), org: id, area }),
  z.object({ op: z.literal('seal'), kid: z.string().min(1).max(64), statement: statementSchema }),
]);
export type Question = z.infer<typeof questionSchema>;

export const answerSchema = z.union([
  z.object({ ok: z.literal(true), kid: z.string(), x: z.string().regex(/^[A-Za-z0-9_-]{43}$/), madeAt: at }),
  z.object({ ok: z.literal(true), jws: z.string().max(8192) }),
  z.object({ ok: z.literal(false), rule: z.string().max(60), text: z.string().max(500) }),
]);
export type Answer = z.infer<typeof answerSchema>;

export const greetingSchema = z.object({ v: z.literal(1), nonce: z.string().length(43) });
const sealedLineSchema = z.object({ body: z.string(), mac: z.string().regex(/^[0-9a-f]{64}$/) });

type Side = 'question' | 'answer';

export function sealedLine(secret: string, nonce: string, side: Side, content: object): string {
  const body = JSON.stringify(content);
  return `${JSON.stringify({ body, mac: macOf(secret, nonce, side, body) })}\n`;
}

/** @returns what was said, or undefined when it was not said by somebody with the secret, or for another connection */
export function openLine(secret: string, nonce: string, side: Side, line: string): unknown {
  try {
    const { body, mac } = sealedLineSchema.parse(JSON.parse(line));
    const wanted = Buffer.from(macOf(secret, nonce, side, body), 'hex');
    return timingSafeEqual(wanted, Buffer.from(mac, 'hex')) ? JSON.parse(body) : undefined;
  } catch {
    return undefined; // not a line of ours
  }
}

function macOf(secret: string, nonce: string, side: Side, body: string): string {
  return createHmac('sha256', secret).update(`${side}\n${nonce}\n${body}`).digest('hex');
}

export type SignerAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** @param text a path, or `tcp://127.0.0.1:7780`. @throws RelayError `config` for any place beyond this machine */
export function signerAddress(text: string): SignerAddress {
  if (!text.startsWith('tcp://')) return { path: text };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  const isHere = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (url !== undefined && isHere && url.port !== '') return { host, port: Number(url.port) };
  throw new RelayError(
    'config',
    `${text} is no address of a signer: a path, or tcp://127.0.0.1:PORT; over a network it would need a tunnel`,
  );
}
