// The figures of a fleet's voyage, for a program as they are and for a person in a table.
import type { BroadcastFigures } from './broadcast.ts';
import { seconds } from './scenarios.ts';
import type { Verdict } from './voyage.ts';
import type { Measure } from './words.ts';

export interface FleetFigures {
  readonly towers: number;
  readonly scenario: string;
  readonly relay: string;
  readonly broker: string;
  /** From the first start until all were connected and knew the time. */
  readonly connectedMs: number;
  readonly broadcasts: readonly BroadcastFigures[];
  /** Of the throw-away relay's clips; of a running relay's they are not known. */
  readonly clipBytes: number | undefined;
  readonly crews: Measure;
  /** What towers refused, by reason. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly promises: readonly Verdict[];
}

export function figuresInWords(of: FleetFigures): string {
  const { crews } = of;
  const perTower = (bytes: number) => `${(bytes / Math.max(1, crews.towers) / 1024).toFixed(0)} KB`;
  const rows: [string, string][] = [
    ['connected, with the time', `${of.towers} towers in ${seconds(of.connectedMs)}`],
    ...of.broadcasts.flatMap((broadcast) => rowsOf(broadcast)),
    ['bytes per tower', `${perTower(crews.bytesIn)} in, ${perTower(crews.bytesOut)} out`],
    ...(of.clipBytes === undefined
      ? []
      : [['  a clip', `${(of.clipBytes / 1024).toFixed(0)} KB`] satisfies [string, string]]),
    ['memory per simulated tower', perTower(crews.rss - crews.rssBefore)],
    ...Object.entries(of.refusals).map(([why, count]): [string, string] => [
      `refused: ${why}`,
      String(count),
    ]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, figure]) => `  ${name.padEnd(width)}  ${figure}`);
  const promises = of.promises.map(({ what, isKept, seen }) => `  ${isKept ? '✓' : '✗'} ${what}: ${seen}`);
  return `\n${of.towers} towers, ${of.scenario}, ${of.relay}, ${of.broker}\n\n${table.join('\n')}\n\n${promises.join('\n')}\n`;
}

function rowsOf({ name, towers, plan, clip, skew, ends, receipts }: BroadcastFigures): [string, string][] {
  const spread = (of: typeof plan) =>
    of === undefined
      ? 'none'
      : `half in ${seconds(of.p50)}, 99 % in ${seconds(of.p99)}, the last of ${of.count} in ${seconds(of.most)}`;
  return [
    [name, `${towers} towers`],
    ['  plan after the consent', spread(plan)],
    ['  clip after the consent', spread(clip)],
    [
      '  start skew p50 / p99 / worst',
      skew === undefined ? 'none' : `${skew.p50} / ${skew.p99} / ${skew.most} ms`,
    ],
    [
      '  ended',
      Object.entries(ends)
        .map(([how, count]) => `${how} ${count}`)
        .join(', ') || 'not',
    ],
    ['  ends known to the relay', String(receipts)],
  ];
}
