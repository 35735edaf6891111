// Under which names a relay connects. Two relays over one database share an account at the broker but never a name there,
// or they would throw each other off; and a relay has its name again after a restart, for the broker keeps under it what
// the relay has not taken yet. An account's name and what tells this relay apart go in, client ids come out.
import { createHash } from 'node:crypto';

/** What every MQTT 3.1.1 broker has to take (3.1.3.1). */
const MOST_LETTERS = 23;
const MARK_LETTERS = 8;

/** @param apart what no other relay at this broker has in common, the same at every start: machine, folder, port */
export function relayMark(apart: readonly string[]): string {
  return createHash('sha256').update(apart.join('\n')).digest('hex').slice(0, MARK_LETTERS);
}

/** @returns the connection that speaks and the one that listens */
export function clientIds(username: string, mark: string): { readonly out: string; readonly in: string } {
  const id = (end: string) => {
    const tail = `-${end}-${mark}`;
    return `${username.slice(0, MOST_LETTERS - tail.length)}${tail}`;
  };
  return { out: id('out'), in: id('in') };
}
