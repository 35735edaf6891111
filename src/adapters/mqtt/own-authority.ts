// A private authority for a broker's TLS and certificates under it: names and a time go in, PEM comes out. The
// certificates are written here byte by byte (RFC 5280 in DER, ECDSA on P-256), because the machine that makes them may
// have no openssl. The authority's key is never written down: it is forgotten with the authority.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

const YEAR_MS = 365 * 86_400_000;
/** Ten years: towers hold the authority from their claim on, and a new one means to claim them all again. */
const VALID_MS = 10 * YEAR_MS;
/** A tower's clock may be a little behind when it connects first. */
const BEFORE_MS = 86_400_000;
const LONGEST_NAME = 64;

const OID = {
  ecdsaSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  basicConstraints: [0x55, 0x1d, 0x13],
  keyUsage: [0x55, 0x1d, 0x0f],
  subjectAltName: [0x55, 0x1d, 0x11],
  extendedKeyUsage: [0x55, 0x1d, 0x25],
  serverAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
  subjectKeyId: [0x55, 0x1d, 0x0e],
  authorityKeyId: [0x55, 0x1d, 0x23],
} as const;

export interface HostCertificate {
  readonly certPem: string;
  readonly keyPem: string;
}

export interface OwnAuthority {
  readonly caPem: string;
  /** @param names host names and addresses by which the host is reached; the first names it */
  certify(names: readonly string[]): HostCertificate;
}

export function createOwnAuthority(now: number): OwnAuthority {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = `hokrachai ${randomBytes(4).toString('hex')}`;
  const shared = { issuer, by: authority, now };
  return {
    caPem: certificate({
      ...shared,
      subject: issuer,
      of: authority.publicKey,
      extensions: [
        extension(OID.basicConstraints, sequence(Buffer.from([0x01, 0x01, 0xff])), true),
        extension(OID.keyUsage, Buffer.from([0x03, 0x02, 0x02, 0x04]), true),
      ],
    }),
    certify(names) {
      const host = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return {
        certPem: certificate({
          ...shared,
          subject: (names[0] ?? 'broker').slice(0, LONGEST_NAME),
          of: host.publicKey,
          extensions: [
            extension(OID.basicConstraints, sequence(), true),
            extension(OID.keyUsage, Buffer.from([0x03, 0x02, 0x07, 0x80]), true),
            extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuth))),
            extension(OID.subjectAltName, sequence(...names.map(alternative))),
            extension(OID.authorityKeyId, sequence(tagged(0x80, keyId(authority.publicKey)))),
          ],
        }),
        keyPem: host.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

interface Paper {
  readonly issuer: string;
  readonly subject: string;
  readonly of: KeyObject;
  readonly by: { readonly privateKey: KeyObject };
  readonly now: number;
  readonly extensions: readonly Buffer[];
}

function certificate({ issuer, subject, of, by, now, extensions }: Paper): string {
  const algorithm = sequence(oid(OID.ecdsaSha256));
  // 127 random bits, never negative.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const own = extension(OID.subjectKeyId, tagged(0x04, keyId(of)));
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, serial),
    algorithm,
    name(issuer),
    sequence(time(now - BEFORE_MS), time(now + VALID_MS)),
    name(subject),
    of.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(own, ...extensions)),
  );
  const signature = sign('sha256', body, by.privateKey);
  const der = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function tagged(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]) => tagged(0x30, Buffer.concat(parts));
const oid = (bytes: readonly number[]) => tagged(0x06, Buffer.from(bytes));
const name = (text: string) =>
  sequence(tagged(0x31, sequence(oid(OID.commonName), tagged(0x0c, Buffer.from(text, 'utf8')))));

function extension(id: readonly number[], value: Buffer, critical = false): Buffer {
  const flag = critical ? [Buffer.from([0x01, 0x01, 0xff])] : [];
  return sequence(oid(id), ...flag, tagged(0x04, value));
}

/** As UTCTime until 2049 and with four digits of the year after it (RFC 5280, 4.1.2.5). */
function time(at: number): Buffer {
  const digits = `${new Date(at).toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
  return digits < '2050' ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
}

function keyId(key: KeyObject): Buffer {
  const point = key.export({ type: 'spki', format: 'der' }).subarray(-65);
  return createHash('sha1').update(point).digest();
}

function alternative(host: string): Buffer {
  const kind = isIP(host);
  if (kind === 0) return tagged(0x82, Buffer.from(host, 'ascii'));
  if (kind === 4) return tagged(0x87, Buffer.from(host.split('.').map(Number)));
  return tagged(0x87, sixteenBytes(host));
}

function sixteenBytes(address: string): Buffer {
  const [head = '', tail] = address.split('::');
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const all = [...front, ...new Array<string>(8 - front.length - back.length).fill('0'), ...back];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
