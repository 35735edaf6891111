// What a plan changes among the tower's plays: accepted ones are taken up or renewed, rejected ones told, and what the plan
// does not name any more is let go. Verdicts come in, what happened to a play goes to the record.
// Source: tower protocol, sections 3 and 7.
import type { Verdict } from '../wire/judge.ts';
import type { Item, Receipt, Why } from '../wire/messages.ts';
import type { ClipCache } from './clip-cache.ts';
import { isTerminal, type Journal } from './journal.ts';
import type { Play } from './play-rules.ts';
import type { Extra, Tell } from './record.ts';
import type { TowerTime } from './tower-time.ts';

export interface ProgrammeParts {
  /** By id; added to and taken from here. */
  readonly plays: Map<string, Play>;
  readonly time: TowerTime;
  readonly journal: Journal;
  readonly cache: ClipCache;
  readonly tell: Tell;
  /** Writes the last line: the play is over. */
  end(play: Play, state: Receipt['s'], extra?: Extra): Promise<void>;
  /** Whether it is with the speaker, sounding or about to. */
  isChosen(play: Play): boolean;
  isSounding(play: Play): boolean;
  /** Takes it back from the speaker: it waits again. */
  put(play: Play, why: Why): Promise<void>;
  /** Has done with it, at the speaker or not. */
  leave(play: Play, why: Why): Promise<void>;
}

/** @returns takes what was found of a whole plan */
export function createProgramme(parts: ProgrammeParts): (verdicts: readonly Verdict[]) => Promise<void> {
  const { plays, time, journal, cache, tell, end, isChosen, leave } = parts;

  async function renew(play: Play, item: Item): Promise<void> {
    if (parts.isSounding(play)) return;
    const isMoved = play.item.at !== item.at || play.item.clip.h !== item.clip.h;
    play.item = item;
    if (isMoved && isChosen(play)) await parts.put(play, 'superseded');
  }

  async function accept(item: Item, approval: Play['approval']): Promise<void> {
    const known = plays.get(item.id);
    if (known !== undefined) return renew(known, item);
    const last = journal.last(item.id);
    const wasCut = last?.s === 'stopped' && last.why === 'power';
    const mayRestart = wasCut && item.cls === 'emergency' && journal.starts(item.id) < (item.rep?.n ?? 1);
    if (isTerminal(last) && !mayRestart) return;
    plays.set(item.id, { item, approval, knownAt: time.now() });
    const isPast = (time.now() ?? 0) > item.at + item.late;
    if (cache.has(item.clip.h) && last?.s !== 'ready' && !mayRestart && !isPast) await tell(item, 'ready');
  }

  async function reject(verdict: Verdict & { is: 'rejected' }): Promise<void> {
    const play = plays.get(verdict.id);
    if (play === undefined) {
      const isNews = verdict.id !== '' && !isTerminal(journal.last(verdict.id));
      if (isNews) await tell(verdict, 'rejected', { why: verdict.why });
    } else if (isChosen(play)) await leave(play, verdict.why);
    else await end(play, 'rejected', { why: verdict.why });
  }

  /** A plan too long for a packet leaves out what is farthest: that has not ended, and may come back. */
  async function letGo(named: ReadonlySet<string>, withdrawn: ReadonlySet<string>): Promise<void> {
    for (const play of [...plays.values()]) {
      const { id } = play.item;
      if (named.has(id)) continue;
      if (withdrawn.has(id) || isChosen(play)) await leave(play, 'withdrawn');
      else plays.delete(id);
    }
  }

  return async (verdicts) => {
    const named = new Set<string>();
    const withdrawn = new Set<string>();
    for (const verdict of verdicts) {
      if (verdict.is === 'withdrawn') withdrawn.add(verdict.item.id);
      else named.add(verdict.is === 'accepted' ? verdict.item.id : verdict.id);
      if (verdict.is === 'accepted') await accept(verdict.item, verdict.approval);
      if (verdict.is === 'rejected') await reject(verdict);
    }
    await letGo(named, withdrawn);
  };
}
