// Every connection that was seen, looked at when all is over: its opening, what it subscribed in which order, what it said of
// itself, and how long it stayed away.
import { presenceSchema } from '../../wire/messages.ts';
import { createTopics, type Topics } from '../../wire/topics.ts';
import type { Seen } from '../notes.ts';
import type { ConnectSeen } from '../ports.ts';
import type { Stage } from '../stage.ts';

const AREA_DIGITS = [2, 4, 6, 8];
const KEEPALIVE = { least: 10, most: 300 };
const SPREAD_MS = 100;
const GREETING_MS = 10_000;
const FEWEST_DELAYS = 4;

/** @param root first levels of every topic */
export function judgeConnections(stage: Stage, root: string): void {
  const topics = createTopics(root);
  for (const connect of stage.notes.connects) {
    const hello = stage.notes.hellos.find(({ on }) => on === connect.on)?.what;
    judgeGreeting(stage, connect, hello !== undefined);
    if (hello === undefined) continue; // cut before it came that far, or judged just now
    judgeOpening(stage, connect, topics, hello);
    judgeSubscriptions(stage, connect.on, topics);
    judgePresence(stage, connect.on, hello);
  }
  judgeHellos(stage);
}

function judgeGreeting(
  { notes, findings, clock }: Stage,
  { at, on }: Seen<ConnectSeen>,
  came: boolean,
): void {
  const lasted = (notes.losses[on - 1] ?? clock.now()) - at;
  if (!came && lasted < GREETING_MS) return;
  const seconds = Math.round(lasted / 1000);
  findings.judge('hello', came, 'a hello that fits its schema', `connection ${on}: none in ${seconds} s`);
}

function judgeOpening(
  { findings, tower }: Stage,
  { what, on }: Seen<ConnectSeen>,
  topics: Topics,
  hello: { readonly boot: string; readonly conn: number },
): void {
  const { clientId, username, clean, keepalive, will } = what;
  const place = `connection ${on}: `;
  findings.judge(
    'one-name',
    clientId === tower.id && username === tower.id,
    `both are ${tower.id}`,
    `${place}client id ${clientId}, user name ${username}`,
  );
  findings.judge('clean-session', clean, 'clean session 1', `${place}clean session ${clean ? 1 : 0}`);
  findings.judge(
    'keepalive',
    keepalive >= KEEPALIVE.least && keepalive <= KEEPALIVE.most,
    `${KEEPALIVE.least} to ${KEEPALIVE.most} s`,
    `${place}${keepalive} s`,
  );
  const left = will === undefined ? undefined : presenceSchema.safeParse(json(will.payload)).data;
  const isRight =
    will !== undefined &&
    will.topic === topics.up(tower.id, 'presence') &&
    will.retain &&
    will.qos === 1 &&
    left?.state === 'offline' &&
    left.boot === hello.boot &&
    left.conn === hello.conn;
  findings.judge(
    'last-will',
    isRight,
    `retained, QoS 1, on ${topics.up(tower.id, 'presence')}: offline, boot ${hello.boot}, conn ${hello.conn}`,
    `${place}${will === undefined ? 'no will' : `${will.topic} QoS ${will.qos}${will.retain ? ' retained' : ''} ${will.payload.slice(0, 120)}`}`,
  );
}

