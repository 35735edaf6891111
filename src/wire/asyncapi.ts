// The contract as AsyncAPI 3.0, seen from the tower: topics, schemas and seals in → one document out. The schemas are the
// ones that parse the messages, so the description cannot drift from what is accepted.
import { z } from 'zod';
import { CHUNK_BYTES } from './chunks.ts';
import {
  ackSchema,
  approvalSchema,
  cmdSchema,
  eventSchema,
  healthSchema,
  helloSchema,
  itemSchema,
  MAX_PLAN_BYTES,
  needSchema,
  planSchema,
  presenceSchema,
  receiptBatchSchema,
  relayStatusSchema,
  towerConfigSchema,
  trustSchema,
} from './messages.ts';
import { type SealType, TYPES, trustDocumentSchema } from './signing.ts';
import { AREA, CHUNK_NUMBER, CLIP_HASH, DEFAULT_ROOT, TOWER_ID } from './topics.ts';

interface Way {
  readonly name: string;
  readonly address: string;
  /** The tower's part in it. */
  readonly action: 'send' | 'receive';
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly summary: string;
  readonly schema?: z.ZodType;
  /** Sent as JWS compact of this type, made by a key of this use. */
  readonly sealed?: { readonly typ: SealType; readonly use: 'plan' | 'approve' };
}

const sealedBy = (typ: SealType, use: 'plan' | 'approve' = 'plan') => ({ sealed: { typ, use } });
const DOWN = { action: 'receive', qos: 1, retain: true } as const;
const UP = { action: 'send', qos: 1, retain: false } as const;

const WAYS: readonly Way[] = [
  {
    ...DOWN,
    name: 'trust',
    address: 'trust',
    schema: trustDocumentSchema,
    summary: 'Whose keys count: JWS General JSON, payload Trust. Subscribe first',
  },
  {
    ...DOWN,
    ...sealedBy(TYPES.ack),
    name: 'ack',
    address: 't/{tower}/down/ack',
    qos: 1,
    retain: false,
    schema: ackSchema,
    summary:
      'The time, and the receipts the relay holds. Judged by the time it tells; exp and planSeq decide nothing',
  },
  {
    ...DOWN,
    ...sealedBy(TYPES.config),
    name: 'config',
    address: 't/{tower}/down/config',
    schema: towerConfigSchema,
    summary: 'Hard limits of this tower',
  },
  {
    ...DOWN,
    ...sealedBy(TYPES.plan),
    name: 'plan',
    address: 't/{tower}/down/plan',
    schema: planSchema,
    summary: `Every play of the next hours, at most ${MAX_PLAN_BYTES} bytes. Subscribe last. Check the head and each item by itself: a bad item is rejected, the plan is not refused for it`,
  },
  {
    ...DOWN,
    ...sealedBy(TYPES.cmd),
    name: 'cmd',
    address: 't/{tower}/down/cmd',
    retain: false,
    schema: cmdSchema,
    summary: 'A command, good for a minute at most',
  },
  {
    ...DOWN,
    ...sealedBy(TYPES.cmd),
    name: 'flash',
    address: 'a/{area}/flash',
    retain: false,
    schema: cmdSchema,
    summary: 'A command to every tower of an area',
  },
  {
    ...DOWN,
    name: 'chunk',
    address: 'clip/{hash}/{n}',
    summary: `Piece n of a clip: ${CHUNK_BYTES} raw bytes, the last one shorter. Subscribing is asking`,
  },
  {
    ...DOWN,
    name: 'relay-status',
    address: 'relay/status',
    schema: relayStatusSchema,
    summary: 'Whether the relay is there; information only',
  },
  {
    ...UP,
    name: 'presence',
    address: 't/{tower}/up/presence',
    retain: true,
    schema: presenceSchema,
    summary: 'Birth, and the same topic as last will',
  },
  {
    ...UP,
    name: 'hello',
    address: 't/{tower}/up/hello',
    schema: helloSchema,
    summary: 'At every connection: a nonce, what it can, what it holds',
  },
  {
    ...UP,
    name: 'receipt',
    address: 't/{tower}/up/receipt',
    schema: receiptBatchSchema,
    summary:
      'What happened to plays; sent again until acknowledged. Of a rejected item a bad ann is "" and a bad rev 0; before there is time te is 0',
  },
  {
    ...UP,
    name: 'event',
    address: 't/{tower}/up/event',
    schema: eventSchema,
    summary: 'What a person should look at',
  },
  {
    ...UP,
    name: 'health',
    address: 't/{tower}/up/health',
    qos: 0,
    schema: healthSchema,
    summary: 'Every five minutes',
  },
  {
    ...UP,
    name: 'need',
    address: 't/{tower}/up/need',
    qos: 0,
    schema: needSchema,
    summary: 'Pieces that were not there',
  },
];

