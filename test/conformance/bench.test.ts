// The examination's doors and words: its broker under a real client, its claim door, its settings, and what is read of it.
import { X509Certificate } from 'node:crypto';
import mqtt, { type MqttClient } from 'mqtt';
import t from 'tap';
import {
  createTeller,
  jsonLineOf,
  lineOf,
  listOf,
  summarise,
} from '../../src/commands/conformance-report.ts';
import { conformanceSettings } from '../../src/commands/conformance-settings.ts';
import { tlsOfExamination } from '../../src/commands/conformance-tls.ts';
import { createBenchBroker } from '../../src/conformance/bench-broker.ts';
import { createClaimDoor } from '../../src/conformance/claim-door.ts';
import { createClipDoor } from '../../src/conformance/clip-door.ts';
import { createFindings } from '../../src/conformance/findings.ts';
import type { AirEvents } from '../../src/conformance/ports.ts';
import { RULES } from '../../src/conformance/rules.ts';
import { lengthOfClip, makeClip } from '../../src/conformance/sounds.ts';
import { clipHash } from '../../src/wire/chunks.ts';
import type { ClaimResponse } from '../../src/wire/claim.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0, tls: undefined };

/** Everything that a broker tells, in the order in which it came. */
function listener() {
  const told: string[] = [];
  let wake: () => void = () => undefined;
  const tell = (text: string) => {
    told.push(text);
    wake();
  };
  const events: AirEvents = {
    knocked: () => tell('knock'),
    connected: ({ clientId, clean, keepalive, will }) =>
      tell(
        `${clientId} clean ${clean} keepalive ${keepalive} will ${will?.topic} ${will?.payload} ${will?.retain}`,
      ),
    subscribed: (list) => tell(`sub ${list.map(({ topic }) => topic).join(' ')}`),
    unsubscribed: (list) => tell(`unsub ${list.join(' ')}`),
    said: ({ topic, payload, qos, retain }) =>
      tell(`${topic} ${new TextDecoder().decode(payload)} ${qos} ${retain}`),
    lost: () => tell('lost'),
  };
  return {
    told,
    events,
    async until(text: string) {
      while (!told.includes(text)) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

const happens = (client: MqttClient, event: 'connect' | 'error' | 'close') =>
  new Promise<void>((resolve) => void client.once(event, () => resolve()));

t.test(
  'the bench broker tells all that a device does, also its will, and cuts and shuts the line',
  async (t) => {
    const broker = createBenchBroker({ ...LOOPBACK, password: 'secret', topicRoot: 'tower/v1' });
    const { told, events, until } = listener();
    broker.on(events);
    const port = await broker.start();
    const presence = 'tower/v1/t/box/up/presence';
    const open = (password: string) =>
      mqtt.connect(`mqtt://127.0.0.1:${port}`, {
        ...{ clientId: 'box', username: 'box', password, keepalive: 77, reconnectPeriod: 0 },
        will: { topic: presence, payload: Buffer.from('gone'), qos: 1, retain: true },
      });
    const stranger = open('guess');
    await happens(stranger, 'error');
    stranger.end(true);
    const box = open('secret');
    await happens(box, 'connect');
    broker.publish('tower/v1/trust', 'whose keys', { qos: 1, retain: true });
    const heard = new Promise<string>((resolve) => {
      box.once('message', (_topic, payload) => resolve(String(payload)));
    });
    await box.subscribeAsync('tower/v1/trust', { qos: 1 });
    t.equal(await heard, 'whose keys');
    await box.publishAsync('tower/v1/t/box/up/hello', 'here I am', { qos: 1 });
    await box.unsubscribeAsync('tower/v1/trust');
    broker.slow(1_000_000);
    broker.cut();
    await until('lost');
    await until(`${presence} gone 1 true`);
    broker.shut(true);
    const late = open('secret');
    late.on('error', () => undefined);
    await happens(late, 'close');
    late.end(true);
    t.ok(broker.sentBytes() > 20);
    t.same(
      told.filter((one) => !one.includes('gone 1')),
      [
        'knock',
        'knock',
        `box clean true keepalive 77 will ${presence} gone true`,
        'sub tower/v1/trust',
        'tower/v1/t/box/up/hello here I am 1 false',
        'unsub tower/v1/trust',
        'lost',
        'knock',
      ],
    );
    box.end(true);
    await broker.stop();
  },
);

t.test('what is told in one breath comes in its order and whole, kept or not', async (t) => {
  const broker = createBenchBroker({ ...LOOPBACK, password: 'secret', topicRoot: 'tower/v1' });
  broker.on(listener().events);
  const url = `mqtt://127.0.0.1:${await broker.start()}`;
  const box = mqtt.connect(url, { clientId: 'box', username: 'box', password: 'secret', reconnectPeriod: 0 });
  await happens(box, 'connect');
  await box.subscribeAsync('tower/v1/t/box/down/+', { qos: 1 });
  const heard: string[] = [];
  const all = new Promise<void>((resolve) => {
    box.on('message', (topic) => {
      heard.push(topic);
      if (topic.endsWith('/ack')) resolve();
    });
  });
  for (const [kind, retain] of [
    ['config', true],
    ['cmd', false],
    ['plan', true],
    ['ack', false],
  ] as const)
    broker.publish(`tower/v1/t/box/down/${kind}`, 'sealed', { qos: 1, retain });
  await all;
  t.same(
    heard.map((topic) => topic.split('/').at(-1)),
    ['config', 'cmd', 'plan', 'ack'],
  );
  box.end(true);
  await broker.stop();
});

t.test('the claim door gives credentials for the code once, and nothing for anything else', async (t) => {
  const credentials = { v: 1, tower: 'box' } as ClaimResponse;
  const door = createClaimDoor({ ...LOOPBACK, code: 'abcdefghjk', credentials: () => credentials });
  const url = `http://127.0.0.1:${await door.start()}/api/v1/claim`;
  const ask = async (body: string) => {
    const response = await fetch(url, { method: 'POST', body });
    await response.text();
    return response.status;
  };
  t.equal(await ask('{"v":1,"code":"zzzzzzzzzz"}'), 404);
  t.equal(await ask('not json'), 400);
  t.equal((await fetch(url)).status, 404);
  t.equal(await ask('{"v":1,"code":"ABCDE-fghjk"}'), 200);
  t.equal(await ask('{"v":1,"code":"abcdefghjk"}'), 404, 'a used code is worth nothing');
  await door.stop();
});

t.test(
  'the clip address gives ranges, breaks off once where it should, and notes who asked for what',
  async (t) => {
    let url = '';
    const clips = createClipDoor(false, () => url);
    const door = createClaimDoor({ ...LOOPBACK, code: 'x', credentials: () => ({}) as ClaimResponse, clips });
    url = `http://127.0.0.1:${await door.start()}`;
    const { bytes, entry } = makeClip('web', 1000);
    const at = clips.offer(entry.h, bytes, 100);
    t.equal(at, `${url}/c/${entry.h}`);
    const get = async (range?: string) => {
      const response = await fetch(at, range === undefined ? {} : { headers: { range } });
      return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
    };
    await t.rejects(get('bytes=0-'), 'the first answer breaks off');
    const rest = await get('bytes=100-');
    t.equal(rest.status, 206);
    t.same(rest.body, Buffer.from(bytes.subarray(100)));
    t.equal(clips.sentBytes(entry.h), bytes.length);
    t.same((await get('bytes=3-9')).body, Buffer.from(bytes.subarray(3, 10)));
    t.equal((await get(`bytes=${bytes.length}-`)).status, 416);
    t.equal((await get()).body.length, bytes.length);
    t.equal((await fetch(`${url}/c/${'a'.repeat(43)}`)).status, 404);
    t.same(
      clips.fetched().map(({ from, hasRange }) => (hasRange ? from : 'whole')),
      [0, 100, 3, bytes.length, 'whole'],
    );
    await door.stop();
  },
);

t.test('clips of an examination are real MP3 of any length and size, each with its own hash', async (t) => {
  const [a, b] = [makeClip('a', 2000), makeClip('b', 2000)];
  t.not(a.entry.h, b.entry.h);
  t.equal(clipHash(a.bytes), a.entry.h);
  t.equal(lengthOfClip(a.bytes), a.entry.ms);
  t.ok(Math.abs(a.entry.ms - 2000) < 30);
  const big = makeClip('big', 3000, 14);
  t.equal(big.pieces.length, 14);
  t.equal(lengthOfClip(big.bytes), big.entry.ms);
});

t.test('a device passes when every rule that binds it was kept, and only then', async (t) => {
  const findings = createFindings(() => undefined);
  const asked = { profile: 'full', isQuick: false, only: undefined } as const;
  for (const { name } of RULES) findings.judge(name, true, 'this', 'this');
  t.equal(summarise(findings.all(), asked).passed, true);
  findings.judge('keepalive', false, '10 to 300 s', '900 s');
  t.match(
    summarise(findings.all(), asked),
    { passed: true, advice: ['keepalive'] },
    'advice decides nothing',
  );
  findings.judge('supersedes', false, 'one', 'two');
  t.match(summarise(findings.all(), asked), { passed: false, failed: ['supersedes'] });
  t.equal(summarise(findings.all(), { ...asked, profile: 'esp32' }).passed, true);
});

t.test('what nothing came of is told once with its reason, and is no pass', async (t) => {
  const findings = createFindings(() => undefined);
  const why = 'the device took no plan of this scene; it has no time';
  for (const { name } of RULES) findings.open(name, why);
  findings.judge('time-told', false, 'time.src', 'no health');
  findings.open('time-told', why);
  const asked = { profile: 'full', isQuick: false, only: undefined } as const;
  const lines: string[] = [];
  const summary = summarise(findings.all(), asked);
  createTeller((line) => lines.push(line)).ends(findings.all(), summary);
  t.match(summary, { passed: false, failed: ['time-told'] });
  t.equal(lines.filter((line) => line.includes(why)).length, 1);
  const plan = findings.of('plan-old-seq');
  t.match(JSON.parse(jsonLineOf(plan, 'full')), { outcome: 'not-run', why });
});

t.test('what was never judged is no pass, and a failure is not forgotten', async (t) => {
  const findings = createFindings(() => undefined);
  const asked = { profile: 'full', isQuick: false, only: ['stop', 'stop-all'] } as const;
  findings.judge('stop', true, '', '');
  t.match(summarise(findings.all(), asked), { passed: false, open: ['stop-all'] });
  const quick = { ...asked, isQuick: true };
  t.equal(summarise(findings.all(), quick).passed, true, 'stop-all is not asked for in a quick one');
  t.match(summarise(findings.all(), { ...quick, only: ['stop', 'report'] }), {
    passed: false,
    open: ['report'],
  });
  findings.judge('stop', false, 'silence', 'noise');
  findings.judge('stop', true, '', '');
  t.equal(findings.of('stop').outcome, 'fail');
  const text = lineOf(findings.of('stop'));
  for (const part of ['✗', 'silence', 'noise', 'README.md', 'Commands']) t.ok(text.includes(part), part);
  t.equal(summarise([], asked).passed, false, 'nothing judged is nothing proven');
});

t.test(
  'an examination over TLS has an authority of its own, and two certificates nobody may believe',
  async (t) => {
    const of = (argv: string[]) => tlsOfExamination(conformanceSettings(argv), Date.now());
    t.same(of(['--reference']), { tls: undefined, ca: undefined });
    const { tls, ca = '' } = of(['--reference', '--tls']);
    const isOurs = (cert: unknown) =>
      new X509Certificate(`${cert}`).verify(new X509Certificate(ca).publicKey);
    t.equal(isOurs(tls?.cert), true);
    t.equal(isOurs(tls?.strange.cert), false, 'a stranger that it did not sign');
    t.equal(isOurs(tls?.misnamed?.cert), true, 'and a host that it did');
    const isNamed = (cert: unknown) => new X509Certificate(`${cert}`).checkIP('127.0.0.1') !== undefined;
    t.same([tls?.cert, tls?.strange.cert, tls?.misnamed?.cert].map(isNamed), [true, true, false]);
  },
);

t.test('settings are checked, rules are named by name or number', async (t) => {
  t.match(conformanceSettings(['--reference']), {
    listen: '127.0.0.1',
    address: '127.0.0.1',
    profile: 'full',
  });
  t.same(conformanceSettings(['--only', 'K1,stop']).only, ['two-pieces', 'stop']);
  t.match(conformanceSettings(['--tower', '30010105-02']).tower, { area: '30010105' });
  t.match(conformanceSettings(['--mute', '--long']), {
    asksForMute: true,
    asksForPower: false,
    isLong: true,
  });
  for (const bad of [
    ['--only', 'nonsense'],
    ['--tower', 'หอ'],
    ['--area', '3001'],
    ['--profile', 'huge'],
    ['--lead', 'x'],
    ['--tls', '--cert', 'a.pem'],
  ])
    t.throws(() => conformanceSettings(bad), { code: 'config' }, bad.join(' '));
  t.equal(listOf('esp32').split('\n').length, RULES.length);
  t.match(listOf('esp32'), /supersedes.*not in this profile/);
});
