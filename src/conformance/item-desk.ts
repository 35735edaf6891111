// Items of a plan with their approvals, as a good relay writes them but for what a scene wishes otherwise.
import type { Approval, Item } from '../wire/messages.ts';
import { type SealType, type SigningKey, TYPES } from '../wire/signing.ts';
import { type Forgery, type Keys, write } from './pen.ts';
import type { TestClip } from './sounds.ts';

const HOUR_S = 3600;

export interface Tower {
  readonly id: string;
  /** 8 digits. */
  readonly area: string;
}

/** One item to be: what is not said is as a good item has it. */
export interface Wish {
  readonly name: string;
  readonly clip: TestClip;
  readonly at: number;
  readonly cls?: Item['cls'];
  readonly more?: Readonly<Record<string, unknown>>;
  readonly approval?: Partial<Approval>;
  readonly approvedBy?: SigningKey;
  readonly sealedAs?: SealType;
  readonly forgery?: Forgery;
  /** Instead of an approval. */
  readonly ap?: string;
}

export interface ItemDeskParts {
  readonly tower: Tower;
  readonly pens: Keys['keys'];
  /** Part of every id: no two examinations have a play in common. */
  readonly run: string;
  nowS(): number;
}

export function createItemDesk({ tower, pens, run, nowS }: ItemDeskParts) {
  function approval(wish: Wish, ann: string, rev: number): string {
    const { entry } = wish.clip;
    const body: Approval = {
      v: 1,
      ann,
      rev,
      cls: wish.cls ?? 'routine',
      area: [tower.area.slice(0, 6)],
      clips: [{ h: entry.h, ms: entry.ms, c: entry.c }],
      nbf: nowS() - HOUR_S,
      exp: nowS() + 24 * HOUR_S,
      by: ['ผู้ตรวจ ก', 'ผู้ตรวจ ข'],
      maxPlays: 20,
      ...wish.approval,
    };
    return write(wish.sealedAs ?? TYPES.approval, body, wish.approvedBy ?? pens.approve, wish.forgery);
  }

  function item(wish: Wish): Record<string, unknown> & { id: string } {
    const id = idOf(wish.name);
    return {
      id,
      ann: id,
      rev: 1,
      cls: wish.cls ?? 'routine',
      st: 'sched',
      at: Math.round(wish.at),
      late: 60_000,
      exp: nowS() + 24 * HOUR_S,
      clip: wish.clip.entry,
      ap: wish.ap ?? approval(wish, id, 1),
      ...wish.more,
    };
  }

  const idOf = (name: string) => `cf-${run}-${name}`;

  return { idOf, item };
}
