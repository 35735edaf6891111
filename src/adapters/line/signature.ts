// Whether a webhook request is LINE's: x-line-signature is base64(HMAC-SHA256(channel secret, exact body bytes)), as
// "Verify webhook signature" in LINE's documentation has it. Our own requests to ourselves are signed the same way.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** @returns the value of the x-line-signature header for these exact bytes */
export function signBody(rawBody: Uint8Array, channelSecret: string): string {
  return createHmac('sha256', channelSecret).update(rawBody).digest('base64');
}

/**
 * @param channelSecrets the present secret and, while it is being changed, the one before: LINE drops the old one at
 *   once when a new one is issued, and requests signed with it may still be on their way
 */
export function isSignedByLine(
  rawBody: Uint8Array,
  signature: string | undefined,
  channelSecrets: readonly string[],
): boolean {
  if (signature === undefined || signature === '' || rawBody.length === 0) return false;
  const given = Buffer.from(signature, 'base64');
  return channelSecrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(rawBody).digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
