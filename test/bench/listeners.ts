// Many bare subscribers in a process of their own: one MQTT connection each, every word counted and timed, nothing more.
import mqtt, { type MqttClient } from 'mqtt';
import type { ListenNews, ListenOrder } from './fan-out.ts';

const CONNECTING = 50;

const now = () => performance.timeOrigin + performance.now();
const clients: MqttClient[] = [];
let seen = 0;
let armed: { readonly messages: number; clips: Map<number, number>; left: number } | undefined;
let firstAt = 0;
let lastAt = 0;
let planBytes = 0;
let plans = 0;

const say = (news: ListenNews) => void process.send?.(news);

function heard(index: number, topic: string, payload: Buffer): void {
  seen += 1;
  if (topic.endsWith('/plan')) {
    plans += 1;
    planBytes += payload.length;
  }
  if (armed === undefined) return;
  lastAt = now();
  if (firstAt === 0) firstAt = lastAt;
  const had = (armed.clips.get(index) ?? 0) + 1;
  armed.clips.set(index, had);
  if (had !== armed.messages) return;
  armed.left -= 1;
  if (armed.left > 0) return;
  armed = undefined;
  say({ is: 'heard', firstAt, lastAt, planBytes: Math.round(planBytes / Math.max(1, plans)) });
}

async function open(order: ListenOrder & { do: 'open' }): Promise<void> {
  const waiting = [...order.towers.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, { tower, username, password }] = next;
      const client = await mqtt.connectAsync(order.url, {
        clientId: tower,
        username,
        password,
        protocolVersion: 4,
        clean: true,
        keepalive: 300,
        reconnectPeriod: 0,
        connectTimeout: 60_000,
      });
      clients.push(client);
      client.on('message', (topic, payload) => heard(index, topic, payload));
      client.on('error', () => undefined);
      await client.subscribeAsync([`${order.root}/t/${tower}/down/plan`, `${order.root}/clip/+/+`], {
        qos: 1,
      });
    }
  };
  await Promise.all(Array.from({ length: CONNECTING }, work));
  say({ is: 'open' });
}

process.on('message', (order: ListenOrder) => {
  if (order.do === 'open') open(order).catch((error: unknown) => say({ is: 'failed', text: String(error) }));
  if (order.do === 'count') say({ is: 'count', seen });
  if (order.do === 'arm') {
    firstAt = 0;
    plans = 0;
    planBytes = 0;
    armed = { messages: order.messages, clips: new Map(), left: clients.length };
    say({ is: 'armed' });
  }
});
process.once('disconnect', () => process.exit(0));
say({ is: 'ready' });
