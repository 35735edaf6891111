// The same controller on real parts: TCP to a real broker, a real folder, real ffmpeg. What needs a program that is not
// here is skipped.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcp } from 'node:net';
import { delimiter, join } from 'node:path';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import t from 'tap';
import { claimTower, readCredentials } from '../../src/controller/claim-tower.ts';
import { createCommandPlayer, findPlayer } from '../../src/controller/command-player.ts';
import { createController } from '../../src/controller/controller.ts';
import { createFileDisk } from '../../src/controller/file-disk.ts';
import { createMqttLink } from '../../src/controller/mqtt-link.ts';
import type { ControllerEvent, Sink } from '../../src/controller/ports.ts';
import { createRealClock } from '../../src/controller/real-clock.ts';
import { TONE_MS, testTone } from '../../src/controller/test-tone.ts';
import { createWavSink, wavPath } from '../../src/controller/wav-sink.ts';
import { splitClip } from '../../src/wire/chunks.ts';
import type { Hello, ReceiptBatch } from '../../src/wire/messages.ts';
import { sealTrust } from '../../src/wire/signing.ts';
import { CODE, clipOf, createOffice, itemOf, soundOf, TOWER, topics } from './support.ts';

const clock = createRealClock();
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

async function programOf(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (
      await stat(path).then(
        (one) => one.isFile(),
        () => false,
      )
    )
      return path;
  }
  return undefined;
}
const ffmpeg = await programOf('ffmpeg');

function mp3(seconds: number): Uint8Array {
  const args = ['-loglevel', 'error', '-f', 'lavfi', '-i', `sine=440:duration=${seconds}:sample_rate=22050`];
  return execFileSync(ffmpeg ?? '', [...args, '-ac', '1', '-b:a', '32k', '-f', 'mp3', 'pipe:1']);
}

