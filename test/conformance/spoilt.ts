// Controllers that somebody could have built wrongly: the reference with one edit of one source file, and the rule that must
// find it. The examination is only as good as what it finds here. `SPOILT=all npx tap test/conformance` tries every one.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { createController as CreateController } from '../../src/controller/controller.ts';
import type { createMqttLink as CreateMqttLink } from '../../src/controller/mqtt-link.ts';
import type { Spoilt } from './mistake.ts';
import { SPOILT_LINES } from './spoilt-lines.ts';
import { SPOILT_PAPERS } from './spoilt-papers.ts';
import { SPOILT_PLAYS } from './spoilt-plays.ts';

const HOME = fileURLToPath(new URL('../..', import.meta.url));

export const SPOILT: readonly Spoilt[] = [
  {
    says: 'takes a plan with an older number',
    file: 'src/wire/judge.ts',
    find: 'if (held !== undefined && !isNewer(plan, held)) {',
    put: 'if (held !== undefined && held.ep > plan.ep) {',
    rule: 'plan-old-seq',
    always: true,
  },
  {
    says: 'looks at the number before the epoch',
    file: 'src/wire/judge.ts',
    find: 'return a.ep > b.ep || (a.ep === b.ep && a.seq > b.seq);',
    put: 'return a.seq > b.seq;',
    rule: 'plan-old-epoch',
  },
  {
    says: 'verifies no signature',
    file: 'src/wire/signing.ts',
    find: 'const { payload } = await compactVerify(jws, await publicKey(key), { algorithms: [ALGORITHM] });',
    put: "const payload = Buffer.from(jws.split('.')[1] ?? '', 'base64url');",
    rule: 'approval-bent',
  },
  {
    says: 'does not mind a key in the header',
    file: 'src/wire/signing.ts',
    find: '(name) => name in head)',
    put: "(name) => name === 'none' && name in head)",
    rule: 'plan-own-key',
  },
  {
    says: 'plays what nobody approved',
    file: 'src/wire/judge.ts',
    find: 'clip.h === item.clip.h && clip.c === item.clip.c);',
    put: 'clip.c === item.clip.c);',
    rule: 'approval-other-sound',
    always: true,
  },
  {
    says: 'does not look at the class that was approved',
    file: 'src/wire/judge.ts',
    find: 'if (rank(item.cls) > highest) return',
    put: 'if (rank(item.cls) > 9 + highest) return',
    rule: 'approval-class',
  },
  {
    says: 'counts one name twice',
    file: 'src/wire/judge.ts',
    find: 'new Set(approval.by).size < needed',
    put: 'approval.by.length < needed',
    rule: 'emergency-two-names',
  },
  {
    says: 'takes the plan of another tower',
    file: 'src/wire/judge.ts',
    find: 'if (plan.tw !== bench.tower) return',
    put: "if (plan.tw === '') return",
    rule: 'plan-wrong-tower',
  },
  {
    says: 'one bad item spoils the plan',
    file: 'src/wire/judge.ts',
    find: '  for (const one of items) {',
    put: "  if (items.some((one) => !itemSchema.safeParse(one).success)) return no('schema', 'bad item');\n  for (const one of items) {",
    rule: 'unknown-class',
  },
  {
    says: 'plays again what has ended',
    file: 'src/controller/programme.ts',
    find: 'if (isTerminal(last) && !mayRestart) return;',
    put: '',
    rule: 'plays-once',
    during: ['plan-duplicates'],
    always: true,
  },
  {
    says: 'never sends a receipt twice',
    file: 'src/controller/outbox.ts',
    find: 'if (pending.length > 0) cancelRetry ??= clock.after(retryMs, again);',
    put: '',
    rule: 'sent-again',
    always: true,
  },
  {
    says: 'sends what was acknowledged',
    file: 'src/controller/journal.ts',
    find: 'if (upTo <= rack) return;',
    put: 'if (upTo >= 0) return;',
    rule: 'until-rack',
    during: ['stop-all', 'offline-window'],
  },
  {
    says: 'ignores that a play is withdrawn',
    file: 'src/controller/programme.ts',
    find: "if (withdrawn.has(id) || isChosen(play)) await leave(play, 'withdrawn');",
    put: 'if (withdrawn.has(id)) continue;',
    rule: 'withdrawn-before',
    always: true,
  },
  {
    says: 'does not stop for a withdrawal',
    file: 'src/controller/speaker.ts',
    find: '      running.playing.stop();\n      return;',
    put: '      return;',
    rule: 'withdrawn-playing',
  },
  {
    says: 'believes any answer',
    file: 'src/controller/greeting.ts',
    find: 'if (asked === undefined || nonce !== asked.nonce) return undefined;',
    put: 'if (asked === undefined || nonce === undefined) return undefined;',
    rule: 'foreign-nonce',
  },
  {
    says: 'believes a slow answer',
    file: 'src/controller/tower-time.ts',
    find: 'trip >= SLOWEST_MS ||',
    put: 'trip >= 9 * SLOWEST_MS ||',
    rule: 'slow-answer',
  },
  {
    says: 'believes its own clock',
    file: 'src/controller/tower-time.ts',
    find: 'return trustOwn ? own : undefined;',
    put: "return trustOwn ? own : { ...own, source: 'none' as never };",
    rule: 'silent-without-time',
  },
  {
    says: 'asks with the same nonce every time',
    file: 'src/controller/greeting.ts',
    find: "const nonce = randomBytes(16).toString('base64url');",
    put: "const nonce = 'the-same-as-yesterday';",
    rule: 'fresh-nonce',
    during: ['report'],
  },
  {
    says: 'subscribes the plan first',
    file: 'src/controller/greeting.ts',
    find: 'await link.subscribe([topics.trust]);',
    put: "await link.subscribe([topics.down(tower, 'plan'), topics.trust]);",
    rule: 'subscribe-order',
    during: ['report'],
    always: true,
  },
  {
    says: 'does not say that it is there',
    file: 'src/controller/greeting.ts',
    find: "await link.publish(presence('online'));",
    put: '',
    rule: 'presence',
    during: ['report'],
  },
  {
    says: 'has no quiet hours',
    file: 'src/controller/gates.ts',
    find: '.some((quiet) => isQuiet(startAt, quiet))',
    put: '.some(() => false)',
    rule: 'quiet-hours',
  },
  {
    says: 'plays as loud as the plan says',
    file: 'src/controller/limits.ts',
    find: 'return Math.min(own, asked ?? own,',
    put: 'return Math.min(asked ?? own,',
    rule: 'volume',
  },
  {
    says: 'has no softer hours',
    file: 'src/controller/limits.ts',
    find: '...hours.map(({ most }) => most)',
    put: '',
    rule: 'volume-hours',
  },
  {
    says: 'knows no peace between emergencies',
    file: 'src/controller/emergency-rest.ts',
    find: 'soundMs + lengthMs <= maxEmergencyMs ? 0 : restedIn;',
    put: 'soundMs + lengthMs <= 9 * maxEmergencyMs ? 0 : restedIn;',
    rule: 'emergency-pause',
    always: true,
  },
  {
    says: 'takes a plan of the future',
    file: 'src/wire/judge.ts',
    find: 'bench.now + MAX_AHEAD_S * 1000)',
    put: 'bench.now + 99 * MAX_AHEAD_S * 1000)',
    rule: 'plan-from-future',
  },
  {
    says: 'sounds a test tone without a word',
    file: 'src/controller/orders.ts',
    find: "report({ ev: 'tone', text:",
    put: "report({ ev: 'audio', text:",
    rule: 'test-tone',
  },
  {
    says: 'tries its tone in quiet hours',
    file: 'src/controller/orders.ts',
    find: "? 'quiet-hours' : undefined;",
    put: '? undefined : undefined;',
    rule: 'tone-refused',
  },
  {
    says: 'holds it against a key that it has not begun, before anybody has told the time',
    file: 'src/wire/judge.ts',
    find: '(!trusted || now >= key.nbf * 1000)',
    put: 'now >= key.nbf * 1000',
    rule: 'time-told',
  },
  {
    says: 'looks for the clip of what was over before it was heard of',
    file: 'src/controller/play-rules.ts',
    find: "if (play.knownAt !== undefined && play.knownAt > until) return 'missed-window';",
    put: "if (play.knownAt !== undefined && play.knownAt > until) return 'clip-missing';",
    rule: 'offline-window',
  },
  {
    says: 'lets go on what is withdrawn while it sounds',
    file: 'src/controller/speaker.ts',
    find: '      const isEnding = current.playing !== undefined;\n      await interrupt(why);',
    put: "      const isEnding = current.playing !== undefined;\n      if (!isEnding || why !== 'withdrawn') await interrupt(why);",
    rule: 'withdrawn-playing',
  },
  {
    says: 'plays when the window has closed',
    file: 'src/controller/play-times.ts',
    find: 'if (now > deadline(play)) {',
    put: 'if (now > deadline(play) + 7_200_000) {',
    rule: 'missed-window',
  },
  {
    says: 'plays all that it missed, one after the other',
    file: 'src/controller/plays.ts',
    find: 'for (const play of late.slice(1)) await',
    put: 'for (const play of late.slice(99)) await',
    rule: 'catch-up',
  },
  {
    says: 'lets no emergency in between',
    file: 'src/controller/turns.ts',
    find: 'if (current === undefined || !outweighs(next, current)) return;',
    put: 'if (current !== undefined) return;',
    rule: 'pre-empts',
  },
  {
    says: 'asks for eight pieces at a time',
    file: 'src/controller/broker-pieces.ts',
    find: 'const WINDOW = 2;',
    put: 'const WINDOW = 8;',
    rule: 'two-pieces',
    always: true,
  },
  {
    says: 'throws away the pieces it has when the line breaks',
    file: 'src/controller/fetcher.ts',
    find: '    connected() {\n      isAway = false;',
    put: '    connected() {\n      void cache.pin(new Set());\n      isAway = false;',
    rule: 'resumes',
  },
  {
    says: 'waits for a missing piece without a word',
    file: 'src/controller/broker-pieces.ts',
    find: 'need(clip, [n]);',
    put: '',
    rule: 'needs',
  },
  {
    says: 'plays a clip without looking at its hash',
    file: 'src/controller/clip-cache.ts',
    find: 'if (clipHash(bytes) !== clip.h) {',
    put: 'if (bytes.length !== clip.sz) {',
    rule: 'spoilt-clip',
  },
  {
    says: 'does not stop when told',
    file: 'src/controller/orders.ts',
    find: "if (cmd.op === 'stop') return",
    put: "if (cmd.op === 'stop' && cmd.id !== '') return; if (cmd.op === 'stop') return",
    rule: 'stop',
  },
  {
    says: 'obeys a copy of a command',
    file: 'src/controller/orders.ts',
    find: 'seen.set(judged.cmd.id, now);',
    put: '',
    rule: 'cmd-once',
    always: true,
  },
  {
    says: 'obeys a command of two minutes ago',
    file: 'src/wire/judge-orders.ts',
    find: 'if (cmd.exp <= nowS || ',
    put: 'if (',
    rule: 'cmd-expired',
  },
  {
    says: 'obeys a root that signs twice',
    file: 'src/wire/signing.ts',
    find: 'good.add(key.x);',
    put: 'good.add(key.x + good.size);',
    rule: 'trust-threshold',
    always: true,
  },
  {
    says: 'keeps what a dropped key approved',
    file: 'src/controller/paperwork.ts',
    find: "return refused('trust', outcome);\n      await again();",
    put: "return refused('trust', outcome);",
    rule: 'revoked-approval',
  },
  {
    says: 'numbers its receipts anew after a power cut',
    file: 'src/controller/journal.ts',
    find: 'next = Math.max(next, line.n + 1);',
    put: 'rack = 0;',
    rule: 'stable',
    during: ['power-numbers'],
  },
  {
    says: 'does not keep its plan over a power cut',
    file: 'src/controller/papers.ts',
    find: 'await disk.write(PLAN, jws);',
    put: '',
    rule: 'power-plan',
  },
  {
    says: 'is always on its first boot',
    file: 'src/controller/controller.ts',
    find: "const boot = randomBytes(8).toString('hex');",
    put: "const boot = 'first';",
    rule: 'new-boot',
  },
  {
    says: 'sounds on when it is muted there',
    file: 'src/controller/plays.ts',
    find: "if (play !== undefined && !overridesMute(play.item, around.limits())) await leave(play, 'local-mute');",
    put: '',
    rule: 'mute-stops',
  },
  {
    says: 'begins though it is muted there',
    file: 'src/controller/gates.ts',
    find: "if (gate.isMuted && !overridesMute(item, limits)) return 'local-mute';",
    put: '',
    rule: 'mute-keeps',
    always: true,
  },
  {
    says: 'lets every emergency sound over a mute',
    file: 'src/controller/gates.ts',
    find: "return cls === 'emergency' && limits.emergencyOverMute;",
    put: "return cls === 'emergency' && limits !== undefined;",
    rule: 'mute-keeps',
  },
  {
    says: 'tries its tone though it is muted there',
    file: 'src/controller/orders.ts',
    find: "if (parts.isMuted()) return 'local-mute';",
    put: '',
    rule: 'mute-tone',
  },
  {
    says: 'stays silent when its mute is released',
    file: 'src/controller/controller.ts',
    find: 'isMuted = on;',
    put: 'isMuted ||= on;',
    rule: 'mute-released',
  },
  {
    says: 'knows the broker alone',
    file: 'src/controller/fetcher.ts',
    find: 'inVain: (clip) => bringAll([clip]),',
    put: 'inVain: () => undefined,',
    rule: 'second-source',
  },
  {
    says: 'begins a clip anew when its answer broke off',
    file: 'src/controller/web-fetcher.ts',
    find: 'return { first, last };',
    put: 'return { first: 0, last: missing.at(-1) ?? last };',
    rule: 'web-ranges',
    always: true,
  },
  {
    says: 'asks for the time once at every connection',
    file: 'src/controller/greeting.ts',
    find: '    helloIn(patienceMs);\n    patienceMs =',
    put: '    patienceMs =',
    rule: 'asks-again',
  },
  {
    says: 'asks for the time once a day',
    file: 'src/controller/greeting.ts',
    find: 'const AGAIN_MS = 1_800_000;',
    put: 'const AGAIN_MS = 86_400_000;',
    rule: 'time-again',
  },
  {
    says: 'takes its clock for as sure as when it was set',
    file: 'src/controller/tower-time.ts',
    find: 'errMs + (clock.now() - learnedAt) * DRIFT;',
    put: 'errMs + (clock.now() - learnedAt) * DRIFT * 0;',
    rule: 'error-grows',
  },
  {
    says: 'tells how it is once an hour',
    file: 'src/controller/vitals.ts',
    find: 'const HEALTH_EVERY_MS = 300_000;',
    put: 'const HEALTH_EVERY_MS = 3_600_000;',
    rule: 'health-told',
    during: ['time-again'],
  },
  {
    says: 'tells of a sound what the plan says of it',
    file: 'src/controller/how-it-ended.ts',
    find: '    playedMs,\n    ...(out',
    put: '    playedMs: totalOf(play.item),\n    ...(out',
    rule: 'played-is-sound',
  },
  ...SPOILT_PAPERS,
  ...SPOILT_PLAYS,
  ...SPOILT_LINES,
];

