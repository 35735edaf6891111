// A card of the queue: what it is, who sent it, how it stands. The whole card is one link.
import type { JSX } from 'preact';
import type { Item } from '../../core/item.ts';
import type { QueueCard } from '../../pipeline/records.ts';
import { Empty, LinkButton, Tag, Time, useHere } from './bits.tsx';
import { ClassTag, StateTag } from './states.tsx';
import { Making } from './voice-progress.tsx';

export function Card({ card }: { readonly card: QueueCard }): JSX.Element {
  const { w, when } = useHere();
  const { bulletin, item } = card;
  const facts = [
    card.clipMs === undefined ? '' : w.clipLength(when.length(card.clipMs)),
    card.unread === 0 ? '' : w.wordsToLook(card.unread),
    card.nextPlayAt === undefined || bulletin.current.state !== 'approved' ? '' : when.at(card.nextPlayAt),
  ].filter((fact) => fact !== '');
  return (
    <a class="card news" href={`/b/${bulletin.id}`}>
      <span class="tags">
        <ClassTag of={bulletin.class} />
        <StateTag card={card} />
      </span>
      <span class="title">{bulletin.title}</span>
      <p class="soft small">
        {item?.claimedSource === undefined ? '' : `${w.from(item.claimedSource)} `}
        <Time at={item?.receivedAt ?? bulletin.madeAt}>
          {w.sentBy(
            item?.senderName ?? bulletin.current.authorName,
            when.ago(item?.receivedAt ?? bulletin.madeAt),
          )}
        </Time>
      </p>
      {facts.length === 0 ? null : <p class="small nums">{facts.join(' · ')}</p>}
      {bulletin.current.state === 'drafted' ? <Making id={bulletin.id} /> : null}
      {bulletin.current.state === 'returned' && bulletin.current.reason !== undefined ? (
        <p class="small">
          {w.asksToFix} {bulletin.current.reason}
        </p>
      ) : null}
    </a>
  );
}

/** A picture or file that waits for its words. */
export function Poster({ item }: { readonly item: Item }): JSX.Element {
  const { w, when } = useHere();
  return (
    <a class="card news" href={`/items/${item.id}`}>
      <span class="tags">
        <Tag tone="waiting" icon={item.kind === 'image' ? 'image' : 'file-text'}>
          {item.kind === 'image' ? w.picture : w.fileItem}
        </Tag>
      </span>
      <span class="title">{item.original?.name ?? w.posterWaits}</span>
      <p class="soft small">{w.sentBy(item.senderName, when.ago(item.receivedAt))}</p>
      <p class="small">{w.posterWaits}</p>
    </a>
  );
}

/** Nothing to do, nothing yet, or nothing that passes the filter. */
export function Nothing({
  filtered,
  never,
}: {
  readonly filtered: boolean;
  readonly never: boolean;
}): JSX.Element {
  const { w } = useHere();
  if (filtered) {
    return (
      <Empty icon="inbox" title={w.emptyFilter}>
        <LinkButton href="/">{w.clearFilter}</LinkButton>
      </Empty>
    );
  }
  return (
    <Empty icon={never ? 'inbox' : 'circle-check'} title={never ? w.emptyNever : w.emptyDone}>
      {never ? w.emptyNeverHint : w.emptyDoneHint}
    </Empty>
  );
}
