// The village before anything happens: organisation, towers with their claims, officers, slots. Made once on a real
// database, then copied for every history.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { createStore } from '../../src/adapters/store/store.ts';
import { DEFAULT_RULES } from '../../src/core/approval.ts';
import type { OfficerId, OrgId, SlotId, TowerId, VillageCode } from '../../src/core/ids.ts';
import type { Officer, Role } from '../../src/core/officer.ts';
import type { Deed } from '../../src/pipeline/records.ts';

type Store = ReturnType<typeof createStore>;
const QUIET_LOG = { debug() {}, info() {}, warn() {}, error() {} };
/** Noon in Bangkok, 2026-11-24, a Tuesday. */
export const NOON = Date.UTC(2026, 10, 24, 5, 0);
export const ORG = 'org-1' as OrgId;
export const AREA = '341901';
export const QUIET_HOURS = { fromMinute: 12 * 60 + 40, toMinute: 13 * 60 + 5 };
export const SLOT = 'slot-1' as SlotId;
export const TOWERS = ['34190101-01', '34190102-01'] as TowerId[];
export const LIMITS = {
  maxClipMs: 600_000,
  maxPlaysPerDay: 40,
  maxRepeat: 5,
  volume: { routine: 80, important: 90, emergency: 100 },
  leadInMs: 2_000,
};
export const codeOf = (tower: string) => tower.slice(0, 8);

const person = (id: string, ...roles: Role[]): Officer => ({
  id: id as OfficerId,
  org: ORG,
  name: id,
  username: id,
  roles,
  active: true,
  hasPassword: false,
  lineUserId: undefined,
  lastSeenAt: undefined,
});
export const OFFICERS = [
  person('somsri', 'approver', 'editor'),
  person('somchai', 'approver', 'editor'),
  person('reporter', 'reporter'),
  person('editor', 'editor'),
] as const;

const deedOf = (kind: Deed['subject']['kind'], id: string, at: number): Deed => ({
  by: { officer: undefined, name: 'relay', door: 'system' },
  at,
  act: 'organisation-made',
  subject: { kind, id },
  facts: {},
});
export const deedFor = (tower: TowerId, at: number) => deedOf('tower', tower, at);

async function found(store: Store): Promise<void> {
  const deed = (kind: Deed['subject']['kind'], id: string) => deedOf(kind, id, NOON - 86_400_000);
  const villages = TOWERS.map((tower, n) => ({
    code: codeOf(tower) as VillageCode,
    org: ORG,
    moo: n + 1,
    name: `บ้าน ${n + 1}`,
  }));
  await store.organisations.add(
    {
      id: ORG,
      parent: undefined,
      name: 'อบต.ตัวอย่าง',
      kind: 'subdistrict',
      area: AREA,
      phone: '',
      quietHours: QUIET_HOURS,
      rules: DEFAULT_RULES,
      formulas: { opening: '', closing: '' },
    },
    villages,
    deed('organisation', ORG),
  );
  for (const tower of TOWERS) {
    const village = codeOf(tower) as VillageCode;
    await store.towers.add(
      ORG,
      { id: tower, village, name: tower, limits: { ...LIMITS, quietHours: QUIET_HOURS } },
      deed('tower', tower),
    );
    await store.towers.offer(ORG, tower, `code-${tower}`, NOON, deed('tower', tower));
    await store.towers.claim(`code-${tower}`, 'hash', NOON - 86_400_000, deed('tower', tower));
  }
  for (const officer of OFFICERS) await store.officers.add(officer, deed('officer', officer.id));
  const slot = {
    id: SLOT,
    name: 'เที่ยง',
    weekdays: [0, 1, 2, 3, 4, 5, 6],
    startsAtMinute: 12 * 60,
    lengthMs: 1_800_000,
  };
  await store.slots.put(ORG, slot, deed('slot', SLOT));
}

export interface Ground {
  readonly store: Store;
  /** What happened in the last history is forgotten; from now on this is the time. */
  begin(now: () => number): void;
}

/** One village in memory, founded once: every history begins with its tables as they were then. */
async function openGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'hokrachai-faults-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = new DatabaseSync(':memory:');
  // Nobody cuts the office's power here: the journal is only for taking back.
  for (const pragma of [
    'journal_mode = memory',
    'synchronous = off',
    'foreign_keys = on',
    'temp_store = memory',
  ])
    file.exec(`pragma ${pragma}`);
  let now = () => NOON;
  const store = createStore(
    { kind: 'sqlite', folder, beside: true, open: () => file, now: () => now() },
    QUIET_LOG,
  );
  await store.start();
  await found(store);
  // The audit trail's own guards would not let anything be forgotten.
  for (const row of file.prepare("select name from sqlite_master where type = 'trigger'").all())
    file.exec(`drop trigger "${String((row as { readonly name: unknown }).name)}"`);
  const tables = parentsFirst(file);
  file.exec("attach ':memory:' as founded");
  for (const table of tables) file.exec(`create table founded."${table}" as select * from main."${table}"`);
  const restore = [
    'begin',
    ...[...tables].reverse().map((table) => `delete from main."${table}"`),
    ...tables.map((table) => `insert into main."${table}" select * from founded."${table}"`),
    'commit',
  ].join(';');
  return {
    store,
    begin(from) {
      now = from;
      file.exec(restore);
    },
  };
}

/** A pragma that lets rows go in any order would make every statement be prepared anew. */
function parentsFirst(file: InstanceType<typeof DatabaseSync>): readonly string[] {
  const names = (query: string) =>
    file
      .prepare(query)
      .all()
      .map((row) => String((row as { readonly name: unknown }).name));
  const left = new Set(
    names("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"),
  );
  const sorted: string[] = [];
  for (let before = -1; before !== sorted.length; ) {
    before = sorted.length;
    for (const table of left) {
      const parents = names(`select "table" as name from pragma_foreign_key_list('${table}')`);
      if (parents.some((parent) => parent !== table && left.has(parent))) continue;
      sorted.push(table);
      left.delete(table);
    }
  }
  return [...sorted, ...left];
}

let ground: Promise<Ground> | undefined;
export const theGround = () => {
  ground ??= openGround();
  return ground;
};