/** A relay in a few lines: publishes what is retained, answers hellos, acknowledges receipts. */
async function startRelay() {
  const broker = await Aedes.createBroker();
  const server = createTcp(broker.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = await mqtt.connectAsync(url, { clientId: 'relay' });
  await client.subscribeAsync(topics.allUp, { qos: 1 });
  const office = await createOffice();
  const now = Date.now() / 1000;
  const keys = office
    .trust()
    .keys.map((key) => ({ ...key, nbf: Math.floor(now) - 60, exp: Math.floor(now) + 86_400 }));
  const trust = await sealTrust({ ...office.trust(), exp: Math.floor(now) + 86_400, keys }, [
    office.keys.root,
  ]);
  client.on('message', async (topic, payload) => {
    const kind = topic.split('/').at(-1);
    if (kind === 'hello') {
      const { nonce }: Hello = JSON.parse(payload.toString());
      client.publish(topics.down(TOWER, 'ack'), await office.ack(nonce, Date.now()));
    } else if (kind === 'receipt') {
      const { receipts }: ReceiptBatch = JSON.parse(payload.toString());
      const rack = Math.max(...receipts.map((one) => one.n));
      client.publish(topics.down(TOWER, 'ack'), await office.ack('', Date.now(), rack));
    }
  });
  return {
    url,
    client,
    office,
    credentials: {
      v: 1 as const,
      tower: TOWER,
      org: 'org',
      mqttUrl: url,
      password: 'x'.repeat(43),
      topicRoot: 'tower/v1',
      area: [CODE],
      trust,
      roots: { threshold: 1, keys: [{ kid: office.pairs.root.kid, x: office.pairs.root.x }] },
    },
    async stop() {
      await client.endAsync(true);
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      server.close();
    },
  };
}

const noFfmpeg = ffmpeg === undefined && 'ffmpeg is not here';
t.test(
  'over a real broker a clip becomes a WAV with its lead-in silence at the signed time',
  { skip: noFfmpeg },
  async (t) => {
    if (ffmpeg === undefined) return;
    const relay = await startRelay();
    const folder = t.testdir();
    const events: ControllerEvent[] = [];
    let finished: (event: ControllerEvent) => void = () => undefined;
    const over = new Promise<ControllerEvent>((resolve) => {
      finished = resolve;
    });
    const { url, credentials, office } = relay;
    const controller = createController(
      {
        credentials,
        codecs: ['mp3', 'opus'],
        firmware: 'test',
        hardware: 'test',
        trustOwnClock: false,
        cacheBytes: 10_000_000,
        volume: 100,
        ownQuietHours: null,
        helloSpreadMs: 0,
        onEvent: (event) => {
          events.push(event);
          if (['finished', 'failed', 'skipped', 'rejected', 'refused'].includes(event.event)) finished(event);
        },
      },
      {
        clock,
        sink: createWavSink(join(folder, 'heard'), ffmpeg, clock),
        disk: createFileDisk(folder),
        log: silent,
        link: createMqttLink(
          { url, tower: TOWER, password: 'x', ca: undefined, keepalive: 60 },
          clock,
          silent,
        ),
      },
    );
    const clip = mp3(20);
    for (const [n, piece] of splitClip(clip).entries()) {
      await relay.client.publishAsync(topics.chunk(clipOf(clip).h, n), Buffer.from(piece), {
        qos: 1,
        retain: true,
      });
    }
    const at = Date.now() + 1500;
    const nowS = Math.floor(at / 1000);
    const item = await itemOf(
      office,
      clip,
      { cls: 'important', at, exp: nowS + 3600 },
      { nbf: nowS - 60, exp: nowS + 3600 },
    );
    const config = await office.config(1, { quietHours: null });
    const plan = await office.plan(1, [item], { iat: nowS - 10, exp: nowS + 3600 });
    await relay.client.publishAsync(topics.down(TOWER, 'config'), config, { qos: 1, retain: true });
    await relay.client.publishAsync(topics.down(TOWER, 'plan'), plan, { qos: 1, retain: true });
    await controller.start();
    const end = await over;
    t.match(end, { event: 'finished', id: 'play-1' });
    t.comment(`start skew ${'skewMs' in end ? end.skewMs : '?'} ms`);
    t.same(
      events.map((one) => one.event).filter((one) => one !== 'time'),
      ['connected', 'planned', 'ready', 'started', 'finished'],
    );
    const wav = await readFile(wavPath(join(folder, 'heard'), 'play-1'));
    const rate = wav.readUInt32LE(24);
    const seconds = (wav.length - 44) / 2 / rate;
    t.ok(Math.abs(seconds - 22) < 0.2, `${seconds} s`);
    const leadIn = wav.subarray(44, 44 + rate * 2 * 1.9);
    t.ok(
      leadIn.every((byte) => byte === 0),
      'silence while the amplifier’s relay closes',
    );
    t.ok(wav.subarray(44 + rate * 2 * 2.2).some((byte) => byte !== 0));
    await controller.stop();
    await relay.stop();
  },
);

/** A mobile network that breaks every connection after so many bytes to the tower. */
async function startBadNetwork(toUrl: string, mostBytes: number) {
  const port = Number(new URL(toUrl).port);
  const seen = { bytes: 0, connections: 0 };
  const server = createTcp((near) => {
    seen.connections += 1;
    let left = mostBytes;
    const far = connect(port, '127.0.0.1');
    near.pipe(far);
    far.on('data', (bytes: Buffer) => {
      seen.bytes += Math.min(left, bytes.length);
      left -= bytes.length;
      near.write(left < 0 ? bytes.subarray(0, bytes.length + left) : bytes);
      if (left <= 0) {
        near.destroy();
        far.destroy();
      }
    });
    near.on('error', () => far.destroy());
    near.on('close', () => far.destroy());
    far.on('error', () => near.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop: () => server.close(),
  };
}

t.test(
  'on a link that breaks every 60 KB a clip of 140 KB arrives with little more than its bytes',
  async (t) => {
    const relay = await startRelay();
    const network = await startBadNetwork(relay.url, 60_000);
    const { office, credentials } = relay;
    let arrived: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const never: Sink = {
      name: 'none',
      headStartMs: () => 0,
      prepare: () => Promise.reject(new Error('not now')),
    };
    const controller = createController(
      {
        credentials,
        codecs: ['mp3'],
        firmware: 'test',
        hardware: 'test',
        trustOwnClock: false,
        cacheBytes: 10_000_000,
        volume: 100,
        ownQuietHours: null,
        helloSpreadMs: 0,
        onEvent: (event) => event.event === 'ready' && arrived(),
      },
      {
        clock,
        sink: never,
        disk: createFileDisk(t.testdir()),
        log: silent,
        link: createMqttLink(
          { url: network.url, tower: TOWER, password: 'x', ca: undefined, keepalive: 60 },
          clock,
          silent,
        ),
      },
    );
    const clip = soundOf(140_000, 8);
    for (const [n, piece] of splitClip(clip).entries()) {
      await relay.client.publishAsync(topics.chunk(clipOf(clip).h, n), Buffer.from(piece), {
        qos: 1,
        retain: true,
      });
    }
    const nowS = Math.floor(Date.now() / 1000);
    const item = await itemOf(
      office,
      clip,
      { at: (nowS + 3600) * 1000, exp: nowS + 7200 },
      { nbf: nowS - 60, exp: nowS + 7200 },
    );
    const plan = await office.plan(1, [item], { iat: nowS - 10, exp: nowS + 7200 });
    await relay.client.publishAsync(topics.down(TOWER, 'plan'), plan, { qos: 1, retain: true });
    await controller.start();
    await ready;
    const share = network.seen.bytes / clip.length;
    t.comment(
      `${network.seen.connections} connections, ${share.toFixed(2)} times its bytes with all that is not the clip`,
    );
    t.ok(share < 1.3, `${share}`);
    await controller.stop();
    network.stop();
    await relay.stop();
  },
);

t.test('what was under way when the line broke fails with it, and is not waited for', async (t) => {
  // answers the CONNECT, and hangs up on whatever comes next
  const server = createTcp((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(Buffer.from([0x20, 2, 0, 0]));
      socket.once('data', () => socket.destroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const still = { now: () => 0, after: () => () => undefined };
  const link = createMqttLink(
    { url, tower: TOWER, password: 'x', ca: undefined, keepalive: 60 },
    still,
    silent,
  );
  const lost: string[] = [];
  await new Promise<void>((connected) =>
    link.open({
      will: () => ({ topic: topics.up(TOWER, 'presence'), payload: '{}', qos: 1, retain: true }),
      connected,
      lost: () => lost.push('lost'),
      message: () => undefined,
    }),
  );
  // more than the socket takes at once: part of it is still here when the line breaks
  const payload = new Uint8Array(8_000_000);
  const message = { topic: topics.up(TOWER, 'health'), payload, qos: 0, retain: false } as const;
  await t.rejects(link.publish(message), { code: 'broker-down', retry: true });
  t.same(lost, ['lost']);
  await t.rejects(link.publish(message), { code: 'broker-down', retry: true });
  await link.close();
  server.close();
});

const found = await findPlayer(process.env, 'ffplay');
const noPlayer = (ffmpeg === undefined || found === undefined) && 'ffmpeg or ffplay is not here';
t.test(
  'a real player sounds, is stopped in the middle and leaves nothing behind',
  { skip: noPlayer },
  async (t) => {
    if (ffmpeg === undefined || found === undefined) return;
    const folder = t.testdir();
    const environment = { ...process.env, SDL_AUDIODRIVER: 'dummy' };
    const player: Sink = createCommandPlayer({ player: found, ffmpeg, folder, environment }, clock);
    const order = { clip: testTone(), codec: 'wav' as const, lengthMs: TONE_MS, leadInMs: 100, volume: 50 };
    const whole = await player.prepare({ ...order, name: 'whole' });
    const heard = await whole.start(player.headStartMs(100));
    t.equal(heard.stopped, false);
    t.ok(heard.playedMs > TONE_MS / 2, `${Math.round(heard.playedMs)} of ${TONE_MS} ms`);
    t.comment(`start skew of ffplay ${Math.round(heard.lateMs)} ms`);
    await whole.release();
    const cut = await player.prepare({ ...order, name: 'cut' });
    const cutting = cut.start(0);
    cut.stop();
    t.equal((await cutting).stopped, true);
    await cut.release();
    t.same(await createFileDisk(folder).list('.'), []);
  },
);

t.test('a sound that is begun after its time sounds at once, and says how late it was', async (t) => {
  if (ffmpeg === undefined) return;
  const folder = t.testdir();
  const sink = createWavSink(folder, ffmpeg, clock);
  const order = { clip: testTone(), codec: 'wav', lengthMs: TONE_MS, leadInMs: 0, volume: 100 } as const;
  for (const lateMs of [0, 40]) {
    const name = `late-${lateMs}`;
    const sound = await sink.prepare({ ...order, name });
    const heard = await sound.start(-lateMs);
    t.ok(heard.lateMs >= lateMs && heard.playedMs > 0 && !heard.stopped, `${heard.lateMs} ms late`);
    t.ok((await stat(wavPath(folder, name))).size > 44);
    await sound.release();
  }
});

t.test('a player or ffmpeg that is not there is a clear error', async (t) => {
  t.equal(await findPlayer({ PATH: t.testdir() }), undefined);
  const sink = createWavSink(t.testdir(), '/nowhere/ffmpeg', clock);
  await t.rejects(
    sink.prepare({ name: 'x', clip: testTone(), codec: 'wav', lengthMs: TONE_MS, leadInMs: 0, volume: 1 }),
    {
      code: 'no-engine',
    },
  );
  if (ffmpeg === undefined) return;
  const real = createWavSink(t.testdir(), ffmpeg, clock);
  await t.rejects(
    real.prepare({
      name: 'x',
      clip: Buffer.from('no sound'),
      codec: 'mp3',
      lengthMs: 1000,
      leadInMs: 0,
      volume: 1,
    }),
    {
      code: 'unreadable-audio',
    },
  );
});

t.test(
  'a claim code becomes credentials for the owner only; a used one is refused in plain words',
  async (t) => {
    const office = await createOffice();
    const good = {
      v: 1,
      tower: TOWER,
      org: 'org',
      mqttUrl: 'mqtts://localhost:8883',
      password: 'p'.repeat(43),
      topicRoot: 'tower/v1',
      area: [CODE],
      trust: office.firstTrust,
      roots: { threshold: 1, keys: [{ kid: office.pairs.root.kid, x: office.pairs.root.x }] },
    };
    let answers = 0;
    const asked: unknown[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      asked.push(JSON.parse(body));
      answers += 1;
      if (answers > 1) response.writeHead(answers === 2 ? 404 : 429).end('{}');
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(good));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const folder = t.testdir();
    t.equal(await readCredentials(folder), undefined);
    t.match(await claimTower(url, 'ABCDE-12345', folder), { tower: TOWER });
    t.same(asked, [{ v: 1, code: 'abcde12345' }]);
    t.match(await readCredentials(folder), { password: good.password });
    if (process.platform !== 'win32')
      t.equal((await stat(join(folder, 'credentials.json'))).mode & 0o777, 0o600);
    await t.rejects(claimTower(url, 'abcde12345', folder), { code: 'not-allowed' });
    await t.rejects(claimTower(url, 'abcde12345', folder), { code: 'too-many-tries' });
    await t.rejects(claimTower(url, 'short', folder), { code: 'invalid-input' });
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    await t.rejects(claimTower(url, 'abcde12345', folder), { code: 'broker-down' });
  },
);
