// The village before anything happens: organisation, towers with their claims, officers, slots. Made once on a real
// database, then copied for every history.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore } from '../../src/adapters/store/store.ts';
import { DEFAULT_RULES } from '../../src/core/approval.ts';
import type { OfficerId, OrgId, SlotId, TowerId, VillageCode } from '../../src/core/ids.ts';
import type { Officer, Role } from '../../src/core/officer.ts';
import type { Deed } from '../../src/pipeline/records.ts';

const QUIET_LOG = { debug() {}, info() {}, warn() {}, error() {} };
/** Noon in Bangkok, 2026-11-24, a Tuesday. */
export const NOON = Date.UTC(2026, 10, 24, 5, 0);
export const ORG = 'org-1' as OrgId;
export const AREA = '341901';
export const QUIET_HOURS = { fromMinute: 12 * 60 + 40, toMinute: 13 * 60 + 5 };
export const SLOT = 'slot-1' as SlotId;
export const TOWERS = ['34190101-01', '34190102-01', '34190103-01'] as TowerId[];
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

/** Where there is memory that looks like a disk, a sync costs nothing. */
const ground = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
let template: string | undefined;

async function found(): Promise<string> {
  const folder = mkdtempSync(join(ground, 'hokrachai-faults-'));
  const store = createStore({ kind: 'sqlite', folder, beside: true, now: () => NOON }, QUIET_LOG);
  await store.start();
  const deed = (kind: Deed['subject']['kind'], id: string): Deed => ({
    by: { officer: undefined, name: 'relay', door: 'system' },
    at: NOON - 86_400_000,
    act: 'organisation-made',
    subject: { kind, id },
    facts: {},
  });
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
  await store.stop();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder of its own with the founded village's database; take it away afterwards. */
export async function newGround(name: string): Promise<string> {
  template ??= await found();
  const folder = join(template, 'history', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(template, { withFileTypes: true }))
    if (file.isFile()) copyFileSync(join(template, file.name), join(folder, file.name));
  return folder;
}
