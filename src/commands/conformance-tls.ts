// TLS of an examination: certificates that were given, or an authority made for this run and thrown away; and two that no
// device may believe, a stranger's for the same name and our authority's for another.
import { createOwnAuthority, type OwnAuthority } from '../adapters/mqtt/own-authority.ts';
import type { BenchTls, Certificate } from '../conformance/bench-broker.ts';
import type { ConformanceSettings } from './conformance-settings.ts';

export interface ExaminationTls {
  /** Undefined where the lines are plain. */
  readonly tls: BenchTls | undefined;
  /** PEM, for the device. */
  readonly ca: string | undefined;
}

/** A name that is nobody's (RFC 2606). */
const ELSEWHERE = 'elsewhere.example';

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
  const strange = certificateOf(createOwnAuthority(now), address);
  if (tls !== undefined) return { tls: { ...tls, strange, misnamed: undefined }, ca };
  const authority = createOwnAuthority(now);
  const own = certificateOf(authority, address);
  const misnamed = certificateOf(authority, ELSEWHERE);
  return { tls: { ...own, strange, misnamed }, ca: authority.caPem };
}

function certificateOf(authority: OwnAuthority, name: string): Certificate {
  const { certPem: cert, keyPem: key } = authority.certify([name]);
  return { cert, key };
}
