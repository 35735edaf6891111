// อัดเสียง (/items/record): an officer's own voice, recorded on the page or chosen as a file, goes on air as spoken. Our script
// sends the sound itself as the body; the form with its file field does the same without.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import type { CLASSES } from '../../core/bulletin.ts';
import { RelayError } from '../../core/errors.ts';
import { LONGEST_RECORDING_BYTES } from '../../pipeline/desks.ts';
import { Button, Field, Hidden, Icon, LinkButton, Post, type Problem, useHere } from './bits.tsx';
import { readFields } from './fields.ts';
import { readSent } from './form-files.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { forOfficer, type Guest, type Visit, visitOf } from './visit.ts';
import { ClassChoice } from './words-field.tsx';

const MEGABYTE = 1_000_000;
const LONGEST_MINUTES = 10;
const SHORTEST_MS = 1_000;
/** The largest one over a slow line. */
const SLOW_LINE_MS = 5 * 60_000;
/** The sound, and the form round it. */
const MOST_BYTES = LONGEST_RECORDING_BYTES + 100_000;

interface Typed {
  readonly key: string;
  readonly title: string;
  readonly note: string;
  readonly class: (typeof CLASSES)[number];
}

export function recordingRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/items/record',
    forOfficer(house, 'send-item', async (visit) => recordPage(visit, typedOf(visit, {}))),
  );

  // Only here a body may be this large, and bytes are only taken from who is signed in.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    const whole = { parseAs: 'buffer', bodyLimit: MOST_BYTES } as const;
    scope.addContentTypeParser('multipart/form-data', whole, (request: FastifyRequest, body: Buffer, done) =>
      done(null, readSent(body, request.headers['content-type'] ?? '')),
    );
    scope.addContentTypeParser('*', whole, (_request, body, done) => done(null, body));
    scope.addHook('onRequest', async (request, reply) => {
      if ((await visitOf(house, request, reply)) === undefined)
        throw new RelayError('not-signed-in', 'no session');
    });
    addSending(scope, house);
  });
}

function addSending(app: FastifyInstance, house: House): void {
  const large = { bodyLimit: MOST_BYTES, handlerTimeout: SLOW_LINE_MS };

  app.post(
    '/items/record',
    large,
    forOfficer(house, 'send-item', async (visit, request) => {
      const typed = typedOf(visit, readFields(request.body));
      const file = (request.body as { readonly file?: unknown } | undefined)?.file;
      try {
        return visit.go(await take(visit, typed, Buffer.isBuffer(file) ? file : Buffer.alloc(0)));
      } catch (thrown) {
        const problem = problemOf(visit, thrown);
        if (problem === undefined) throw thrown;
        return recordPage(visit, typed, problem);
      }
    }),
  );

  app.post(
    '/items/record/sound',
    large,
    forOfficer(house, 'send-item', async (visit, request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      try {
        return reply.send({ to: await take(visit, typedOf(visit, visit.query), body) });
      } catch (thrown) {
        const problem = problemOf(visit, thrown);
        if (problem === undefined) throw thrown;
        return reply.code(422).send({ message: problem.sentence });
      }
    }),
  );
}

/** @returns where the officer goes on */
async function take(
  { house, officer }: Visit,
  { key, title, note, class: of }: Typed,
  bytes: Uint8Array,
): Promise<string> {
  const asker = { kind: 'officer', officer, door: 'console' } as const;
  const recording = { channel: 'console', messageId: key, bytes, title, note, class: of };
  const { outcome, bulletin } = await house.intake.record(asker, recording);
  return `/b/${bulletin}?done=${outcome === 'known' ? 'known' : 'recorded'}`;
}

function typedOf({ house }: Guest, fields: Readonly<Record<string, string | undefined>>): Typed {
  return {
    key: fields['key'] ?? house.clock.ulid(),
    title: (fields['title'] ?? '').slice(0, 200),
    note: (fields['note'] ?? '').slice(0, 1000),
    class: fields['class'] === 'important' ? 'important' : 'routine',
  };
}

