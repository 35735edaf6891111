// Which fault is to meet which state: a history is only worth what happened in it. What no history has met is told at the
// end of a run, and a long run fails for it.
const TOWER = ['idle', 'fetching', 'waiting', 'sounding', 'alone', 'off'];
const ON = TOWER.slice(0, -1);
const WORDS = ['plan', 'cmd', 'config', 'ack', 'clip', 'trust', 'presence', 'hello', 'receipt', 'event'];
const FILES = ['plan.jws', 'config.jws', 'journal.jsonl', 'floor', 'a clip', 'a piece'];
/** The calls by which the office's record and the towers change. */
const CALLS = [
  'bookings.book',
  'brokerShelf.need',
  'bulletins.consent',
  'bulletins.withdraw',
  'drafts.voiced',
  'items.add',
  'plans.claim',
  'plans.content',
  'plans.dirty',
  'plans.published',
  'receipts.apply',
  'receipts.keep',
  'towerContacts.hello',
];
const LINE = ['line.acknowledge', 'line.publishClip', 'line.publishConfig', 'line.publishPlan'];

const DANGERS: Readonly<Record<string, readonly string[]>> = {
  'power cut': ON,
  'power cut before a write': FILES,
  'power cut amid a write': ['journal.jsonl'],
  'power cut after a write': FILES,
  'write on a full disk': FILES,
  'disk full': TOWER,
  'network cut': TOWER,
  'away for half an hour': TOWER,
  'comes back': ['with its disk', 'with an empty disk'],
  clone: TOWER,
  'amplifier refuses': ['mp3', 'opus'],
  'broker lost, nothing is left': TOWER,
  'broker lost, old is left': TOWER,
  'broker lost, all is left': TOWER,
  loss: [...WORDS, 'need', 'health'],
  duplicate: WORDS,
  reorder: [...WORDS, 'need', 'health'],
  slow: [...WORDS, 'need'],
  'lost answer': ['plan', 'cmd', 'config', 'clip', 'trust', 'presence', 'hello', 'receipt', 'event'],
  'forger, replay': TOWER,
  'forger, stranger': TOWER,
  'forger, stolen key': TOWER,
  'forger, another tower': TOWER,
  'forger, other class': TOWER,
  'forger, unapproved': TOWER,
  'forger, spoilt piece': TOWER,
  'relay clock': ['ahead', 'back'],
  crash: [...CALLS, ...LINE].flatMap((call) => [`${call} before`, `${call} after`]),
  pause: [...CALLS, ...LINE],
  'store fails': CALLS,
};

/** Always met by chance, or no fault of its own. */
const COMMON = ['comes back', 'relay clock', 'write on a full disk', 'amplifier refuses'];

/** Pairs that a history may be aimed at. */
export const RARE: readonly { readonly fault: string; readonly state: string }[] = Object.entries(DANGERS)
  .filter(([fault]) => !COMMON.includes(fault))
  .flatMap(([fault, states]) => states.map((state) => ({ fault, state })));

/** @param counts how often `fault × state` was met */
export function dangers(counts: ReadonlyMap<string, number>): {
  readonly lines: readonly string[];
  readonly unmet: readonly string[];
} {
  const unmet: string[] = [];
  const lines = Object.entries(DANGERS).map(([fault, states]) => {
    const met = states.map((state) => {
      const count = counts.get(`${fault} × ${state}`) ?? 0;
      if (count === 0) unmet.push(`${fault} × ${state}`);
      return `${state} ${count}`;
    });
    return `${fault}: ${met.join(', ')}`;
  });
  return { lines, unmet };
}
