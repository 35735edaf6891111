// The console's own way in: a form for words, and a poster or file beside a box for what of it should be heard.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CLASSES } from '../../core/bulletin.ts';
import { RelayError } from '../../core/errors.ts';
import { NO_FORMULAS } from '../../core/formulas.ts';
import type { ItemId } from '../../core/ids.ts';
import type { Item } from '../../core/item.ts';
import { Button, Field, Hidden, LinkButton, Post, type Problem } from './bits.tsx';
import { readFields } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { forOfficer, type Visit } from './visit.ts';
import { ClassChoice, WordsField, wordsProblem } from './words-field.tsx';

const idOf = (request: FastifyRequest) => (request.params as { id: ItemId }).id;

export function itemRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/items/new',
    forOfficer(house, 'send-item', async (visit) =>
      newItem(visit, { words: '', class: 'routine', source: '' }),
    ),
  );

  app.post(
    '/items/new',
    forOfficer(house, 'send-item', async (visit, request) => {
      const typed = typedOf(request.body);
      try {
        const { outcome, bulletin, item } = await house.intake.submit(
          { kind: 'officer', officer: visit.officer, door: 'console' },
          {
            door: 'console',
            channel: 'console',
            messageId: typed.key ?? '',
            text: typed.words,
            class: typed.class,
            ...(typed.source === '' ? {} : { claimedSource: typed.source }),
          },
        );
        const done = outcome === 'known' ? 'known' : 'submitted';
        return visit.go(bulletin === undefined ? `/items/${item}` : `/b/${bulletin}?done=${done}`);
      } catch (thrown) {
        const problem = wordsProblem(visit, thrown);
        if (problem === undefined) throw thrown;
        return newItem(visit, typed, problem);
      }
    }),
  );

  app.get(
    '/items/:id',
    forOfficer(house, 'see-bulletins', async (visit, request) => {
      const item = await mustFindItem(visit, idOf(request));
      return item.bulletin === undefined ? poster(visit, item, '') : visit.go(`/b/${item.bulletin}`);
    }),
  );

  app.post(
    '/items/:id',
    forOfficer(house, 'edit-words', async (visit, request) => {
      const words = readFields(request.body)['words'] ?? '';
      try {
        return visit.go(`/b/${await house.intake.type(visit.officer, idOf(request), words)}?done=submitted`);
      } catch (thrown) {
        const problem = wordsProblem(visit, thrown);
        if (problem === undefined) throw thrown;
        return poster(visit, await mustFindItem(visit, idOf(request)), words, problem);
      }
    }),
  );

  app.get(
    '/items/:id/original',
    forOfficer(house, 'see-bulletins', async ({ officer }, request, reply) => {
      const { bytes, type, name } = await house.intake.original(officer, idOf(request));
      // Only pictures are shown by the browser; anything else that came from outside is only ever downloaded.
      const shown = /^image\/(png|jpeg|gif|webp)$/.test(type);
      return reply
        .type(shown ? type : 'application/octet-stream')
        .header('cache-control', 'private, max-age=3600')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header(
          'content-disposition',
          `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, '_')}`,
        )
        .send(Buffer.from(bytes));
    }),
  );
}

async function mustFindItem({ house, org }: Visit, id: ItemId): Promise<Item> {
  const item = await house.items.find(org, id);
  if (item === undefined) throw new RelayError('not-found', 'there is no such item');
  return item;
}

function typedOf(body: unknown): Typed {
  const fields = readFields(body);
  return {
    words: fields['words'] ?? '',
    class: fields['class'] === 'important' ? 'important' : 'routine',
    source: (fields['source'] ?? '').trim().slice(0, 200),
    key: fields['key'],
  };
}

interface Typed {
  readonly words: string;
  readonly class: (typeof CLASSES)[number];
  readonly source: string;
  readonly key?: string | undefined;
}

async function newItem(visit: Visit, typed: Typed, problem?: Problem): Promise<FastifyReply> {
  const { w, house, org } = visit;
  const { opening, closing } = (await house.organisations.find(org))?.formulas ?? NO_FORMULAS;
  return showPage(
    visit,
    {
      tab: 'queue',
      title: w.newItem,
      back: { href: '/', label: w.queue },
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <>
      <p>
        <LinkButton href="/items/record" icon="mic">
          {w.recordInstead}
        </LinkButton>
      </p>
      <Post action="/items/new" class="pico">
        {/* The same form sent twice is one item. */}
        <Hidden name="key" value={typed.key ?? house.clock.ulid()} />
        <WordsField
          words={typed.words}
          hint={w.newItemHint}
          problem={problem}
          keep="new"
          fresh={problem === undefined}
        />
        {opening === '' && closing === '' ? null : <p class="soft">{w.formulasAdded(opening, closing)}</p>}
        <Field name="source" label={`${w.claimedSource} (${w.optional})`}>
          {(ties) => <input {...ties} type="text" value={typed.source} maxlength={200} />}
        </Field>
        <ClassChoice chosen={typed.class} />
        <div class="actions">
          <Button tone="primary">{w.makeSound}</Button>
          <LinkButton href="/">{w.back}</LinkButton>
        </div>
      </Post>
    </>,
  );
}

function poster(visit: Visit, item: Item, words: string, problem?: Problem): Promise<FastifyReply> {
  const { w, when } = visit;
  const { original } = item;
  const address = `/items/${item.id}/original`;
  return showPage(
    visit,
    {
      tab: 'queue',
      title: w.posterTitle,
      fullTitle: `${w.posterTitle} – ${original?.name ?? ''}`,
      back: { href: '/', label: w.queue },
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <>
      <p class="from">{w.sentBy(item.senderName, when.ago(item.receivedAt))}</p>
      {item.erasedAt !== undefined || original === undefined ? (
        <p>{w.erased}</p>
      ) : (
        <div class="two">
          <section>
            <h2>{w.original}</h2>
            {original.type.startsWith('image/') ? (
              <a href={address}>
                <img class="original" src={address} alt={w.originalAlt(original.name)} />
              </a>
            ) : (
              <LinkButton href={address} icon="file-text">
                {w.openOriginal}
              </LinkButton>
            )}
          </section>
          {visit.may('edit-words') ? (
            <Post action={`/items/${item.id}`} class="pico">
              <WordsField
                words={words}
                hint={w.posterHint}
                problem={problem}
                keep={`poster-${item.id}`}
                fresh={problem === undefined}
              />
              <Button tone="primary">{w.makeSound}</Button>
            </Post>
          ) : (
            <p class="soft">{w.posterWaits}</p>
          )}
        </div>
      )}
    </>,
  );
}
