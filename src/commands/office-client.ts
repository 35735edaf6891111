// An officer's hands for a program: signs in, listens, approves and looks, through the relay's HTTP API alone.
import { RelayError } from '../core/errors.ts';

export interface BulletinSeen {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly reason: string | null;
  readonly revision: number;
  readonly version: number;
  readonly wishRefused: string | null;
  readonly reading: {
    readonly spoken: string;
    readonly unread: readonly { readonly written: string; readonly why: string; readonly proposed: string }[];
  } | null;
  readonly clip: {
    readonly sha256: string;
    readonly ms: number;
    readonly lufs: number;
    readonly truePeakDb: number;
    readonly voice: string;
    readonly mp3: string;
  } | null;
  readonly voice: { readonly step: string; readonly share: number } | null;
  readonly allPlays: readonly {
    readonly id: string;
    readonly tower: string;
    readonly towerName: string;
    readonly at: string;
    readonly state: string;
    readonly why: string | null;
    readonly skewMs: number | null;
    readonly playedMs: number | null;
  }[];
}

export interface TowerSeen {
  readonly id: string;
  readonly name: string;
  readonly online: boolean;
  readonly village: { readonly code: string };
}

interface Code {
  readonly tower: string;
  readonly code: string;
}

export type Office = ReturnType<typeof createOffice>;

/** @param session the secret of a session that is open already */
export function createOffice(relayUrl: string, session = '') {
  let token = session;

  async function ask<T>(method: string, path: string, body?: object, key?: string): Promise<T> {
    const response = await fetch(new URL(path, relayUrl), {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok)
      throw new RelayError('internal', `${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  return {
    async signIn(linkToken: string): Promise<string> {
      const session = await ask<{ token: string; officer: { name: string } }>(
        'POST',
        '/api/v1/session/link',
        { token: linkToken },
      );
      token = session.token;
      return session.officer.name;
    },
    bulletins: async () =>
      (await ask<{ bulletins: readonly { id: string }[] }>('GET', '/api/v1/bulletins')).bulletins,
    bulletin: (id: string) => ask<BulletinSeen>('GET', `/api/v1/bulletins/${id}`),
    towers: async () => (await ask<{ towers: readonly TowerSeen[] }>('GET', '/api/v1/towers')).towers,
    /** Every word that could not be read is read as proposed, and remembered for the next time. */
    settle(id: string, { version, reading }: Pick<BulletinSeen, 'version' | 'reading'>) {
      const written = new Set((reading?.unread ?? []).map((token) => token.written.trim()));
      const answers = [...written].map((one) => ({ written: one, how: 'as-proposed', remember: true }));
      return ask<{ left: number }>('POST', `/api/v1/bulletins/${id}/settle`, {
        seenVersion: version,
        answers,
      });
    },
    /** Fetches the clip's every byte and says so; a person's player does the same in real time. */
    async listen(
      id: string,
      clip: { readonly sha256: string; readonly ms: number; readonly mp3: string },
    ): Promise<number> {
      const response = await fetch(new URL(clip.mp3, relayUrl), {
        headers: { authorization: `Bearer ${token}` },
      });
      if (!response.ok) throw new RelayError('internal', `the clip cannot be fetched: ${response.status}`);
      const bytes = (await response.arrayBuffer()).byteLength;
      await ask('POST', `/api/v1/bulletins/${id}/heard`, { clip: clip.sha256, fromMs: 0, toMs: clip.ms });
      return bytes;
    },
    /** @param at when it is to sound, ISO 8601; left out: as soon as it can */
    approve: (id: string, revision: number, clip: string, towers: readonly string[], at?: string) =>
      ask<{ complete: boolean; missing: number }>('POST', `/api/v1/bulletins/${id}/approve`, {
        revision,
        clip,
        booking: { wish: at === undefined ? { kind: 'now' } : { kind: 'at', at }, towers },
      }),
    /** @param key this text's own name: the same one again is the same text. @returns its bulletin */
    handIn: async (text: string, key: string) =>
      (await ask<{ bulletin: string | null }>('POST', '/api/v1/items', { text }, key)).bulletin,
    withdraw: (id: string, seenVersion: number, reason: string) =>
      ask<{ unreachable: readonly { tower: string }[] }>('POST', `/api/v1/bulletins/${id}/withdraw`, {
        seenVersion,
        reason,
      }),
    /** A new tower of a village, with its claim code. */
    addTower: (village: string, name: string) => ask<Code>('POST', '/api/v1/towers', { village, name }),
    /** A new claim code for a tower there is; what it was enrolled with before is void at the claim. */
    newCode: (tower: string) => ask<Code>('POST', `/api/v1/towers/${tower}/code`, {}),
    claim: (code: string) => ask<unknown>('POST', '/api/v1/claim', { v: 1, code }),
  };
}
