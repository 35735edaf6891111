// Commands that must be obeyed once and commands that must not be obeyed at all, told apart by `report`: it answers.
import type { Cmd } from '../../wire/messages.ts';
import { online, type Scene, type Stage } from '../stage.ts';

const ANSWER_MS = 5000;
const SILENCE_MS = 3000;

export const commandScene: Scene = {
  name: 'commands',
  says: 'commands, good and bad',
  isQuick: true,
  rules: [
    ...[
      'report',
      'report-area',
      'cmd-once',
      'cmd-expired',
      'cmd-valid-too-long',
      'cmd-wrong-tower',
      'cmd-bad-seal',
    ],
  ],
  async run(stage) {
    if (!(await online(stage))) return;
    const { desk, notes, findings, tower } = stage;
    const hellos = notes.hellos.length;
    let text = '';
    const isObeyed = await answers(stage, () => {
      text = desk.cmd('report');
    });
    const hello = isObeyed && (await stage.until(() => notes.hellos.length > hellos, ANSWER_MS));
    findings.judge(
      'report',
      isObeyed && hello,
      'a health and a hello within 5 s',
      isObeyed ? (hello ? 'both' : 'a health, no hello') : 'no health',
    );
    // without an answer to the good one, silence after the bad ones proves nothing
    if (!isObeyed) return;
    const byArea = await answers(
      stage,
      () => void desk.cmd('report', { to: { area: tower.area.slice(0, 4) } }),
    );
    const byFlash = await answers(stage, () => {
      const area = tower.area.slice(0, 6);
      desk.cmd('report', { to: { area } }, { flash: area });
    });
    findings.judge(
      'report-area',
      byArea && byFlash,
      'a health after each',
      `on its own topic: ${byArea}, on the flash topic: ${byFlash}`,
    );
    await judgeSilence(stage, text);
  },
};

async function judgeSilence(stage: Stage, obeyed: string): Promise<void> {
  const { desk, clock, tower, findings } = stage;
  const nowS = Math.floor(clock.now() / 1000);
  const other = tower.area.slice(0, 2) === '99' ? '98' : '99';
  const send =
    (more: Partial<Cmd>, how = {}) =>
    () =>
      void desk.cmd('report', more, how);
  const bad: readonly (readonly [rule: string, doing: () => void])[] = [
    ['cmd-once', () => desk.cmdAgain(obeyed)],
    ['cmd-expired', send({ iat: nowS - 120, exp: nowS - 65 })],
    ['cmd-valid-too-long', send({ exp: nowS + 3600 })],
    ['cmd-wrong-tower', send({ to: 'another-tower' })],
    ['cmd-wrong-tower', send({ to: { area: other } })],
    ['cmd-bad-seal', send({}, { forgery: { isBent: true } })],
    ['cmd-bad-seal', send({}, { by: desk.pens.approve })],
    ['cmd-bad-seal', send({}, { forgery: { header: { alg: 'EdDSA' } } })],
  ];
  const sendAll = () => {
    for (const [, doing] of bad) doing();
  };
  const all = await answers(stage, sendAll, SILENCE_MS);
  for (const [rule, doing] of bad) {
    // only when one of them was obeyed is each tried alone
    const isObeyed = all && (await answers(stage, doing, SILENCE_MS));
    findings.judge(rule, !isObeyed, 'no answer', isObeyed ? 'it answered with a health' : 'no answer');
  }
}

async function answers({ notes, until }: Stage, doing: () => void, ms = ANSWER_MS): Promise<boolean> {
  const before = notes.healths.length;
  doing();
  return until(() => notes.healths.length > before, ms);
}
