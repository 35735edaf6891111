// The list of towers: how loud what they suffer from has become, finding one among many, what is folded away.
import { n, plural, type Table } from './table.ts';

export const TOWER_LIST = {
  lastingFor: { th: (long: string) => `มา ${long}`, en: (long: string) => `for ${long}` },
  loudRaised: { th: 'ต้องรีบแก้', en: 'Urgent' },
  loudReported: { th: 'เกิน 1 วัน รายงานผู้บังคับบัญชา', en: 'Over a day: report it' },
  showCare: { th: 'ต้องดูแล', en: 'Need care' },
  careTitle: { th: (c: number) => `ต้องดูแล ${n(c)} หอ`, en: (c: number) => `${plural(c, 'tower')} need care` },
  otherTowers: { th: (c: number) => `หออื่น ${n(c)} หอ`, en: (c: number) => `${n(c)} others` },
  seeMoreTowers: { th: (c: number) => `ดูอีก ${n(c)} หอ`, en: (c: number) => `${n(c)} more` },
  seeAllTowers: { th: (c: number) => `ดูทั้ง ${n(c)} หอ`, en: (c: number) => `All ${n(c)} of them` },
  moreTowers: { th: (c: number) => `และอีก ${n(c)} หอ`, en: (c: number) => `and ${n(c)} more` },
  findTower: { th: 'ชื่อหอ หรือ หมู่ 3', en: 'Tower, village or moo' },
  noTowerFound: { th: 'ไม่พบหอที่ค้นหา', en: 'No tower like that' },
  allTowersLink: { th: 'ดูทุกหอ', en: 'All towers' },
  nameCaretaker: { th: 'ใส่ชื่อและเบอร์', en: 'Name somebody' },
  villagesSilent: {
    th: (c: number) => `${n(c)} หมู่บ้านเงียบเกิน 7 วัน`,
    en: (c: number) => `${plural(c, 'village')} silent for over 7 days`,
  },
  moreVillages: { th: (c: number) => `อีก ${n(c)} หมู่บ้าน`, en: (c: number) => `${n(c)} more villages` },
} satisfies Table;
