// Who comes in to the embedded broker, and what he may say and read there: name and password → yes, no, or come again later;
// then the table of rights. The relay's own account is made here and never written down.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { AedesOptions, AuthenticateError, Client } from 'aedes';
import type { Log } from '../../pipeline/ports.ts';
import { mayRead, mayWrite, ownRights, type Rights, relayRights, sharedRights } from './rights.ts';
import type { TowerPasswords } from './tower-passwords.ts';

/** A dot cannot stand in a tower's id, so no tower can be called this. */
const RELAY_USER = 'relay.own';
const REFUSED = { wrong: 4, busy: 3 } as const;

export interface DoorkeeperParts {
  readonly root: string;
  readonly passwords: Pick<TowerPasswords, 'check'>;
  readonly log: Log;
  /** This name has just signed in. */
  entered(name: string): void;
}

export interface Doorkeeper {
  /** For the broker to ask. */
  readonly rules: Required<Pick<AedesOptions, 'authenticate' | 'authorizePublish' | 'authorizeSubscribe'>>;
  /** The relay's own way in: a name no tower can have. */
  relayAccount(): { readonly username: string; readonly password: string };
}

export function createDoorkeeper({ root, passwords, log, entered }: DoorkeeperParts): Doorkeeper {
  const ownPassword = randomBytes(32).toString('base64url');
  const shared = sharedRights(root);
  const users = new WeakMap<Client, string>();

  function rightsOf(user: string): readonly Rights[] {
    return user === RELAY_USER ? [relayRights(root)] : [ownRights(root, user), shared];
  }

  async function admit(client: Client, username: string, password: string): Promise<'yes' | 'no' | 'busy'> {
    if (username === RELAY_USER) return sameSecret(password, ownPassword) ? 'yes' : 'no';
    // One name for tower, user and connection: a box cannot throw another off by taking its client id.
    if (client.id !== username) return 'no';
    return passwords.check(username, password);
  }

  return {
    rules: {
      authenticate(client, username, password, done) {
        const user = username ?? '';
        admit(client, user, password?.toString('utf8') ?? '').then(
          (verdict) => {
            if (verdict === 'yes') {
              users.set(client, user);
              entered(client.id);
              done(null, true);
              return;
            }
            log.warn({ tower: user.slice(0, 23), verdict }, 'broker-login-refused');
            done(refusal(verdict === 'busy' ? REFUSED.busy : REFUSED.wrong), null);
          },
          (error: unknown) => {
            log.error({ tower: user.slice(0, 23), err: error }, 'broker-login-unchecked');
            done(refusal(REFUSED.busy), null);
          },
        );
      },
      authorizePublish(client, packet, done) {
        // A will may be published after its client is gone; then there is nobody to ask and nothing is said.
        const user = client === null ? undefined : users.get(client);
        if (user !== undefined && mayWrite(rightsOf(user), packet.topic)) return done(null);
        log.warn({ tower: user, topic: packet.topic.slice(0, 200) }, 'publish-refused');
        done(new Error('not allowed to publish there'));
      },
      authorizeSubscribe(client, subscription, done) {
        const user = users.get(client);
        if (user !== undefined && mayRead(rightsOf(user), subscription.topic)) {
          // Who leaves a topic has left it one turn of the loop later: who came back meanwhile would be taken for still
          // there, and then be gone.
          if (isThere(client, subscription.topic)) setImmediate(done, null, subscription);
          else done(null, subscription);
          return;
        }
        log.warn({ tower: user, topic: subscription.topic.slice(0, 200) }, 'subscribe-refused');
        done(null, null);
      },
    },
    relayAccount: () => ({ username: RELAY_USER, password: ownPassword }),
  };
}

function sameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The broker's own list of a connection's topics, which its types do not tell. */
function isThere(client: Client, topic: string): boolean {
  const { subscriptions } = client as { readonly subscriptions?: Readonly<Record<string, unknown>> };
  return subscriptions?.[topic] !== undefined;
}

/** An error that the broker turns into this CONNACK return code (MQTT 3.1.1, table 3.1). */
function refusal(returnCode: 3 | 4): AuthenticateError {
  const text = returnCode === REFUSED.busy ? 'busy, come again' : 'wrong name or password';
  return Object.assign(new Error(text), { returnCode: returnCode as AuthenticateError['returnCode'] });
}
