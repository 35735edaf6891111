// Taking a port: the one that was set, or else the first free one from the usual port on.
import type { FastifyInstance } from 'fastify';
import { RelayError } from '../../core/errors.ts';

const MOST_TRIES = 20;

interface Wanted {
  readonly host: string;
  readonly port: number;
  readonly portIsSet: boolean;
}

/** @returns the port taken. @throws RelayError `config` naming PORT or HOST */
export async function listen(app: FastifyInstance, wanted: Wanted): Promise<number> {
  const tries = wanted.portIsSet || wanted.port === 0 ? 1 : MOST_TRIES;
  const last = Math.min(wanted.port + tries - 1, 65_535);
  for (let port = wanted.port; ; port += 1) {
    const failure = await tryPort(app, wanted.host, port);
    if (failure === undefined) return portOf(app, port);
    const isTaken = failure.code === 'EADDRINUSE' || failure.code === 'EACCES';
    if (!isTaken || port === last) throw refusal(wanted, failure.code, failure.cause);
  }
}

async function tryPort(app: FastifyInstance, host: string, port: number) {
  try {
    await app.listen({ host, port });
    return undefined;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return { code: String(cause.code), cause };
    throw cause;
  }
}

function portOf(app: FastifyInstance, asked: number): number {
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : asked;
}

function refusal({ host, port, portIsSet }: Wanted, code: string, cause: unknown): RelayError {
  const facts = { host, port, code };
  if (code !== 'EADDRINUSE' && code !== 'EACCES') {
    return new RelayError(
      'config',
      `HOST=${host} cannot be listened on (${code}). Set HOST to an address of this machine, or 0.0.0.0.`,
      { cause, facts: { ...facts, setting: 'HOST' } },
    );
  }
  const why = code === 'EACCES' ? 'may not be opened by this user' : 'is taken by another program';
  const message = portIsSet
    ? `Port ${port} on ${host} ${why}. Set PORT to a free one, or end that program.`
    : `Ports ${port} to ${port + MOST_TRIES - 1} on ${host} are all taken. Set PORT to a free one.`;
  return new RelayError('config', message, { cause, facts: { ...facts, setting: 'PORT' } });
}