export interface SpoiltParts {
  readonly createController: typeof CreateController;
  /** Its link to the broker, for mistakes that only a real line shows. */
  readonly createMqttLink: typeof CreateMqttLink;
}

/** The controller with these mistakes, from a copy of the sources that is gone when the test has ended. */
export async function spoil(
  mistakes: readonly Spoilt[],
  t: { teardown(fn: () => void): void },
): Promise<SpoiltParts> {
  const folder = mkdtempSync(join(tmpdir(), 'hokrachai-spoilt-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'src'));
  for (const part of ['src/controller', 'src/wire', 'src/log.ts', 'package.json', 'tsconfig.json'])
    cpSync(join(HOME, part), join(folder, part), { recursive: true });
  for (const part of ['node_modules', 'src/core', 'src/thai'])
    symlinkSync(join(HOME, part), join(folder, part));
  for (const { says, file, find, put, also } of mistakes) {
    const path = join(folder, file);
    let whole = readFileSync(path, 'utf8');
    for (const edit of [{ find, put }, ...(also === undefined ? [] : [also])]) {
      if (whole.split(edit.find).length !== 2)
        throw new Error(`${says}: its place in ${file} is not in the source any more`);
      whole = whole.replace(edit.find, () => edit.put);
    }
    writeFileSync(path, whole);
  }
  const part = (name: string) => import(pathToFileURL(join(folder, 'src/controller', name)).href);
  const { createController } = await part('controller.ts');
  const { createMqttLink } = await part('mqtt-link.ts');
  return { createController, createMqttLink };
}
