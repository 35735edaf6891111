// The words of SNTP: a question of 48 bytes goes out, an answer becomes an offset with its error or a reason to refuse it,
// and several become one time that most of them agree on. Pure. Source: RFC 5905, sections 7.3, 8 and 11.2.1; RFC 4330.

const BYTES = 48;
const CLIENT_V4 = 0x23;
/** Between the NTP era's start, 1900, and 1970. */
const EPOCHS_S = 2_208_988_800;
const ERA_S = 2 ** 32;
/** A server further than this from its own source is no help. */
const WORST_ROOT_MS = 1500;
/** Neither our timers nor theirs are better. */
const LEAST_ERROR_MS = 5;

export interface Offset {
  /** True time minus our own clock, ms. */
  readonly offsetMs: number;
  /** How far off that may be. */
  readonly errMs: number;
}

export type NtpAnswer =
  | ({ readonly ok: true } & Offset)
  /** `kiss`: the server asks to be left alone. */
  | { readonly ok: false; readonly why: 'shape' | 'origin' | 'kiss' | 'unsynchronised' };

/**
 * Our transmit time is a random number: nobody who does not see the question can answer it, and it tells nothing of us.
 * @param nonce 8 random bytes
 */
export function ntpQuestion(nonce: Uint8Array): Uint8Array {
  const packet = new Uint8Array(BYTES);
  packet[0] = CLIENT_V4;
  packet.set(nonce.subarray(0, 8), 40);
  return packet;
}

/** @param sentAt and heardAt by our own clock, ms */
export function readNtpAnswer(
  answer: Uint8Array,
  question: Uint8Array,
  { sentAt, heardAt }: { readonly sentAt: number; readonly heardAt: number },
): NtpAnswer {
  if (answer.length < BYTES) return { ok: false, why: 'shape' };
  const view = new DataView(answer.buffer, answer.byteOffset, BYTES);
  const head = view.getUint8(0);
  const version = (head >> 3) & 7;
  if ((head & 7) !== 4 || version < 3 || version > 4) return { ok: false, why: 'shape' };
  // an answer to another question is an attack or a stray, whatever it says
  for (let n = 0; n < 8; n++) if (answer[24 + n] !== question[40 + n]) return { ok: false, why: 'origin' };
  const stratum = view.getUint8(1);
  if (stratum === 0) return { ok: false, why: 'kiss' };
  const rootMs = short(view, 4) / 2 + short(view, 8);
  const [received, sent] = [timestamp(view, 32), timestamp(view, 40)];
  const isOutOfStep = head >> 6 === 3 || stratum > 15 || rootMs > WORST_ROOT_MS;
  if (isOutOfStep || received === undefined || sent === undefined || sent < received) {
    return { ok: false, why: 'unsynchronised' };
  }
  const trip = Math.max(0, heardAt - sentAt - (sent - received));
  const offsetMs = (received - sentAt + (sent - heardAt)) / 2;
  return { ok: true, offsetMs, errMs: trip / 2 + rootMs + LEAST_ERROR_MS };
}

/**
 * The time on which more than half of all that answered agree, two at the least: a single liar is outvoted, a single
 * server is not believed.
 */
export function agreed(answers: readonly Offset[]): Offset | undefined {
  const low = (one: Offset) => one.offsetMs - one.errMs;
  const high = (one: Offset) => one.offsetMs + one.errMs;
  // whatever interval begins last among those that agree begins where they agree
  const camps = answers.map((one) =>
    answers.filter((other) => low(other) <= low(one) && high(other) >= low(one)),
  );
  const camp = camps.sort((a, b) => b.length - a.length)[0] ?? [];
  if (camp.length < 2 || camp.length <= answers.length / 2) return undefined;
  const sorted = camp.map((one) => one.offsetMs).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const offsetMs = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  const spread = Math.max(...sorted.map((one) => Math.abs(one - offsetMs)));
  return { offsetMs, errMs: spread + Math.min(...camp.map((one) => one.errMs)) };
}

/** 16.16 seconds as ms. */
const short = (view: DataView, at: number) => (view.getUint32(at) / 65_536) * 1000;

/** 32.32 seconds since 1900, or since 2036 where the highest bit is clear, as Unix ms; undefined for none. */
function timestamp(view: DataView, at: number): number | undefined {
  const seconds = view.getUint32(at);
  const fraction = view.getUint32(at + 4);
  if (seconds === 0 && fraction === 0) return undefined;
  const sinceEra = seconds >= 2 ** 31 ? seconds : seconds + ERA_S;
  return (sinceEra - EPOCHS_S + fraction / ERA_S) * 1000;
}
