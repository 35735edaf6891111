// TLS of an examination: certificates that were given, or an authority made for this run and thrown away; and a stranger's for
// the same name, which no device may believe.
import { makeBrokerCertificate } from '../adapters/mqtt/own-authority.ts';
import type { BenchTls } from '../conformance/bench-broker.ts';
import type { ConformanceSettings } from './conformance-settings.ts';

export interface ExaminationTls {
  /** Undefined where the lines are plain. */
  readonly tls: BenchTls | undefined;
  /** PEM, for the device. */
  readonly ca: string | undefined;
}

export function tlsOfExamination(
  {
    hasOwnAuthority,
    tls,
    ca,
    address,
  }: Pick<ConformanceSettings, 'hasOwnAuthority' | 'tls' | 'ca' | 'address'>,
  now: number,
): ExaminationTls {
  if (!hasOwnAuthority && tls === undefined) return { tls: undefined, ca };
  const made = () => {
    const { caPem, certPem: cert, keyPem: key } = makeBrokerCertificate([address], now);
    return { caPem, cert, key };
  };
  const stranger = made();
  if (tls !== undefined) return { tls: { ...tls, stranger }, ca };
  const { caPem, ...own } = made();
  return { tls: { ...own, stranger }, ca: caPem };
}
