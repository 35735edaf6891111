// Time from the network's servers while the relay's signed time is not there: all are asked, most must agree. Unsigned,
// and therefore second: it never sets the time back below what has passed, and the relay's word replaces it.
import { randomBytes } from 'node:crypto';
import type { Clock, Log, TimeServers } from './ports.ts';
import { agreed, ntpQuestion, type Offset, readNtpAnswer } from './sntp.ts';

/** A slower answer says too little about the time. */
const PATIENCE_MS = 4000;
/** A server that asks to be left alone is. */
const LEFT_ALONE_MS = 24 * 3_600_000;

export interface NetworkTime {
  /** @returns what most servers agree on against our own clock, or undefined */
  ask(): Promise<Offset | undefined>;
}

export function createNetworkTime(servers: TimeServers, clock: Clock, log: Log): NetworkTime {
  const leftAloneUntil = new Map<string, number>();

  async function askOne(name: string): Promise<Offset | undefined> {
    const question = ntpQuestion(randomBytes(8));
    const { answer, sentAt, heardAt } = await servers.ask(name, question, PATIENCE_MS);
    const read = readNtpAnswer(answer, question, { sentAt, heardAt });
    if (read.ok) return heardAt - sentAt < PATIENCE_MS ? read : undefined;
    log.info({ server: name, why: read.why }, 'time server refused');
    if (read.why === 'kiss') leftAloneUntil.set(name, clock.now() + LEFT_ALONE_MS);
    return undefined;
  }

  const quietly = (name: string) =>
    askOne(name).catch((cause: unknown) => {
      log.debug({ err: cause, server: name }, 'no time from server');
      return undefined;
    });

  return {
    async ask() {
      const willing = servers.names.filter((name) => (leftAloneUntil.get(name) ?? 0) <= clock.now());
      const answers = await Promise.all(willing.map(quietly));
      return agreed(answers.filter((one) => one !== undefined));
    },
  };
}