const PARAMETERS = {
  tower: { description: `Id of the tower: ${TOWER_ID.source}`, examples: ['30010105-01'] },
  area: { description: `Area of a village code: ${AREA.source}`, examples: ['300101'] },
  hash: {
    description: `SHA-256 of the clip, base64url: ${CLIP_HASH.source}`,
    examples: ['47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'],
  },
  n: { description: `Number of the piece, from 0: ${CHUNK_NUMBER.source}`, examples: ['0'] },
} as const;

/** @param root first levels of every topic */
export function describeContract(root: string = DEFAULT_ROOT): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'หอกระจายข่าว · what a relay and a speaker controller say to each other',
      version: '1.0.0',
      description:
        'Correct on MQTT 3.1.1. Sealed messages are JWS compact (RFC 7515) with Ed25519 (RFC 9864); their schema is that of the payload. ' +
        'iat, exp, nbf and fresh are seconds, at, late, ms, gap, t and unixMs milliseconds, all UTC. Unknown fields are ignored.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(WAYS.map((way) => [way.name, channelOf(way, root)])),
    operations: Object.fromEntries(WAYS.map((way) => [`${way.action}-${way.name}`, operationOf(way)])),
    components: {
      messages: Object.fromEntries(WAYS.map((way) => [way.name, messageOf(way)])),
      schemas: {
        ...Object.fromEntries(
          WAYS.flatMap(({ name, schema }) => (schema === undefined ? [] : [[name, jsonSchemaOf(schema)]])),
        ),
        'trust-payload': jsonSchemaOf(trustSchema),
        item: jsonSchemaOf(itemSchema),
        approval: {
          ...jsonSchemaOf(approvalSchema),
          description: `Payload of an item's ap: JWS compact, typ ${TYPES.approval}, by a key of use approve`,
        },
      },
    },
  };
}

function channelOf({ name, address, summary }: Way, root: string): object {
  const parameters = Object.entries(PARAMETERS).filter(([one]) => address.includes(`{${one}}`));
  return {
    address: `${root}/${address}`,
    summary,
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
    ...(parameters.length === 0 ? {} : { parameters: Object.fromEntries(parameters) }),
  };
}

function operationOf({ name, action, qos, retain, summary }: Way): object {
  return {
    action,
    channel: { $ref: `#/channels/${name}` },
    summary,
    messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
    bindings: { mqtt: { qos, retain, bindingVersion: '0.2.0' } },
  };
}

function messageOf({ name, schema, sealed }: Way): object {
  if (schema === undefined)
    return { name, contentType: 'application/octet-stream', payload: { type: 'string', format: 'binary' } };
  const payload = { $ref: `#/components/schemas/${name}` };
  if (sealed === undefined) return { name, payload };
  return {
    name,
    contentType: 'application/jose',
    description: `JWS compact, typ ${sealed.typ}, by a key of use ${sealed.use}; the schema is the payload's`,
    payload,
  };
}

function jsonSchemaOf(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return rest;
}
