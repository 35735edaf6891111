// The relay's trust documents as the examination plays them: good ones that follow each other, and offers that must be refused.
import type { Trust, TrustKey } from '../wire/messages.ts';
import type { SigningKey } from '../wire/signing.ts';
import type { Topics } from '../wire/topics.ts';
import { type Keys, writeTrust } from './pen.ts';
import type { Air } from './ports.ts';

const YEAR_S = 365 * 86_400;
const THRESHOLD = 2;

export interface TrustDeskParts {
  readonly keys: Keys;
  readonly air: Air;
  readonly topics: Topics;
  readonly firstVer: number;
  nowS(): number;
}

export function createTrustDesk({
  keys: { keys: pens, entries },
  air,
  topics,
  firstVer,
  nowS,
}: TrustDeskParts) {
  let ver = firstVer;
  let keys: readonly TrustKey[] = [
    ...[entries.rootA, entries.rootB, entries.rootC],
    ...[entries.plan, entries.lowPlan, entries.farPlan, entries.oldPlan],
    ...[entries.approve, entries.nextApprove, entries.lowApprove, entries.farApprove, entries.oldApprove],
  ];

  function document(list: readonly TrustKey[], version: number, roots: readonly SigningKey[]) {
    const fixed = { v: 1, exp: nowS() + YEAR_S, threshold: THRESHOLD, emergencyApprovals: 2 } as const;
    const body: Trust = { ...fixed, ver: version, keys: [...list] };
    return writeTrust(body, roots);
  }

  function publish(of: ReturnType<typeof document>, retain: boolean): void {
    air.publish(topics.trust, JSON.stringify(of), { qos: 1, retain });
  }

  return {
    /** The document that the device is enrolled with. */
    firstTrust: () => document(keys, ver, [pens.rootA, pens.rootB]),
    roots: {
      threshold: THRESHOLD,
      keys: [pens.rootA, pens.rootB, pens.rootC].map(({ kid, x }) => ({ kid, x })),
    },
    publishTrust: () => publish(document(keys, ver, [pens.rootA, pens.rootB]), true),
    /** The next version, with these keys and without those. */
    renewTrust(change: { add?: readonly TrustKey[]; drop?: readonly TrustKey[] }): void {
      ver += 1;
      keys = [...keys.filter((key) => !change.drop?.includes(key)), ...(change.add ?? [])];
      publish(document(keys, ver, [pens.rootA, pens.rootC]), true);
    },
    /** A document that must be refused; it is not retained. */
    offerTrust(of: { ver?: number; keys?: readonly TrustKey[]; roots?: readonly SigningKey[] }): void {
      publish(document(of.keys ?? keys, of.ver ?? ver, of.roots ?? [pens.rootA, pens.rootB]), false);
    },
    trustVer: () => ver,
    trustKeys: () => keys,
  };
}
