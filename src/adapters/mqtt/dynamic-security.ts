// Towers' accounts on a Mosquitto broker, made and changed while it runs through its dynamic security plugin: a tower's
// name and password go in, commands go to `$CONTROL`, and the plugin's answers say whether it took them.
// Source: mosquitto.org/documentation/dynamic-security; what is used here works from 2.0.11 on.
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { RelayError } from '../../core/errors.ts';
import type { BrokerConnection } from './broker-connection.ts';
import type { After } from './in-turn.ts';
import { ownRights, type Rights, relayRights, sharedRights } from './rights.ts';

const COMMANDS = '$CONTROL/dynamic-security/v1';
export const ANSWERS = `${COMMANDS}/response`;
const ANSWER_MS = 3_000;
const SHARED_ROLE = 'tower';
const NOTHING_ELSE = [
  { acltype: 'publishClientSend', allow: false },
  { acltype: 'publishClientReceive', allow: false },
  { acltype: 'subscribe', allow: false },
  { acltype: 'unsubscribe', allow: true },
] as const;

const answersSchema = z.object({
  responses: z.array(
    z.object({ command: z.string(), correlationData: z.string().optional(), error: z.string().optional() }),
  ),
});

type Command = { readonly command: string } & Readonly<Record<string, unknown>>;

export interface TowerAccounts {
  readonly topics: readonly string[];
  hear(payload: Uint8Array): void;
  /** The role of all towers and "nothing else is allowed", made or mended; needed once a connection. */
  prepare(): Promise<void>;
  /** A tower's account with this password; an older one, and whoever is connected with it, goes. */
  admit(tower: string, password: string): Promise<void>;
  /** No account any more, and whoever is connected with it goes. */
  expel(tower: string): Promise<void>;
}

/** @throws RelayError from its methods: `broker-down` when the plugin refuses or is not there, `timeout` */
export function createTowerAccounts(
  root: string,
  connection: () => Pick<BrokerConnection, 'publish'>,
  after: After,
): TowerAccounts {
  const awaited = new Map<string, (error: string | undefined) => void>();

  /** @returns the plugin's complaint, or undefined */
  async function tell(command: Command): Promise<string | undefined> {
    const mark = randomBytes(12).toString('hex');
    let cancel: () => void = () => undefined;
    const answer = new Promise<string | undefined>((resolve, reject) => {
      awaited.set(mark, resolve);
      cancel = after(ANSWER_MS, () => reject(noPlugin()));
    });
    try {
      const message = JSON.stringify({ commands: [{ ...command, correlationData: mark }] });
      const sent = connection().publish(COMMANDS, message, { qos: 1, retain: false });
      return (await Promise.all([answer, sent]))[0];
    } finally {
      cancel();
      awaited.delete(mark);
    }
  }

  async function must(command: Command): Promise<void> {
    const error = await tell(command);
    if (error === undefined) return;
    throw new RelayError('broker-down', `the broker's dynamic security refuses ${command.command}: ${error}`);
  }

  return {
    topics: [ANSWERS],
    hear(payload) {
      const answers = answersSchema.safeParse(jsonOf(payload));
      if (!answers.success) return;
      for (const { correlationData, error } of answers.data.responses)
        awaited.get(correlationData ?? '')?.(error);
    },
    async prepare() {
      await must({ command: 'setDefaultACLAccess', acls: NOTHING_ELSE });
      // There from an earlier start or not: the second command decides.
      await tell({ command: 'createRole', rolename: SHARED_ROLE });
      await must({ command: 'modifyRole', rolename: SHARED_ROLE, acls: aclsOf(sharedRights(root)) });
    },
    async admit(tower, password) {
      const own = `tower-${tower}`;
      // What is not there cannot be deleted, and that is no fault; the two that follow must succeed.
      await tell({ command: 'deleteClient', username: tower });
      await tell({ command: 'deleteRole', rolename: own });
      await must({ command: 'createRole', rolename: own, acls: aclsOf(ownRights(root, tower)) });
      await must({
        command: 'createClient',
        username: tower,
        password,
        clientid: tower,
        roles: [{ rolename: SHARED_ROLE }, { rolename: own }],
      });
    },
    async expel(tower) {
      // An account that is not there is what was wanted.
      await tell({ command: 'deleteClient', username: tower });
    },
  };
}

/**
 * The plugin's first file, with the relay's own account: what `mosquitto_ctrl dynsec init` would ask a person for.
 * @returns JSON for `plugin_opt_config_file`
 */
export function firstDynamicSecurity(root: string, relay: { username: string; password: string }): string {
  const salt = randomBytes(12);
  const iterations = 20_000;
  const control = `${COMMANDS.slice(0, COMMANDS.lastIndexOf('/'))}/#`;
  const acls = aclsOf(relayRights(root)).concat(aclsOf({ write: [control], read: [control] }));
  return `${JSON.stringify(
    {
      clients: [
        {
          username: relay.username,
          textName: 'the relay',
          password: pbkdf2Sync(relay.password, salt, iterations, 64, 'sha512').toString('base64'),
          salt: salt.toString('base64'),
          iterations,
          roles: [{ rolename: 'relay' }],
        },
      ],
      roles: [{ rolename: 'relay', acls }],
      defaultACLAccess: Object.fromEntries(NOTHING_ELSE.map(({ acltype, allow }) => [acltype, allow])),
    },
    null,
    2,
  )}\n`;
}

function aclsOf({ write, read }: Rights) {
  const acl = (acltype: string) => (topic: string) => ({ acltype, topic, priority: 0, allow: true });
  return [
    ...write.map(acl('publishClientSend')),
    ...read.map(acl('publishClientReceive')),
    ...read.map(acl('subscribePattern')),
  ];
}

function noPlugin(): RelayError {
  return new RelayError(
    'timeout',
    'the broker did not answer on $CONTROL: is its dynamic security plugin loaded, and may the relay use it?',
    { retry: true },
  );
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined; // an answer to somebody else's broken command
  }
}