function judgeSubscriptions({ notes, findings, tower }: Stage, on: number, topics: Topics): void {
  const all = notes.subscriptions.filter((one) => one.on === on).map(({ what }) => what);
  const mine = all.filter((topic) => topics.parse(topic)?.kind !== 'chunk');
  const plan = topics.down(tower.id, 'plan');
  const flash = AREA_DIGITS.map((n) => topics.flash(tower.area.slice(0, n)));
  const wanted = [
    topics.trust,
    ...(['ack', 'config', 'cmd'] as const).map((kind) => topics.down(tower.id, kind)),
    ...flash,
    plan,
  ];
  const missing = wanted.filter((topic) => !mine.includes(topic));
  findings.judge(
    'subscribe-all',
    missing.length === 0,
    wanted.join(', '),
    `connection ${on}: not subscribed ${missing.join(', ') || 'none'}`,
  );
  const others = wanted.filter((topic) => topic !== plan && mine.includes(topic));
  const isOrdered =
    mine[0] === topics.trust &&
    mine.includes(plan) &&
    others.every((topic) => mine.indexOf(topic) < mine.indexOf(plan));
  findings.judge(
    'subscribe-order',
    isOrdered,
    'first trust, last plan',
    `connection ${on}: ${mine.join(', ')}`,
  );
  const strange = all.filter((topic) => !isAllowed(topic, topics, tower.id, flash));
  findings.judge(
    'own-topics',
    strange.length === 0,
    'only topics of the contract',
    `connection ${on}: ${strange.join(', ')}`,
  );
}

function isAllowed(topic: string, topics: Topics, tower: string, flash: readonly string[]): boolean {
  const parsed = topics.parse(topic);
  if (parsed === undefined) return false;
  if ('tower' in parsed) return parsed.tower === tower && topic.includes('/down/');
  return parsed.kind === 'flash' ? flash.includes(topic) : true;
}

function judgePresence({ notes, findings }: Stage, on: number, hello: { boot: string; conn: number }): void {
  const online = notes.presences.find((one) => one.on === on && one.what.state === 'online')?.what;
  if (online === undefined && on < notes.connects.length) return; // cut before it came that far
  findings.judge(
    'presence',
    online !== undefined && online.boot === hello.boot && online.conn === hello.conn,
    `online with boot ${hello.boot} and conn ${hello.conn}`,
    `connection ${on}: ${online === undefined ? 'no presence' : `boot ${online.boot}, conn ${online.conn}`}`,
  );
}

function judgeHellos({ notes, findings }: Stage): void {
  const nonces = notes.hellos.map(({ what }) => what.nonce);
  const again = nonces.find((nonce, i) => nonces.indexOf(nonce) !== i);
  if (nonces.length === 0)
    for (const rule of [
      'fresh-nonce',
      'presence',
      'plays-mp3',
      'last-will',
      'subscribe-order',
      'subscribe-all',
    ])
      findings.open(rule, 'no hello ever came');
  else
    findings.judge(
      'fresh-nonce',
      again === undefined,
      'no nonce twice',
      again === undefined ? `${nonces.length} hellos` : `${again} came twice`,
    );
  const first = notes.hellos.map(({ what, on }) => ({ boot: what.boot, conn: what.conn, on }));
  for (const [i, one] of first.entries()) {
    const before = first[i - 1];
    if (before === undefined || before.boot !== one.boot || before.on === one.on) continue;
    findings.judge('presence', one.conn > before.conn, `conn above ${before.conn}`, `conn ${one.conn}`);
  }
  for (const { what } of notes.hellos) {
    const [least, most] = what.proto;
    findings.judge(
      'plays-mp3',
      what.codecs.includes('mp3') && least <= 1 && most >= 1,
      'codecs with mp3, proto with 1',
      `codecs ${what.codecs.join(', ')}, proto ${least} to ${most}`,
    );
  }
}

/** Between a cut and the next knock. What came after the door was shut does not count: those waits had grown. */
export function judgeDelays({ notes, findings }: Stage): void {
  const delays = notes.losses.flatMap((lost) => {
    const knock = notes.knocks.find((at) => at >= lost);
    return knock === undefined ? [] : [knock - lost];
  });
  const last = delays.slice(-(FEWEST_DELAYS + 1));
  const spread = Math.max(...last) - Math.min(...last);
  findings.judge(
    'back-off-random',
    last.length >= FEWEST_DELAYS && spread >= SPREAD_MS,
    `waits that differ by more than ${SPREAD_MS} ms`,
    `waited ${last.map((ms) => `${Math.round(ms)} ms`).join(', ')}`,
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // judged as no presence
  }
}
