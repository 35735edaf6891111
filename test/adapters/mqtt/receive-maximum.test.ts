// A broker that takes five messages at a time and says so, as a socket sees it: the real line to the towers must never
// have a sixth on its way, because such a broker hangs up (MQTT 5, 3.3.4 and 4.9).
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import t from 'tap';
import { createTowerLine } from '../../../src/adapters/mqtt/tower-line.ts';
import type { TowerId } from '../../../src/core/ids.ts';
import type { TowerPlan } from '../../../src/core/plan.ts';
import type { TowerNews } from '../../../src/pipeline/ports.ts';

const MOST = 5;
const PLANS = 60;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Whoever connects hears what it sends; an acknowledgement waits until nothing more comes. */
async function strictBroker() {
  const counted = { most: 0, plans: new Set<string>() };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const parser = mqttPacket.parser({ protocolVersion: 5 });
    const answer = (packet: object) =>
      void socket.write(mqttPacket.generate(packet as Packet, { protocolVersion: 5 }));
    const owed: number[] = [];
    let isDue = false;

    /** Everything that may come has come when the socket was quiet for a few turns of the loop. */
    function acknowledgeLater(): void {
      if (isDue) return;
      isDue = true;
      setTimeout(() => {
        isDue = false;
        for (const messageId of owed.splice(0)) answer({ cmd: 'puback', messageId, reasonCode: 0 });
      }, 5);
    }

    parser.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect')
        answer({
          cmd: 'connack',
          reasonCode: 0,
          sessionPresent: false,
          properties: { receiveMaximum: MOST },
        });
      if (packet.cmd === 'subscribe')
        answer({ cmd: 'suback', messageId: packet.messageId, granted: packet.subscriptions.map(() => 1) });
      if (packet.cmd === 'pingreq') answer({ cmd: 'pingresp' });
      if (packet.cmd !== 'publish') return;
      if (packet.qos === 1 && packet.messageId !== undefined) {
        owed.push(packet.messageId);
        counted.most = Math.max(counted.most, owed.length);
        acknowledgeLater();
      }
      if (packet.topic.endsWith('/down/plan')) counted.plans.add(packet.topic);
      if (packet.topic.includes('/self-test/'))
        answer({
          cmd: 'publish',
          topic: packet.topic,
          payload: packet.payload,
          qos: 0,
          retain: false,
          dup: false,
        });
    });
    socket.on('data', (bytes: Buffer) => void parser.parse(bytes));
    socket.on('error', () => undefined); // whoever leaves has left
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    counted,
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

t.test(
  'the line to the towers never has more on its way than the broker takes, and all of it arrives (failure 34)',
  async (t) => {
    const broker = await strictBroker();
    const room = createTowerLine(
      {
        broker: {
          kind: 'external',
          url: broker.url,
          username: 'relay',
          password: 'x',
          accounts: 'elsewhere',
        },
        topicRoot: 'tower/v1',
        instance: 'test',
      },
      {
        keys: {
          sign: async () => 'a.b.c',
          trustDocument: async () => ({ payload: '', signatures: [] }) as never,
          rootKeys: () => ({ threshold: 1, keys: [] }),
        },
        log: silent,
        clock: { now: Date.now, ulid: () => '01J0000000000000000000TEST' },
        contacts: { passwordHash: async () => undefined },
        secrets: { matches: async () => false },
      },
    );
    t.teardown(async () => {
      await room.stop();
      await broker.close();
    });
    await room.start({} as TowerNews, async () => undefined);
    t.equal(room.ready(), undefined);
    const now = Date.now();
    const plan = (n: number): TowerPlan => ({
      org: 'org-1' as TowerPlan['org'],
      tower: `30010105-${String(n).padStart(2, '0')}` as TowerId,
      ...{ epoch: 1, seq: 1, issuedAt: now, expiresAt: now + 3_600_000, rack: 0, items: [] },
    });
    await Promise.all(Array.from({ length: PLANS }, (_, n) => room.line.publishPlan(plan(n + 1))));
    t.equal(broker.counted.plans.size, PLANS);
    t.equal(broker.counted.most, MOST, 'as many as it takes, and no more');
  },
);
