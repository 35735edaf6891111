// What `hokrachai keys` says: the ring of keys as a table for a person or as JSON for a program. No private half is near.
import type { Ring } from '../adapters/keys/ring.ts';
import { inForce, missingFor, trustIn } from '../adapters/keys/settle.ts';
import type { Trust } from '../wire/messages.ts';

const DAY_S = 86_400;
const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

export async function listing(ring: Ring, nowMs: number) {
  const trust = inForce(ring);
  const trusted = new Map(trust?.keys.map((key) => [key.kid, key]));
  const missing = await missingFor(ring);
  const keys = ring.keys.map((key) => {
    const named = trusted.get(key.kid);
    return {
      kid: key.kid,
      use: key.use,
      org: key.org,
      area: named?.area ?? [],
      here: key.here,
      state: named === undefined ? 'waiting' : key.until === undefined ? 'in use' : 'on its way out',
      obeyedUntil: named === undefined ? undefined : day(named.exp),
    };
  });
  const stillObeyed = ring.gone.filter(({ kid }) => trusted.has(kid)).map(({ kid, why }) => ({ kid, why }));
  return {
    version: trust?.ver,
    validUntil: trust === undefined ? undefined : day(trust.exp),
    daysLeft: trust === undefined ? undefined : Math.floor(trust.exp / DAY_S - nowMs / 1000 / DAY_S),
    threshold: trust?.threshold,
    roots: trust?.keys.filter(({ use }) => use === 'root').length,
    emergencyApprovals: trust?.emergencyApprovals,
    keys,
    gone: ring.gone,
    stillObeyed,
    waiting:
      ring.draft === undefined
        ? undefined
        : { version: trustIn(ring.draft).ver, signatures: ring.draft.signatures.length, missing },
  };
}
export type Listing = Awaited<ReturnType<typeof listing>>;

export function inWords(list: Listing): string {
  const here = list.keys.filter((key) => key.use === 'root' && key.here);
  const lines = [
    `Trust document ${list.version ?? '(none)'}: towers obey it until ${list.validUntil ?? '-'} (${list.daysLeft ?? 0} days).`,
    `Roots: ${list.threshold} of ${list.roots} must sign a change. An emergency needs ${list.emergencyApprovals} name(s).`,
    '',
    ...table(list),
  ];
  if (here.length >= (list.threshold ?? 1)) {
    lines.push(
      '',
      'Enough roots lie on this machine: whoever takes it over can change what the towers trust.',
      'Roots of your own, kept on sticks in a safe: hokrachai keys root make, then hokrachai keys root replace.',
    );
  }
  for (const { kid, why } of list.stillObeyed)
    lines.push('', `Towers STILL OBEY ${kid} (${why} here), until the waiting document is signed.`);
  lines.push(...waitingWords(list));
  if ((list.daysLeft ?? 0) < 30)
    lines.push('', 'The trust document runs out soon: after that towers take no new plan.');
  return `${lines.join('\n')}\n`;
}

export function waitingWords({ waiting }: Listing): string[] {
  if (waiting === undefined) return [];
  const missing = waiting.missing.map(
    ({ of, more, from }) => `  ${more} more of the ${of} roots: ${from.join(', ')}`,
  );
  return [
    '',
    `Version ${waiting.version} waits for signatures (${waiting.signatures} there). Towers know nothing of it yet.`,
    ...missing,
    'Carry it to a root: hokrachai keys export FILE, there hokrachai keys sign FILE --root ROOT, back: hokrachai keys import FILE.',
  ];
}

function table({ keys, gone }: Listing): string[] {
  const rows = keys.map(({ kid, use, org, area, here, state, obeyedUntil }) => [
    kid,
    use,
    [org ?? '', area.join('+')].filter(Boolean).join(' '),
    state,
    obeyedUntil === undefined ? '' : `until ${obeyedUntil}`,
    here ? 'here' : 'elsewhere',
  ]);
  for (const { kid, why, at } of gone.slice(-10)) rows.push([kid, '', '', why, day(at / 1000), '']);
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(0, ...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** What a person reads before a root signs it. */
export function trustInWords(trust: Trust): string {
  const lines = trust.keys.map(
    ({ kid, use, area, cls, exp }) =>
      `  ${use.padEnd(8)} ${kid}  ${use === 'root' ? '' : `${area.join('+')} up to ${cls} `}until ${day(exp)}`,
  );
  return [
    `Trust document ${trust.ver}, until ${day(trust.exp)}; ${trust.threshold} root(s) must sign a change;`,
    `an emergency needs ${trust.emergencyApprovals} name(s). Towers will obey these keys and no others:`,
    ...lines,
    '',
  ].join('\n');
}
