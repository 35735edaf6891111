// The relay's line to its towers. Plans, clips, configurations and orders go out, sealed and retained; the towers' news
// comes in. Joins the parts of this room: broker (embedded or outside), two connections, self-test, accounts, reader.
// Two connections, because mqtt.js reads one packet after the other: while a tower's word is being stored, the broker's
// acknowledgements of what we say in answer would wait behind it.
import { RelayError } from '../../core/errors.ts';
import type { TowerId } from '../../core/ids.ts';
import type { Clock, Log, TowerLine, TowerNews } from '../../pipeline/ports.ts';
import type { PublicKey, TrustDocument } from '../../wire/signing.ts';
import { createTopics } from '../../wire/topics.ts';
import { type Admission, createAdmission } from './admission.ts';
import { accountAt, addressOf, type BrokerChoice, urlOf } from './broker-choice.ts';
import { type BrokerConnection, createBrokerConnection, type Sending } from './broker-connection.ts';
import { createTowerAccounts } from './dynamic-security.ts';
import { createEmbeddedBroker } from './embedded-broker.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import { type After, afterRealTime } from './in-turn.ts';
import { createOutgoing, RETAINED } from './outgoing.ts';
import { createOverheard } from './overheard.ts';
import { createPlanFence } from './plan-fence.ts';
import { createProving } from './proving.ts';
import { clientIds } from './relay-names.ts';
import { createRelayStatus } from './relay-status.ts';
import { createSelfTest } from './self-test.ts';
import { createTowerNewsReader } from './tower-news-reader.ts';
import type { TowerPasswordPorts } from './tower-passwords.ts';

export interface TowerLineOptions {
  readonly broker: BrokerChoice;
  readonly topicRoot: string;
  /** Names this relay in `relay/status`: one instance going away does not mean that all have. */
  readonly instance: string;
  /** Tells this relay's connections from another's at the same broker, the same at every start: up to 8 letters. */
  readonly mark?: string;
  /** Base address under which towers may fetch clips over HTTPS as well. */
  readonly clipsUrl?: string | undefined;
}

export interface TowerSeals {
  sign(type: 'plan' | 'ack' | 'cmd' | 'config', payload: object): Promise<string>;
  trustDocument(): Promise<TrustDocument>;
  /** The broker holds this document. */
  told?(document: TrustDocument): void;
  rootKeys(): { readonly threshold: number; readonly keys: PublicKey[] };
}

export interface TowerLineParts extends TowerPasswordPorts {
  readonly keys: TowerSeals;
  readonly log: Log;
  readonly clock: Clock;
  readonly after?: After;
}

