// Enrolment: the one-time code goes to the relay once, the credentials it gives stay in one file for the owner only.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RelayError } from '../core/errors.ts';
import { CLAIM_PATH, type ClaimResponse, claimRequestSchema, claimResponseSchema } from '../wire/claim.ts';
import { openTrust } from '../wire/signing.ts';
import { writeWhole } from './file-disk.ts';

const FILE = 'credentials.json';
const PATIENCE_MS = 15_000;

/** The credentials kept in this folder, or undefined for a controller that has not been enrolled. */
export async function readCredentials(folder: string): Promise<ClaimResponse | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, FILE), 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new RelayError('disk-failed', `${join(folder, FILE)} cannot be read.`, { cause });
  }
  try {
    return claimResponseSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RelayError(
      'config',
      `${join(folder, FILE)} is damaged; claim the tower again with a new code.`,
      { cause },
    );
  }
}

/**
 * Trades a one-time code for this tower's credentials and keeps them, 0600 and synced.
 * @param url the relay's address, e.g. `https://relay.example.go.th`
 * @throws RelayError `invalid-input`, `not-allowed`, `too-many-tries`, `broker-down` (relay not reached), `bad-signature`
 */
export async function claimTower(url: string, code: string, folder: string): Promise<ClaimResponse> {
  const request = claimRequestSchema.safeParse({ v: 1, code });
  if (!request.success) throw new RelayError('invalid-input', 'A claim code has ten letters and digits.');
  const response = await post(addressOf(url), request.data);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusal(response.status);
  const credentials = claimResponseSchema.safeParse(body);
  if (!credentials.success) {
    throw new RelayError(
      'invalid-input',
      'The answer of the relay is not understood; are both of the same version?',
      {
        cause: credentials.error,
      },
    );
  }
  const trust = await openTrust(credentials.data.trust, credentials.data.roots);
  if (!trust.ok)
    throw new RelayError('bad-signature', `The relay's trust document is not in order: ${trust.text}.`);
  await writeWhole(join(folder, FILE), `${JSON.stringify(credentials.data, null, 2)}\n`, { mode: 0o600 });
  return credentials.data;
}

function addressOf(url: string): URL {
  try {
    return new URL(CLAIM_PATH, url);
  } catch (cause) {
    throw new RelayError('invalid-input', `Not an address: ${url}. Give it as https://name.`, { cause });
  }
}

async function post(address: URL, body: object): Promise<Response> {
  try {
    return await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (cause) {
    throw new RelayError('broker-down', `The relay at ${address.origin} cannot be reached.`, {
      cause,
      retry: true,
    });
  }
}

function refusal(status: number): RelayError {
  if (status === 429)
    return new RelayError('too-many-tries', 'Too many claims; wait a quarter of an hour.', { retry: true });
  if (status >= 500)
    return new RelayError('broker-down', `The relay answered ${status}; try again later.`, { retry: true });
  return new RelayError(
    'not-allowed',
    'This claim code is wrong, used or expired; ask the office for a new one.',
  );
}
