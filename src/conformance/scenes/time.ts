// The first minute: answers that must not set a clock, then one that must. Plays stand at the hours that the false answers
// name, so a device that believed them gives itself away by playing.
import { randomBytes } from 'node:crypto';
import { COMES_BACK_MS, online, type Scene, type Stage } from '../stage.ts';

const HOUR_MS = 3_600_000;
/** The contract lets an answer take less than 4 s. */
const TOO_SLOW_MS = 4_600;
/** The contract's 20 s, of which the false answers have taken most. */
const ASKS_AGAIN_MS = 25_000;

export const timeScene: Scene = {
  name: 'time',
  says: 'first greeting; answers that must not set the clock',
  isQuick: false,
  rules: ['foreign-nonce', 'slow-answer', 'silent-without-time', 'asks-again', 'comes-back', 'time-told'],
  async run(stage) {
    const { desk, notes, clock, leadMs, findings } = stage;
    desk.answerWith(() => undefined);
    stage.air.cut();
    if (!(await comesBack(stage))) return;
    const hello = notes.hellos.at(-1)?.what;
    if (hello === undefined) return;
    const clip = stage.clip('time', 1500);
    const begun = clock.now();
    const due = { foreign: HOUR_MS + leadMs, slow: 2 * HOUR_MS + TOO_SLOW_MS + leadMs, none: leadMs };
    const item = (name: string, at: number) => desk.item({ name, clip, at, more: { late: 3000 } });
    desk.plan([
      item('time-foreign', begun + due.foreign),
      item('time-slow', begun + due.slow),
      item('time-none', begun + due.none),
    ]);
    desk.ack(randomBytes(16).toString('base64url'), begun + HOUR_MS);
    await stage.sleep(TOO_SLOW_MS);
    desk.ack(hello.nonce, clock.now() + 2 * HOUR_MS);
    await stage.sleep(leadMs + 2500);
    judgeSilence(stage, 'foreign-nonce', 'time-foreign', 'an hour ahead, as the foreign answer said');
    judgeSilence(stage, 'slow-answer', 'time-slow', 'two hours ahead, as the late answer said');
    if (hello.time.src === 'none')
      judgeSilence(stage, 'silent-without-time', 'time-none', 'though nobody had told it the time');
    else findings.leave('silent-without-time', `hello says that it has the time from ${hello.time.src}`);
    await judgeAsking(stage, clock.now());
    desk.answerWith();
    stage.air.cut();
    if (!(await comesBack(stage))) return;
    judgeUnset(stage, hello.time.src);
    await stage.sleep(1000);
    desk.plan([]);
    await judgeTold(stage);
  },
};

/** After a cut. */
async function comesBack(stage: Stage): Promise<boolean> {
  const { notes, findings, until } = stage;
  const before = { connects: notes.connects.length, hellos: notes.hellos.length };
  const isBack =
    (await until(() => notes.hellos.length > before.hellos, COMES_BACK_MS)) && (await online(stage));
  const connected = notes.connects.length > before.connects;
  findings.judge(
    'comes-back',
    isBack,
    'a new connection and a hello within 130 s',
    isBack ? 'both' : connected ? 'a connection, no hello' : 'nothing',
  );
  return isBack;
}

function judgeSilence({ notes, desk, findings }: Stage, rule: string, name: string, when: string): void {
  const id = desk.idOf(name);
  findings.judge(
    rule,
    !notes.has(id, 'started'),
    'no receipt `started`',
    notes.has(id, 'started') ? `it played ${when}` : 'silence',
  );
}

/** The hello of this connection was never answered well. */
async function judgeAsking({ notes, findings, until }: Stage, at: number): Promise<void> {
  const on = notes.connects.length;
  const nonces = () => new Set(notes.hellos.filter((one) => one.on === on).map(({ what }) => what.nonce));
  const came = await until(() => nonces().size > 1, ASKS_AGAIN_MS);
  const first = notes.hellos.find((one) => one.on === on)?.at ?? at;
  findings.judge(
    'asks-again',
    came,
    'another hello on the same connection, with another nonce, about 20 s after the first',
    came ? 'it came' : `none in ${Math.round((at + ASKS_AGAIN_MS - first) / 1000)} s`,
  );
}

/** Whoever had no time and has it now from MQTT took it from one of the two: nobody has told the truth yet. */
function judgeUnset({ notes, findings }: Stage, before: string): void {
  const src = notes.hellos.at(-1)?.what.time.src;
  const isSet = before === 'none' && src === 'mqtt';
  if (findings.of('foreign-nonce').outcome === 'fail') return;
  findings.judge('slow-answer', !isSet, 'hello still says time.src none', `hello says time.src ${src}`);
}

/** Asked by a command, which nobody without time may obey: silence says as much. */
export async function judgeTold({ desk, notes, findings, until }: Stage): Promise<void> {
  const before = notes.healths.length;
  desk.cmd('report');
  await until(() => notes.healths.length > before, 5000);
  const last = notes.healths.at(-1)?.what.time ?? notes.hellos.at(-1)?.what.time;
  const said = notes.events.findLast(({ what }) => what.why !== undefined)?.what;
  const refusal =
    said === undefined ? '' : `; its last event said ${said.ev}: ${said.why} ${said.text ?? ''}`;
  findings.judge(
    'time-told',
    last !== undefined && last.src !== 'none' && last.errMs < 4000,
    'health with time.src other than none and errMs below 4000',
    last === undefined ? 'no health' : `time.src ${last.src}, errMs ${last.errMs}${refusal}`,
  );
}
