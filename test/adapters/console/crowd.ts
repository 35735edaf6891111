// Many towers for the console's tests and pictures: sixty in thirty villages, ill in every way there is, or one name as long
// as names can be. Takes a village of paper and furnishes it anew.
import type { TowerId, VillageCode } from '../../../src/core/ids.ts';
import type { Tower } from '../../../src/core/tower.ts';
import { UNWELL_REASONS } from '../../../src/core/tower-meanings.ts';
import { NOW, ORG, type PaperVillage } from './village.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** As long as a name can be typed, and twice: without a place to break, and of many words. */
export const LONG_NAME = 'หอกระจายข่าวศาลาประชาคมหมู่บ้านเศรษฐกิจพอเพียงเฉลิมพระเกียรติบ้านโคกฟื้นฐี้สามัคคีพัฒนา'
  .repeat(3)
  .slice(0, 200);
export const UNBROKEN_NAME = 'W'.repeat(200);

export interface Crowd {
  readonly towers: number;
  /** How many of them suffer from something; each from the next reason, for longer than the one before. */
  readonly ill: number;
  readonly names?: readonly string[];
}

export function crowd(village: PaperVillage, { towers: count, ill, names = [] }: Crowd): void {
  const { towers, villages, ailments, caretakers } = village;
  const pattern = towers[0];
  if (pattern === undefined) throw new Error('a village with a tower to go by');
  const perVillage = count > 10 ? 2 : 1;
  villages.splice(0, villages.length);
  towers.splice(0, towers.length);
  ailments.splice(0, ailments.length);
  caretakers.clear();
  for (let n = 0; n < count; n++) {
    const moo = Math.floor(n / perVillage) + 1;
    const code = `990101${String(moo).padStart(2, '0')}` as VillageCode;
    const own = villages.find((one) => one.code === code) ?? {
      code,
      org: ORG,
      moo,
      name: `บ้านหนองบัว ${moo}`,
    };
    if (!villages.includes(own)) villages.push(own);
    const id = `${code}-0${(n % perVillage) + 1}` as TowerId;
    const tower: Tower = {
      ...pattern,
      id,
      village: own,
      name: names[n] ?? `หมู่ ${moo} ${own.name} หอที่ ${(n % perVillage) + 1}`,
      lastHeardAt: NOW - (n + 1) * 3 * HOUR,
    };
    const reason = UNWELL_REASONS[n % UNWELL_REASONS.length];
    if (n >= ill || reason === undefined) {
      towers.push(tower);
      continue;
    }
    const since = NOW - (n + 1) * 40 * MINUTE;
    const silent = reason === 'no-contact' ? { online: false, lastContactAt: since } : {};
    towers.push({ ...tower, ...silent });
    ailments.push({ tower: id, reason, since, missesAt: undefined, told: 'noted' });
    if (n % 3 === 0) caretakers.set(code, { name: `ผู้ใหญ่บ้านหมู่ ${moo}`, phone: '081-234-5678' });
  }
}
