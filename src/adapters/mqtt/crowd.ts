// Who comes to the embedded broker how often: connections per address, and boxes that throw each other off under one name.
// Addresses and names come in, a verdict goes out.

/** Counts connections per address; this machine's own are not held to the limit. */
export function createCrowd(most: number) {
  const here = new Map<string, number>();
  return {
    /** @returns false when this address has enough connections already; it has then not entered */
    enter(address: string): boolean {
      const n = here.get(address) ?? 0;
      if (n >= most && !isOwn(address)) return false;
      here.set(address, n + 1);
      return true;
    },
    leave(address: string): void {
      const n = (here.get(address) ?? 0) - 1;
      if (n > 0) here.set(address, n);
      else here.delete(address);
    },
  };
}

function isOwn(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

const WINDOW_MS = 10 * 60_000;
/** A tower that comes back on a new line before its old one is known to be dead takes itself over: once, perhaps twice. */
const PING_PONG = 4;

/** Tells a tower that came back from two boxes that take one name from each other, again and again. */
export function createTakeovers() {
  const seen = new Map<string, { readonly times: readonly number[]; readonly toldAt: number }>();
  return {
    /** @returns how often within ten minutes, once per ten minutes and only when it is no coincidence any more */
    count(name: string, now: number): number | undefined {
      const before = seen.get(name);
      const times = [...(before?.times ?? []), now].filter((at) => at > now - WINDOW_MS);
      const toldAt = before?.toldAt ?? Number.NEGATIVE_INFINITY;
      const isNews = times.length >= PING_PONG && toldAt <= now - WINDOW_MS;
      seen.set(name, { times, toldAt: isNews ? now : toldAt });
      return isNews ? times.length : undefined;
    },
  };
}
