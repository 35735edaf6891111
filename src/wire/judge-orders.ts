// The tower's decision about the smaller sealed documents: a command, an answer to its hello, its configuration.

import { type Bench, covers, keysFor, type Refusal, valid } from './judge.ts';
import {
  type Ack,
  ackSchema,
  type Cmd,
  cmdSchema,
  MAX_CMD_VALID_S,
  type TowerConfig,
  towerConfigSchema,
} from './messages.ts';
import { open, type SealType, TYPES } from './signing.ts';

export type SmallBench = Pick<Bench, 'tower' | 'area' | 'trust' | 'now' | 'floorAt'>;

/**
 * A command: sealed by a plan key that speaks for this tower, meant for it, and at most 60 s old.
 * @param seen ids carried out in the last ten minutes; a second copy is refused as `replay`
 */
export async function judgeCommand(
  jws: string,
  bench: SmallBench,
  seen: ReadonlySet<string>,
): Promise<{ ok: true; cmd: Cmd } | Refusal> {
  const opened = await openByPlanKey(TYPES.cmd, jws, bench);
  if (!opened.ok) return opened;
  const parsed = cmdSchema.safeParse(opened.payload);
  if (!parsed.success) return no('schema', 'command is not understood');
  const cmd = parsed.data;
  const mine = typeof cmd.to === 'string' ? cmd.to === bench.tower : covers([cmd.to.area], bench.area);
  if (!mine) return no('wrong-tower', 'command is for another tower');
  if (seen.has(cmd.id)) return no('replay', 'command was seen before');
  if (bench.now === undefined) return no('no-time', 'without trusted time a command cannot be judged');
  const nowS = bench.now / 1000;
  if (cmd.exp - cmd.iat > MAX_CMD_VALID_S) return no('schema', 'command claims to be valid too long');
  // a minute of grace for clocks that differ; the seen-set covers it
  if (cmd.exp <= nowS || cmd.iat > nowS + MAX_CMD_VALID_S) return no('key-expired', 'command has expired');
  return { ok: true, cmd };
}

/**
 * An answer for this tower; whether its nonce is ours the caller must check before it sets a clock by it. The time it
 * says must lie in the years that the roots gave its key: a stolen key cannot push a clock beyond its own end.
 * @returns also the key, whose word on the time counts only as long as the key is trusted
 */
export async function judgeAck(
  jws: string,
  bench: SmallBench,
): Promise<{ ok: true; ack: Ack; kid: string } | Refusal> {
  // it tells the time and is judged by the time it tells, not by a clock that may be wrong
  const opened = await openByPlanKey(TYPES.ack, jws, { ...bench, now: undefined });
  if (!opened.ok) return opened;
  const parsed = ackSchema.safeParse(opened.payload);
  if (!parsed.success) return no('schema', 'answer is not understood');
  const ack = parsed.data;
  if (ack.tw !== bench.tower) return no('wrong-tower', 'answer is for another tower');
  if (ack.unixMs < bench.floorAt - 10_000)
    return no('replay', 'answer is older than the time already reached');
  if (!valid(opened.key, ack.unixMs, true))
    return no('key-expired', 'the time it says is not one of its key');
  return { ok: true, ack, kid: opened.kid };
}

/**
 * @param bench with the area that the tower was claimed with
 * @param heldSeq 0 when there is no configuration yet or the held one is judged again
 * @param heldIat its `iat`, s: the same number again is the same configuration under a newer seal
 */
export async function judgeConfig(
  jws: string,
  bench: SmallBench,
  heldSeq: number,
  heldIat = Number.POSITIVE_INFINITY,
): Promise<{ ok: true; config: TowerConfig } | Refusal> {
  const opened = await openByPlanKey(TYPES.config, jws, bench);
  if (!opened.ok) return opened;
  const parsed = towerConfigSchema.safeParse(opened.payload);
  if (!parsed.success)
    return no('schema', `configuration is not understood: ${parsed.error.issues[0]?.path.join('.')}`);
  if (parsed.data.tw !== bench.tower) return no('wrong-tower', 'configuration is for another tower');
  const { seq, iat } = parsed.data;
  if (seq < heldSeq || (seq === heldSeq && iat < heldIat)) return no('replay', 'configuration is not newer');
  if (narrowed(bench.area, parsed.data.area).length === 0)
    return no('key-scope', 'configuration is for another area: claim the tower anew to move it');
  return { ok: true, config: parsed.data };
}

/** The codes a tower answers to: those it was claimed with, or those of them that its configuration names. */
export function narrowed(claimed: readonly string[], signed: readonly string[] | undefined): string[] {
  return claimed.filter((code) => signed === undefined || signed.includes(code));
}

async function openByPlanKey(type: SealType, jws: string, bench: SmallBench) {
  const keys = keysFor(bench.trust, 'plan');
  const opened = await open(type, jws, keys);
  if (!opened.ok) return opened;
  const key = keys.get(opened.kid);
  const now = bench.now ?? bench.floorAt;
  if (key === undefined || !valid(key, now, bench.now !== undefined))
    return no('key-expired', 'key is not valid now');
  if (!covers(key.area, bench.area)) return no('key-scope', 'key does not speak for this tower');
  return { ...opened, key };
}

function no(why: Refusal['why'], text: string): Refusal {
  return { ok: false, why, text };
}
