// A cap on one MQTT packet, watched where the bytes come off the socket: the parser behind it would gather a packet of
// any announced length before anybody is asked. Bytes pass through unchanged; a packet announced too long cuts the line.
// Fixed header: one byte of type, then the remaining length in one to four bytes of seven bits (MQTT 3.1.1, 2.2.3).
import type { Socket } from 'node:net';

/** Follows packet boundaries only. `take` is false as soon as a header announces more than `most` bytes. */
export function createPacketCap(most: number): { take(bytes: Uint8Array): boolean } {
  let body = 0;
  let digits: number | undefined;
  let length = 0;

  function lengthDigit(byte: number, place: number): boolean {
    length += (byte & 0x7f) * 128 ** place;
    const more = byte > 0x7f;
    digits = more ? place + 1 : undefined;
    if (!more) body = length;
    return length <= most && !(more && place === 3);
  }

  return {
    take(bytes) {
      for (let at = 0; at < bytes.length; ) {
        if (body > 0) {
          const skipped = Math.min(body, bytes.length - at);
          body -= skipped;
          at += skipped;
          continue;
        }
        const byte = bytes[at] ?? 0;
        at += 1;
        if (digits === undefined) {
          digits = 0;
          length = 0;
        } else if (!lengthDigit(byte, digits)) return false;
      }
      return true;
    },
  };
}

/**
 * Puts the cap on a socket whose reader pulls with `read()`, as aedes does: the bytes are looked at on their way to it.
 * @param refuse called once when a packet is too long; the socket is destroyed
 */
export function capPackets(socket: Socket, most: number, refuse: () => void): void {
  const cap = createPacketCap(most);
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    const bytes: unknown = read(size);
    if (!(bytes instanceof Uint8Array) || cap.take(bytes)) return bytes;
    refuse();
    socket.destroy();
    return null;
  };
}
