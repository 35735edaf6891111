// ฟัง (/hear): a typed reading is heard before it is saved. With our script the sound plays where the button stands; without
// it the button opens a page of its own with a player. The words go by the address, the sound is made anew or found.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import { LONGEST_SPOKEN } from '../../core/dictionary.ts';
import { Button, useHere } from './bits.tsx';
import { readFields } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { forOfficer } from './visit.ts';

/** A word every two seconds for a while: more than anybody listens to. */
const PER_MINUTE = { rateLimit: { max: 30, timeWindow: 60_000 } } as const;

export function hearRoutes(app: FastifyInstance, house: House): void {
  app.post(
    '/hear',
    forOfficer(house, 'send-item', async (visit, request) => {
      const fields = readFields(request.body);
      const text = fields[fields['hear'] ?? ''] ?? '';
      return visit.go(`/hear?${addressOf(text)}`);
    }),
  );

  app.get(
    '/hear',
    forOfficer(house, 'send-item', async (visit) => {
      const { w, officer } = visit;
      const text = textOf(visit.query);
      if (text === '') return showPage(visit, { tab: 'menu', title: w.hearTitle }, <p>{w.hearEmpty}</p>);
      // What cannot be heard is said on a page of its own, instead of by a player that stays silent.
      await house.preview.hear(officer, text);
      return showPage(
        visit,
        { tab: 'menu', title: w.hearTitle },
        <>
          <p>
            {w.hearLead} <b lang="th">{text}</b>
          </p>
          {/* biome-ignore lint/a11y/useMediaCaption: the words stand above it */}
          <audio class="wide" controls autoplay src={`/hear/sound?${addressOf(text)}`} aria-label={text} />
          <p class="soft">{w.hearClose}</p>
        </>,
      );
    }),
  );

  app.get(
    '/hear/sound',
    { config: PER_MINUTE },
    forOfficer(house, 'send-item', async (visit, request, reply) => {
      const { bytes, type } = await house.preview.hear(visit.officer, textOf(visit.query));
      return sendSound(request, reply.type(type), Buffer.from(bytes));
    }),
  );
}

/** The button beside a field in which a reading is typed. */
export function HearButton({ field }: { readonly field: string }): JSX.Element {
  const { w } = useHere();
  return (
    <div class="hear">
      <Button
        icon="volume-2"
        name="hear"
        value={field}
        formaction="/hear"
        formtarget="_blank"
        formnovalidate
        data-hear={field}
        data-empty={w.hearEmpty}
        aria-describedby={field}
      >
        {w.hearIt}
      </Button>
      <span class="wrong" role="status" />
    </div>
  );
}

/** What Enter in a field means, where the first button one sees is for something else. */
export function EnterSaves(): JSX.Element {
  const { w } = useHere();
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it is for the Enter key alone; the button one sees says the same
    <button type="submit" class="hidden" tabindex={-1} aria-hidden="true">
      {w.save}
    </button>
  );
}

function textOf(query: Readonly<Record<string, string | undefined>>): string {
  return (query['text'] ?? '').trim().slice(0, LONGEST_SPOKEN + 1);
}

function addressOf(text: string): string {
  return new URLSearchParams({ text: text.trim().slice(0, LONGEST_SPOKEN + 1) }).toString();
}

/** Some browsers play nothing that is not given to them in parts. */
function sendSound(request: FastifyRequest, reply: FastifyReply, sound: Buffer): FastifyReply {
  reply.header('accept-ranges', 'bytes');
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (from === '' || Number(from) >= sound.length) return reply.send(sound);
  const last = to === '' ? sound.length - 1 : Math.min(Number(to), sound.length - 1);
  return reply
    .code(206)
    .header('content-range', `bytes ${from}-${last}/${sound.length}`)
    .send(sound.subarray(Number(from), last + 1));
}