export interface TowerLineRoom extends Admission {
  readonly line: TowerLine;
  /**
   * Starts the embedded broker and the connections; resolves when the first try has succeeded or failed.
   * @param onConnected after every new connection that passed the self-test: what the broker holds is in doubt
   * @throws RelayError `config` when the port is taken. A broker that is away is no error: it is tried again
   */
  start(news: TowerNews, onConnected: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
  /** Why nothing can be delivered now, for a person; undefined when all is well. */
  ready(): string | undefined;
  address(): { readonly host: string; readonly port: number; readonly url: string };
  /** What is to be trusted has changed: every connected tower hears it now. @throws RelayError `broker-down`, `timeout` */
  publishTrust(): Promise<void>;
  /** Messages of towers that could not be understood, since the start. */
  notUnderstood(): number;
}

/** What there is between start and stop. */
interface Lines {
  readonly voice: BrokerConnection;
  readonly ears: BrokerConnection;
  readonly heartbeat: Heartbeat;
  readonly reader: ReturnType<typeof createTowerNewsReader>;
  readonly news: TowerNews;
  /** After every new connection that was proven. */
  readonly startOver: () => Promise<void>;
}

export function createTowerLine(options: TowerLineOptions, parts: TowerLineParts): TowerLineRoom {
  const { keys, log, clock } = parts;
  const { broker, topicRoot } = options;
  const after = parts.after ?? afterRealTime;
  const topics = createTopics(topicRoot);
  const embedded =
    broker.kind === 'embedded'
      ? createEmbeddedBroker({ ...parts, ...broker, topicRoot, onPingPong: tellPingPong })
      : undefined;
  const accounts =
    broker.kind === 'external' && broker.accounts !== 'elsewhere'
      ? createTowerAccounts(topicRoot, mustSpeak, after)
      : undefined;
  const selfTest = createSelfTest(topicRoot, after);
  const fence = createPlanFence(topics);
  let lines: Lines | undefined;

  function tellPingPong(tower: string, times: number): void {
    const detail = `connected ${times} times within ten minutes while still connected: two boxes answer to this name`;
    const told = lines?.news.event(tower as TowerId, { kind: 'takeover', detail, at: clock.now() });
    told?.catch((error: unknown) => log.warn({ tower, err: error }, 'takeover-not-told'));
  }

  function mustSpeak(): BrokerConnection {
    if (lines !== undefined) return lines.voice;
    throw new RelayError('broker-down', 'the line to the towers has not been started', { retry: true });
  }

  async function say(topic: string, payload: string | Uint8Array, how: Sending): Promise<void> {
    // Before the self-test has passed, an acknowledgement proves nothing.
    const trouble = proving.trouble();
    if (trouble !== undefined) throw new RelayError('broker-down', trouble, { retry: true });
    await mustSpeak().publish(topic, payload, how);
  }

  async function tellTrust(publish: (payload: string) => Promise<void>): Promise<void> {
    const document = await keys.trustDocument();
    await publish(JSON.stringify(document));
    keys.told?.(document);
  }

  const status = createRelayStatus({
    ...{ topic: topics.relayStatus, instance: options.instance, clock, log, say },
    isThere: () => proving.trouble() === undefined && lines?.ears.isUp() === true,
  });

  const proving = createProving({
    async prove() {
      const speaking = mustSpeak();
      await selfTest.run(speaking);
      await accounts?.prepare();
      await tellTrust((payload) => speaking.publish(topics.trust, payload, RETAINED));
    },
    // Everything is said again, trust first, and only then the relay listens: a hello that cannot be answered yet would
    // only come back.
    async proven() {
      await lines?.startOver();
      lines?.ears.start();
      await status.announce();
    },
    after,
    log,
  });

  const overheard = createOverheard({
    ...{ topics, accounts, selfTest, status, fence, log },
    overtaken: async (tower) => lines?.news.overtaken(tower),
  });

  /** @param tried the first try of either connection has succeeded or failed */
  function connect(news: TowerNews, startOver: Lines['startOver'], tried: () => void): Lines {
    const account = accountAt(broker, embedded);
    const names = clientIds(account.username, options.mark ?? 'relay');
    const level = broker.kind === 'embedded' ? 4 : (broker.level ?? 5);
    const reader = createTowerNewsReader(topics, news, { log, now: clock.now });
    const voice = createBrokerConnection({
      ...{ account, log, level, after, ...overheard },
      clientId: names.out,
      clean: true,
      will: status.will,
      // At the broker inside a relay there is no other relay.
      others: broker.kind === 'external' ? [topics.allPlans] : [],
      onUp: () => void proving.connected().then((isUsable) => isUsable || tried()),
      onDown(reason) {
        proving.away(`the broker is away: ${reason}`);
        tried();
      },
    });
    const ears = createBrokerConnection({
      ...{ account, log, level, after },
      // The same name after a restart, and not a clean session: what was not stored then is delivered now.
      clientId: names.in,
      clean: false,
      topics: [topics.allUp],
      take: reader.take,
      onUp() {
        status.remind();
        tried();
      },
      onDown: tried,
    });
    const heartbeat = createHeartbeat({ root: topicRoot, mark: options.instance, voice, ears, after, log });
    return { voice, ears, heartbeat, reader, news, startOver };
  }

  const outgoing = createOutgoing({ topics, keys, clock, log, clipsUrl: options.clipsUrl, say });

  return {
    line: {
      ...outgoing,
      async publishPlan(plan, clipsOut) {
        await outgoing.publishPlan(plan, clipsOut);
        fence.out(plan);
      },
    },
    async start(news, onConnected) {
      await embedded?.start();
      proving.away('the broker has not been reached yet');
      await new Promise<void>((resolve) => {
        lines = connect(news, onConnected, resolve);
        lines.voice.start();
        lines.heartbeat.start();
      });
    },
    async stop() {
      proving.halt();
      lines?.heartbeat.stop();
      await lines?.ears.stop();
      if (proving.trouble() === undefined) await status.goodbye();
      proving.away('the line to the towers has been stopped');
      await lines?.voice.stop();
      await embedded?.stop();
      lines = undefined;
    },
    ready: () =>
      proving.trouble() ??
      (lines?.ears.isUp() === true ? undefined : 'the relay does not hear the towers at the moment'),
    address: () => addressOf(urlOf(broker, embedded)),
    publishTrust: () => tellTrust((payload) => say(topics.trust, payload, RETAINED)),
    ...createAdmission({ broker, topicRoot, embedded, accounts, keys }),
    notUnderstood: () => lines?.reader.dropped() ?? 0,
  };
}
