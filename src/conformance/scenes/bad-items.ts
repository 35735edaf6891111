// Items that must be rejected one by one, each with the reason that the contract gives, in as many plans as they need: for the
// first play, which stands among them.
import { CODECS, type Item } from '../../wire/messages.ts';
import type { Wish } from '../item-desk.ts';
import type { TestClip } from '../sounds.ts';
import type { Stage } from '../stage.ts';

/** Late enough to stay silent in this scene; near enough that its clip is fetched at once. */
export const FAR_MS = 110_000;
/** Under the contract's 16 KiB, with room for the head. */
const MOST_BYTES = 11_500;

export interface Case {
  readonly rule: string;
  readonly item: Record<string, unknown> & { id: string };
  /** Reasons of a rejection that are right; `ready` where it is a good one. */
  readonly whys: readonly string[];
}

/** @param clip which the good ones among them carry */
export function casesOf(stage: Stage, clip: TestClip): Case[] {
  const { desk, notes, clock, findings, tower } = stage;
  const { pens } = desk;
  const at = clock.now() + FAR_MS;
  const nowS = Math.floor(clock.now() / 1000);
  const other = stage.clip('other', 1500);
  const one = (rule: string, wish: Partial<Wish>, ...whys: string[]): Case => ({
    rule,
    whys,
    item: desk.item({ name: rule, clip, at, ...wish }),
  });
  const sound = (more: Partial<Item['clip']>) => ({ clip: { ...clip.entry, ...more } });
  const far = [tower.area.slice(0, 2) === '99' ? '98' : '99'];
  const codec = CODECS.find((name) => !notes.hellos.at(-1)?.what.codecs.includes(name));
  if (codec === undefined) findings.leave('other-codec', 'it plays every codec of the contract');
  const twice = { maxPlays: 1, ann: desk.idOf('twice'), rev: 1 };
  const counted = (name: string) =>
    one('max-plays', { name, approval: twice, more: { ann: twice.ann } }, 'ready', 'replay');
  return [
    one('approval-missing', { ap: '' }, 'schema', 'bad-signature'),
    one('approval-bent', { forgery: { isBent: true } }, 'bad-signature'),
    one('approval-alg', { forgery: { header: { alg: 'EdDSA' } } }, 'bad-signature'),
    one('approval-unknown-key', { approvedBy: pens.stranger }, 'unknown-key'),
    one('approval-by-plan-key', { approvedBy: pens.plan }, 'unknown-key'),
    one(
      'approval-other-sound',
      { approval: { clips: [{ h: other.entry.h, ms: clip.entry.ms, c: 'mp3' }] } },
      'key-scope',
    ),
    one('approval-other-announcement', { approval: { ann: 'something-else' } }, 'key-scope'),
    one('approval-other-revision', { approval: { rev: 2 } }, 'key-scope'),
    one('approval-area', { approval: { area: far } }, 'key-scope'),
    one('approval-key-area', { approvedBy: pens.farApprove }, 'key-scope'),
    one('approval-class', { cls: 'important', approval: { cls: 'routine' } }, 'key-scope'),
    one('approval-key-class', { cls: 'important', approvedBy: pens.lowApprove }, 'key-scope'),
    one('emergency-two-names', { cls: 'emergency', approval: { by: ['ผู้ตรวจ ก', 'ผู้ตรวจ ก'] } }, 'key-scope'),
    one('approval-key-expired', { approvedBy: pens.oldApprove }, 'key-expired'),
    one('approval-not-yet', { approval: { nbf: nowS + 7200 } }, 'key-expired'),
    one('approval-over', { approval: { exp: nowS + 60 } }, 'key-expired'),
    one('unknown-class', { more: { cls: 'gossip' } }, 'schema'),
    // a good one: whichever plan it falls into, one that does not parse is its neighbour there
    one('bad-items-alone', { name: 'beside-the-bad' }, 'ready'),
    one('unknown-state', { more: { st: 'perhaps' } }, 'schema'),
    one('too-long', { more: sound({ ms: 310_000 }) }, 'too-long'),
    one('too-many-repeats', { more: { rep: { n: 6, gap: 0 } } }, 'too-long'),
    counted('twice-1'),
    counted('twice-2'),
    ...(codec === undefined
      ? []
      : [
          one(
            'other-codec',
            {
              more: sound({ c: codec }),
              approval: { clips: [{ h: clip.entry.h, ms: clip.entry.ms, c: codec }] },
            },
            'codec-unsupported',
          ),
        ]),
  ];
}

/** What counts stays together in one plan. */
export function inBatches(cases: readonly Case[]): Case[][] {
  const batches: Case[][] = [[]];
  let bytes = 0;
  for (const one of cases) {
    const size = JSON.stringify(one.item).length * (4 / 3);
    if (bytes + size > MOST_BYTES && one.item.id.endsWith('twice-2') === false) {
      batches.push([]);
      bytes = 0;
    }
    bytes += size;
    batches.at(-1)?.push(one);
  }
  return batches;
}
