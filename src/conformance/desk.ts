// Plays the relay: keys, trust, configuration, plans, pieces and answers go out as a real relay sends them, or, where a
// scene asks for it, as no relay should. Receipts are acknowledged and hellos answered unless a scene holds that back.
import type { Cmd, Hello, TowerConfig } from '../wire/messages.ts';
import { type SealType, type SigningKey, TYPES } from '../wire/signing.ts';
import type { Topics } from '../wire/topics.ts';
import { createItemDesk, type Tower } from './item-desk.ts';
import type { Notes } from './notes.ts';
import { type Forgery, type Keys, write } from './pen.ts';
import type { Air, Clock } from './ports.ts';
import type { TestClip } from './sounds.ts';
import { createTrustDesk } from './trust-desk.ts';

const HOUR_S = 3600;
/** What a device keeps from an earlier examination must be older than this one: numbers begin at the second it began. */
const numberedFrom = (now: number) => Math.floor(now / 1000) - 1_700_000_000;

export interface PlanMore {
  readonly head?: Readonly<Record<string, unknown>>;
  readonly by?: SigningKey;
  readonly forgery?: Forgery;
  readonly type?: SealType;
  /** A refused plan must not stay behind for the next connection. */
  readonly isRetained?: boolean;
}

export interface DeskParts {
  readonly tower: Tower;
  readonly topics: Topics;
  readonly keys: Keys;
  readonly air: Air;
  readonly clock: Clock;
  readonly notes: Notes;
}

export type Desk = ReturnType<typeof createDesk>;

export function createDesk({ tower, topics, keys, air, clock, notes }: DeskParts) {
  const base = numberedFrom(clock.now());
  const nowS = () => Math.floor(clock.now() / 1000);
  const { keys: pens, entries } = keys;
  const { idOf, item } = createItemDesk({ tower, pens, run: base.toString(36), nowS });
  const trust = createTrustDesk({ keys, air, topics, firstVer: base, nowS });
  const state = { ep: base, seq: 0, cfg: base, rack: 0, commands: 0, isHolding: false };
  /** What was acknowledged and when, on which connection. */
  const racks: { readonly at: number; readonly on: number; readonly rack: number }[] = [];
  const holding: { answer: (hello: Hello) => void } = { answer: truth };
  let items: readonly object[] = [];

  function down(
    kind: 'plan' | 'cmd' | 'config' | 'ack',
    text: string,
    retain = kind === 'plan' || kind === 'config',
  ) {
    air.publish(topics.down(tower.id, kind), text, { qos: 1, retain });
  }

  function ack(nonce: string, unixMs: number, rack = state.rack): void {
    const body = { v: 1, tw: tower.id, nonce, unixMs: Math.round(unixMs), rack, planSeq: state.seq };
    down('ack', write(TYPES.ack, { ...body, exp: Math.ceil(unixMs / 1000) + 60 }, pens.plan));
  }

  function truth(hello: Hello): void {
    ack(hello.nonce, clock.now());
  }

  function planText(of: readonly object[], seq: number, more: PlanMore = {}): string {
    const head = { v: 1, tw: tower.id, ep: state.ep, seq, iat: nowS() - 1, exp: nowS() + 24 * HOUR_S };
    const body = { ...head, rack: state.rack, items: of, ...more.head };
    return write(more.type ?? TYPES.plan, body, more.by ?? pens.plan, more.forgery);
  }

  return {
    state,
    racks,
    pens,
    entries,
    idOf,
    item,
    ...trust,
    config(more: Partial<TowerConfig> = {}): void {
      state.cfg += 1;
      const body: TowerConfig = {
        v: 1,
        tw: tower.id,
        seq: state.cfg,
        iat: nowS(),
        area: [tower.area],
        quietHours: null,
        maxClipMs: 300_000,
        maxPlaysPerDay: 40,
        maxRepeat: 5,
        volume: { ambient: 30, routine: 40, important: 50, emergency: 60 },
        leadInMs: 500,
        ...more,
      };
      down('config', write(TYPES.config, body, pens.plan));
    },
    /** The pieces of a clip, retained; some may be left out or put in another's place. */
    shelve(
      clip: TestClip,
      odd: { leaveOut?: readonly number[]; instead?: ReadonlyMap<number, Uint8Array> } = {},
    ): void {
      for (const [n, piece] of clip.pieces.entries()) {
        if (odd.leaveOut?.includes(n)) continue;
        air.publish(topics.chunk(clip.entry.h, n), odd.instead?.get(n) ?? piece, { qos: 1, retain: true });
      }
    },
    clear(clip: TestClip): void {
      for (const n of clip.pieces.keys())
        air.publish(topics.chunk(clip.entry.h, n), '', { qos: 1, retain: true });
    },
    /** The whole plan anew, under the next number. @returns the text, for sending it again */
    plan(of: readonly object[], more: PlanMore = {}): string {
      items = of;
      state.seq += 1;
      const text = planText(of, state.seq, more);
      down('plan', text);
      return text;
    },
    /** The plan that counts with these beside what it holds. */
    add: (of: readonly object[]) => [...items, ...of],
    without: (ids: readonly string[]) => items.filter((one) => !ids.includes((one as { id: string }).id)),
    /** A plan that must be refused, under the next number unless its head says otherwise; it is not retained. */
    offerPlan(of: readonly object[], more: PlanMore = {}): void {
      state.seq += 1;
      down('plan', planText(of, state.seq, more), more.isRetained ?? false);
    },
    again: (text: string) => down('plan', text),
    cmd(
      op: Cmd['op'],
      more: Partial<Cmd> = {},
      how: { forgery?: Forgery; by?: SigningKey; flash?: string } = {},
    ): string {
      state.commands += 1;
      const body: Cmd = {
        v: 1,
        id: idOf(`cmd${state.commands}`),
        to: tower.id,
        iat: nowS() - 1,
        exp: nowS() + 50,
        op,
        ...more,
      };
      const text = write(TYPES.cmd, body, how.by ?? pens.plan, how.forgery);
      if (how.flash === undefined) down('cmd', text);
      else air.publish(topics.flash(how.flash), text, { qos: 1, retain: false });
      return text;
    },
    cmdAgain: (text: string) => down('cmd', text),
    ack,
    /** What a hello is answered with; without an argument the truth again. */
    answerWith(answer?: (hello: Hello) => void): void {
      holding.answer = answer ?? truth;
    },
    answer: (hello: Hello) => holding.answer(hello),
    /** While held nothing is acknowledged. */
    holdReceipts(isHeld: boolean): void {
      state.isHolding = isHeld;
      if (!isHeld) tellRack();
    },
    tellRack,
  };

  function tellRack(): void {
    if (state.isHolding) return;
    state.rack = Math.max(state.rack, notes.held());
    if (state.rack === 0) return;
    racks.push({ at: clock.now(), on: notes.connects.length, rack: state.rack });
    ack('', clock.now());
  }
}
