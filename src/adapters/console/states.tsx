// States in words, each with icon and tint: of a bulletin, of a play at a tower, of a tower. Never a bare colour.
import type { JSX } from 'preact';
import type { BulletinClass } from '../../core/bulletin.ts';
import { type Play, type Sounded, soundedOf } from '../../core/play.ts';
import { conditionOf, type Tower, type TowerCondition } from '../../core/tower.ts';
import type { PlayTally, QueueCard } from '../../pipeline/records.ts';
import type { IconName } from './assets/icons.ts';
import { Tag, type Tone, useHere } from './bits.tsx';
import type { Words } from './words.ts';

interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
}

export function ClassTag({ of }: { readonly of: BulletinClass }): JSX.Element | null {
  const { w } = useHere();
  if (of === 'routine') return null;
  return (
    <Tag tone={of === 'emergency' ? 'problem' : 'waiting'} icon={of === 'emergency' ? 'siren' : 'megaphone'}>
      {w[of]}
    </Tag>
  );
}

export function StateTag({ card }: { readonly card: QueueCard }): JSX.Element {
  const { w } = useHere();
  const look = lookOf(card, w);
  return (
    <Tag tone={look.tone} icon={look.icon}>
      {look.word}
    </Tag>
  );
}

export function lookOf(card: QueueCard, w: Words): Look {
  switch (card.bulletin.current.state) {
    case 'drafted':
      return { tone: 'info', icon: 'loader', word: w.drafted };
    case 'unvoiced':
      return { tone: 'problem', icon: 'triangle-alert', word: w.unvoiced };
    case 'voiced':
      return { tone: 'waiting', icon: 'clock', word: w.voiced };
    case 'returned':
      return { tone: 'waiting', icon: 'rotate-ccw', word: w.returned };
    case 'rejected':
      return { tone: 'idle', icon: 'x', word: w.rejected };
    case 'approved':
      return card.wishRefused === undefined
        ? airedLook(card.plays, w)
        : { tone: 'problem', icon: 'triangle-alert', word: w.wishRefused };
    case 'withdrawn':
      return { tone: 'idle', icon: 'x', word: w.withdrawn };
    case 'superseded':
      return { tone: 'idle', icon: 'history', word: w.superseded };
  }
}

/** What the plays say together. Unknown is neither success nor failure. */
export function airedLook(plays: PlayTally, w: Words): Look {
  if (plays.sounding > 0) return { tone: 'info', icon: 'volume-2', word: w.sounding };
  if (plays.planned > 0 || plays.finished + plays.failed + plays.unknown === 0)
    return { tone: 'good', icon: 'check', word: w.approved };
  if (plays.failed > 0) return { tone: 'problem', icon: 'triangle-alert', word: w.airedSome };
  if (plays.unknown > 0) return { tone: 'idle', icon: 'circle-help', word: w.airedUnknown };
  return { tone: 'good', icon: 'circle-check', word: w.airedAll };
}

export function tallyOf(plays: readonly Pick<Play, 'state'>[]): PlayTally {
  const count = (...states: readonly Play['state'][]) =>
    plays.filter((play) => states.includes(play.state)).length;
  return {
    planned: count('planned', 'published', 'ready'),
    finished: count('finished'),
    failed: count('stopped', 'skipped', 'failed', 'rejected'),
    unknown: count('unknown'),
    sounding: count('started'),
  };
}

const PLAY_LOOKS: Readonly<
  Record<Play['state'], { readonly tone: Tone; readonly icon: IconName; readonly word: keyof Words }>
> = {
  planned: { tone: 'idle', icon: 'clock', word: 'playPlanned' },
  published: { tone: 'idle', icon: 'send', word: 'playPublished' },
  ready: { tone: 'idle', icon: 'check', word: 'playReady' },
  started: { tone: 'info', icon: 'volume-2', word: 'playStarted' },
  finished: { tone: 'good', icon: 'circle-check', word: 'playFinished' },
  stopped: { tone: 'problem', icon: 'volume-x', word: 'playStopped' },
  skipped: { tone: 'problem', icon: 'triangle-alert', word: 'playSkipped' },
  failed: { tone: 'problem', icon: 'triangle-alert', word: 'playFailed' },
  rejected: { tone: 'problem', icon: 'triangle-alert', word: 'playRejected' },
  withdrawn: { tone: 'idle', icon: 'x', word: 'playWithdrawn' },
  unknown: { tone: 'idle', icon: 'circle-help', word: 'playUnknown' },
};

const SOUNDED_LOOKS: Readonly<Record<Sounded, (typeof PLAY_LOOKS)['finished']>> = {
  sounded: { tone: 'good', icon: 'volume-2', word: 'playSounded' },
  unmeasured: { tone: 'good', icon: 'circle-check', word: 'playUnmeasured' },
  silent: { tone: 'problem', icon: 'volume-x', word: 'playSilent' },
};

/** Of what was played to its end, or into silence, also whether it really sounded. */
export function PlayTag({ play }: { readonly play: Pick<Play, 'state' | 'why' | 'measured'> }): JSX.Element {
  const { w } = useHere();
  const sounded = play.state === 'finished' || play.state === 'failed' ? soundedOf(play) : undefined;
  const look = sounded === undefined ? PLAY_LOOKS[play.state] : SOUNDED_LOOKS[sounded];
  return (
    <Tag tone={look.tone} icon={look.icon}>
      {String(w[look.word])}
    </Tag>
  );
}

const CONDITIONS: Readonly<
  Record<TowerCondition, { readonly tone: Tone; readonly icon: IconName; readonly word: keyof Words }>
> = {
  ready: { tone: 'good', icon: 'check', word: 'ready' },
  'silent-but-will-play': { tone: 'waiting', icon: 'wifi-off', word: 'silentWill' },
  'silent-may-not-play': { tone: 'problem', icon: 'wifi-off', word: 'silentMay' },
  faulty: { tone: 'problem', icon: 'triangle-alert', word: 'faulty' },
  off: { tone: 'idle', icon: 'power', word: 'off' },
  unclaimed: { tone: 'idle', icon: 'link', word: 'unclaimed' },
};

export function ConditionTag({ tower }: { readonly tower: Tower }): JSX.Element {
  const { w, when } = useHere();
  const look = CONDITIONS[conditionOf(tower, when.now)];
  return (
    <Tag tone={look.tone} icon={look.icon}>
      {String(w[look.word])}
    </Tag>
  );
}

/** Worst first: the order of a list that somebody must act on. */
export function worstFirst(towers: readonly Tower[], now: number): readonly Tower[] {
  const order: readonly TowerCondition[] = [
    'faulty',
    'silent-may-not-play',
    'silent-but-will-play',
    'unclaimed',
    'off',
    'ready',
  ];
  const rank = (tower: Tower) => order.indexOf(conditionOf(tower, now));
  return [...towers].sort(
    (a, b) =>
      rank(a) - rank(b) || (a.lastContactAt ?? 0) - (b.lastContactAt ?? 0) || a.village.moo - b.village.moo,
  );
}
