// The sticky bar of a bulletin that waits for this officer's decision: one button that names its consequence. It is never
// disabled; pressed too early it answers with the seconds that are left.
import type { VNode } from 'preact';
import type { Organisation } from '../../core/organisation.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import { Hidden, Icon, Post, Tick } from './bits.tsx';
import { type Choices, whenOf } from './choice.ts';
import { writeWish } from './fields.ts';
import { doubtsOf } from './reading-lines.ts';
import type { Visit } from './visit.ts';
import { WEEKDAYS } from './when.ts';

/** Undefined where there is nothing to decide for this officer. */
export function barOf(
  visit: Visit,
  page: BulletinPage,
  { chosen }: Choices,
  organisation: Organisation | undefined,
  warnings: number,
): VNode | undefined {
  const { w, officer } = visit;
  const { current, id, class: kind } = page.bulletin;
  if (current.state !== 'voiced' || current.clip === undefined || !visit.may('decide')) return undefined;
  const rule = organisation?.rules[kind];
  const standing = page.given.filter((one) => one.voidedAt === undefined && one.revision === current.n);
  if (rule?.mayApproveOwn === false && current.author === officer.id) return undefined;
  if (standing.some((one) => one.officer === officer.id)) {
    return <Waiting text={w.youApproved(Math.max(1, (rule?.approvers ?? 1) - standing.length))} />;
  }
  const needed = rule?.approvers ?? 1;
  const doubts = doubtsOf(current.words, current.reading).length;
  const word = needed > 1 ? w.approveNth(standing.length + 1, needed) : w.approve;
  return (
    <div class="bar">
      <div class="notice" id="notice" aria-live="polite" />
      {warnings === 0 || doubts > 0 ? null : (
        <a class="look" href="#warnings">
          <Icon name="triangle-alert" />
          {w.lookFirstShort(warnings)}
        </a>
      )}
      <Post
        action={`/b/${id}/approve`}
        id="approve"
        hx-post={`/b/${id}/approve`}
        hx-target="#notice"
        hx-swap="innerHTML"
      >
        <Hidden name="revision" value={current.n} />
        <Hidden name="clip" value={current.clip} />
        <Hidden name="heard" value="" />
        {chosen === undefined ? null : (
          <>
            <Hidden name="wish" value={writeWish(chosen.wish.wish)} />
            <Hidden name="towers" value={chosen.wish.towers.join(',')} />
            <Hidden name="times" value={chosen.wish.repeat.times} />
          </>
        )}
        {kind === 'routine' || doubts > 0 ? null : (
          <div class="in">
            <Tick name="understand" value="1" label={w.understand(chosen?.wish.towers.length ?? 0)} />
          </div>
        )}
        <div class="in">
          <Primary visit={visit} page={page} chosen={chosen} doubts={doubts} word={word} />
          <a class="button side" href={`/b/${id}/return`}>
            <Icon name="rotate-ccw" />
            {w.returnShort}
          </a>
          <a class="button side" href="#more">
            <Icon name="ellipsis" />
            {w.more}
          </a>
        </div>
      </Post>
    </div>
  );
}

function Waiting({ text }: { readonly text: string }): VNode {
  return (
    <div class="bar">
      <div class="notice" id="notice" aria-live="polite">
        {text}
      </div>
    </div>
  );
}

/** One button that names its consequence; first to the words nobody can read, then to a time where there is none. */
function Primary({
  visit,
  page: { bulletin },
  chosen,
  doubts,
  word,
}: {
  readonly visit: Visit;
  readonly page: BulletinPage;
  readonly chosen: Choices['chosen'];
  readonly doubts: number;
  readonly word: string;
}): VNode {
  const { w, language } = visit;
  if (doubts > 0) {
    return (
      <a class="button primary" href={`/b/${bulletin.id}/settle`}>
        {w.settleFirst(doubts)}
        <small>{w.settleFirstWhy}</small>
      </a>
    );
  }
  if (chosen === undefined) {
    return (
      <a class="button primary" href={`/b/${bulletin.id}/book`}>
        {w.changeWhenWhere}
        <small>{w.noOffer}</small>
      </a>
    );
  }
  return (
    <button type="submit" class="button primary">
      {word}
      <small>{w.approveWhat(whenOf(chosen, visit, WEEKDAYS[language]), chosen.wish.towers.length)}</small>
    </button>
  );
}