function problemOf({ w }: Guest, thrown: unknown): Problem | undefined {
  if (!(thrown instanceof RelayError)) return undefined;
  if (thrown.code === 'unreadable-audio') return { field: 'file', sentence: w.recordNotSound };
  if (thrown.code === 'too-large')
    return { field: 'file', sentence: w.recordTooLarge(LONGEST_RECORDING_BYTES / MEGABYTE) };
  if (thrown.code === 'invalid-input' && thrown.facts['field'] === 'recording')
    return { field: 'file', sentence: w.recordMissing };
  return undefined;
}

function recordPage(visit: Visit, typed: Typed, problem?: Problem): Promise<FastifyReply> {
  const { w } = visit;
  return showPage(
    visit,
    {
      tab: 'queue',
      title: w.recordTitle,
      back: { href: '/items/new', label: w.newItem },
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <Post action="/items/record" class="pico" enctype="multipart/form-data" data-record>
      {/* The same recording sent twice is one item. */}
      <Hidden name="key" value={typed.key} />
      <p>{w.recordLead}</p>
      <Recorder />
      <Field name="file" label={w.recordFile} hint={w.recordFileHint} problem={problem}>
        {(ties) => (
          <input {...ties} type="file" accept="audio/*,.m4a,.mp3,.ogg,.opus,.wav,.webm,.aac" required />
        )}
      </Field>
      <Field name="title" label={`${w.recordName} (${w.optional})`} hint={w.recordNameHint}>
        {(ties) => <input {...ties} type="text" lang="th" maxlength={200} value={typed.title} />}
      </Field>
      <Field name="note" label={`${w.recordNote} (${w.optional})`} hint={w.recordNoteHint}>
        {(ties) => <input {...ties} type="text" lang="th" maxlength={1000} value={typed.note} />}
      </Field>
      <ClassChoice chosen={typed.class} />
      <div class="actions">
        <Button tone="primary">{w.recordSend}</Button>
        <LinkButton href="/items/new">{w.back}</LinkButton>
      </div>
    </Post>,
  );
}

/** Shown by our script, where the browser can record: every sentence it may say is here in the reader's language. */
function Recorder(): JSX.Element {
  const { w } = useHere();
  const says = {
    'data-on': w.recordOn,
    'data-done': w.recordDone,
    'data-asking': w.recordAsking,
    'data-refused': w.recordRefused,
    'data-none': w.recordNoMicrophone,
    'data-taken': w.recordBusy,
    'data-unable': w.recordUnable,
    'data-short': w.recordShort,
    'data-full': w.recordFull(LONGEST_MINUTES),
    'data-missing': w.recordMissing,
    'data-large': w.recordTooLarge(LONGEST_RECORDING_BYTES / MEGABYTE),
  };
  const limits = {
    'data-longest': LONGEST_MINUTES * 60_000,
    'data-shortest': SHORTEST_MS,
    'data-bytes': LONGEST_RECORDING_BYTES,
  };
  return (
    <div class="card recorder" data-recorder hidden {...says} {...limits}>
      <div class="record-row">
        <button type="button" class="button primary" data-do="start">
          <Icon name="mic" /> {w.recordStart}
        </button>
        <button type="button" class="button stop" data-do="stop" hidden>
          <Icon name="square" /> {w.recordStop}
        </button>
        <button type="button" class="button" data-do="listen" hidden>
          <Icon name="volume-2" /> {w.recordListen}
        </button>
        <button type="button" class="button" data-do="quiet" hidden>
          <Icon name="square" /> {w.recordQuiet}
        </button>
        <button type="button" class="button" data-do="again" hidden>
          <Icon name="rotate-ccw" /> {w.recordAgain}
        </button>
        <output class="nums" data-time>
          0:00
        </output>
      </div>
      <meter min={0} max={100} low={4} high={92} optimum={40} value={0} aria-label={w.recordLevel} />
      <p class="record-says" role="status" />
    </div>
  );
}
