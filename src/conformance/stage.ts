// What a scene has in its hands, and what a scene is: a stretch of real time in which the device is given something and a
// few rules can be judged by what comes back.
import type { Desk } from './desk.ts';
import type { Findings } from './findings.ts';
import type { Tower } from './item-desk.ts';
import type { Notes } from './notes.ts';
import type { Air, ClipDoor, Clock, MuteSwitch, Power } from './ports.ts';
import { makeClip, type TestClip } from './sounds.ts';
import type { Waiting } from './waiting.ts';

/** Longest wait of the contract's back-off, and a little. */
export const COMES_BACK_MS = 135_000;
/** An answer to something sent over a link that is up. */
export const ANSWER_MS = 8_000;

export interface Stage {
  readonly clock: Clock;
  readonly air: Air;
  readonly desk: Desk;
  readonly notes: Notes;
  readonly findings: Findings;
  readonly tower: Tower;
  /** From telling a device of a play to its time. */
  readonly leadMs: number;
  /** How far the first sample may be from its time. */
  readonly toleranceMs: number;
  readonly power: Power | undefined;
  readonly muteSwitch: MuteSwitch | undefined;
  readonly clipDoor: ClipDoor;
  /** Whether there is time for what takes most of an hour. */
  readonly isLong: boolean;
  until: Waiting['until'];
  sleep: Waiting['sleep'];
  /** A clip of its own for this scene. */
  clip(name: string, ms: number, pieces?: number): TestClip;
  /** One rule about one play: the receipts must be one of these stories. */
  story(rule: string, name: string, ...expected: string[]): void;
}

export interface Scene {
  readonly name: string;
  /** For whoever watches. */
  readonly says: string;
  /** Part of `--quick`. */
  readonly isQuick: boolean;
  readonly rules: readonly string[];
  run(stage: Stage): Promise<void>;
}

export function createStage(parts: Omit<Stage, 'clip' | 'story'>): Stage {
  const { desk, notes, findings } = parts;
  return {
    ...parts,
    clip(name, ms, pieces) {
      const clip = makeClip(desk.idOf(name), ms, pieces);
      desk.shelve(clip);
      return clip;
    },
    story(rule, name, ...expected) {
      const story = notes.story(desk.idOf(name));
      findings.judge(
        rule,
        expected.includes(story),
        `receipts: ${expected.join(', or ')}`,
        `receipts: ${story}`,
      );
    },
  };
}

/** Waits until the device is there and has said hello on this connection. */
export async function online({ notes, until }: Stage, patienceMs = COMES_BACK_MS): Promise<boolean> {
  return until(
    () => notes.connects.length > notes.losses.length && notes.hellos.at(-1)?.on === notes.connects.length,
    patienceMs,
  );
}

/** Breaks the line, and waits until that is known: who asks before is told of the connection that was. */
export async function cutLine({ air, notes, until }: Stage): Promise<void> {
  const before = notes.losses.length;
  air.cut();
  await until(() => notes.losses.length > before, ANSWER_MS);
}

/** Why nothing can be judged where a device says nothing about any play that it was told of. */
export function silence({ notes }: Stage): string {
  const said = notes.events.findLast(({ what }) => what.why !== undefined)?.what;
  const last = said === undefined ? 'it told no refusal' : `its last event said ${said.ev}: ${said.why}`;
  const src = (notes.healths.at(-1) ?? notes.hellos.at(-1))?.what.time.src ?? 'none';
  const time = src === 'none' ? 'it has no time' : `it has the time from ${src}`;
  return `the device took no plan of this scene; ${last}; ${time}`;
}

/** Plans these and waits until the device has all their clips. @param rules of the scene, open if not a word comes */
export async function planned(
  stage: Stage,
  items: readonly { readonly id: string }[],
  rules: readonly string[],
): Promise<boolean> {
  stage.desk.plan(items);
  return (await anyWord(stage, items, rules)) && ready(stage, items);
}

/** Waits for the first receipt of any of these; where none comes the rules stay open, with the reason. */
export async function anyWord(
  stage: Stage,
  items: readonly { readonly id: string }[],
  rules: readonly string[],
): Promise<boolean> {
  const { notes, findings, until } = stage;
  const came = await until(() => items.some(({ id }) => notes.of(id).length > 0), ANSWER_MS);
  if (!came) for (const rule of rules) findings.open(rule, silence(stage));
  return came;
}

export function ready({ notes, until }: Stage, items: readonly { readonly id: string }[]): Promise<boolean> {
  return until(() => items.every(({ id }) => notes.of(id).length > 0), ANSWER_MS);
}

/** Whether this play has come to any end. */
export function isOver({ notes, desk }: Stage, name: string): boolean {
  return notes
    .of(desk.idOf(name))
    .some(
      ({ s, why }) =>
        ['finished', 'skipped', 'failed', 'rejected'].includes(s) || (s === 'stopped' && why !== 'preempted'),
    );
}

/** Asks the device until it says that it holds the configuration sent last: between topics no order is promised. */
export async function configured({ desk, notes, until }: Stage): Promise<void> {
  const holds = () =>
    [notes.hellos.at(-1), notes.healths.at(-1)].some((one) => one?.what.cfgSeq === desk.state.cfg);
  desk.cmd('report');
  if (await until(holds, ANSWER_MS)) return;
  desk.cmd('report');
  await until(holds, ANSWER_MS);
}

/** Waits for the end of plays until `atMs`, our clock. */
export async function ended(stage: Stage, names: readonly string[], at: number): Promise<boolean> {
  return stage.until(() => names.every((name) => isOver(stage, name)), Math.max(0, at - stage.clock.now()));
}

export function sleepUntil({ sleep, clock }: Stage, at: number): Promise<void> {
  return sleep(Math.max(0, at - clock.now()));
}
