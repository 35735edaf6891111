// The line between a device and the broker, with a hand on it: bytes to the device are counted and, when asked, let through
// at so many a second. Bytes from the device pass as they are.
import type { Socket } from 'node:net';

const BEAT_MS = 50;

/** @param rate bytes per second at this moment, undefined for as fast as it goes */
export function joinPaced(
  device: Socket,
  broker: Socket,
  rate: () => number | undefined,
  passed: (bytes: number) => void,
): void {
  device.pipe(broker);
  broker.on('data', (bytes: Buffer) => {
    broker.pause();
    passSlowly(bytes, device, rate, passed, () => broker.resume());
  });
  for (const [one, other] of [
    [device, broker],
    [broker, device],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

/** One read's bytes, a beat at a time while there is a rate; `done` when the next may come. */
function passSlowly(
  bytes: Buffer,
  device: Socket,
  rate: () => number | undefined,
  passed: (bytes: number) => void,
  done: () => void,
): void {
  if (device.destroyed) return;
  const most = rate();
  const part =
    most === undefined ? bytes : bytes.subarray(0, Math.max(1, Math.round((most * BEAT_MS) / 1000)));
  const rest = bytes.subarray(part.length);
  passed(part.length);
  const hasRoom = device.write(part);
  const next = () => (rest.length > 0 ? passSlowly(rest, device, rate, passed, done) : done());
  if (most !== undefined) setTimeout(next, BEAT_MS);
  else if (hasRoom) next();
  else device.once('drain', next);
}
