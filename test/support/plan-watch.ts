// A witness at the broker: every plan that is published, as the broker hands it on, and the one it keeps for each tower.
import mqtt from 'mqtt';

export interface PlanSeen {
  readonly tower: string;
  readonly ep: number;
  readonly seq: number;
  /** Bulletins that are to sound. */
  readonly sounding: readonly string[];
}

/** @param account who may read every topic there */
export async function watchPlans(
  url: string,
  account: { readonly username: string; readonly password: string },
) {
  const seen: PlanSeen[] = [];
  const client = await mqtt.connectAsync(url, {
    ...account,
    clientId: 'witness',
    reconnectPeriod: 200,
    resubscribe: true,
  });
  client.on('message', (_topic, payload) => void seen.push(planIn(payload.toString())));
  await client.subscribeAsync('tower/v1/t/+/down/plan', { qos: 1 });
  const of = (tower: string) => seen.filter((one) => one.tower === tower);
  /** The newest there ever was. */
  const newest = (tower: string) =>
    of(tower).reduce<PlanSeen | undefined>((a, b) => (isNewer(b, a) ? b : a), undefined);
  return {
    seen,
    newest,
    /** What a tower would get that comes now: the last that was published. */
    kept: (tower: string) => of(tower).at(-1),
    /** Whether the broker keeps an older plan than it has already had. */
    isStale: (tower: string) => isNewer(newest(tower), of(tower).at(-1)),
    /** Whether a plan with this bulletin came after a newer one, among what was seen from there on. */
    cameLate: (tower: string, bulletin: string, from: number) =>
      seen.some(
        (one, n) =>
          n >= from &&
          one.tower === tower &&
          one.sounding.includes(bulletin) &&
          seen.slice(0, n).some((before) => before.tower === tower && isNewer(before, one)),
      ),
    /** How often a plan came after a newer one. */
    overtaken: () =>
      seen.filter((one, n) =>
        seen.slice(0, n).some((before) => before.tower === one.tower && isNewer(before, one)),
      ).length,
    close: () => client.endAsync(true),
  };
}

function planIn(jws: string): PlanSeen {
  const body = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
  return {
    tower: body.tw,
    ep: body.ep,
    seq: body.seq,
    sounding: body.items
      .filter(({ st }: { st: string }) => st === 'sched')
      .map(({ ann }: { ann: string }) => ann),
  };
}

/** Every whole plan among bytes on their way to the broker. */
export function plansIn(bytes: Buffer): readonly PlanSeen[] {
  const sealed = bytes.toString('latin1').matchAll(/\/down\/plan.*?(eyJ[\w-]+\.[\w-]+\.[\w-]{86})/gs);
  return [...sealed].map(([, jws]) => planIn(jws ?? ''));
}

/** Whether it is newer than all of these of the same tower. */
export const isNewest = (plan: PlanSeen, others: readonly PlanSeen[]): boolean =>
  others.every((other) => other.tower !== plan.tower || isNewer(plan, other));

function isNewer(a: PlanSeen | undefined, b: PlanSeen | undefined): boolean {
  if (a === undefined) return false;
  return b === undefined || a.ep > b.ep || (a.ep === b.ep && a.seq > b.seq);
}
