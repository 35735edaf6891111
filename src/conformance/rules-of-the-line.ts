// Rules of the connection, of time, and of a box that loses its power. A table, read by rules.ts.
import type { Line } from './rule.ts';

export const CONNECTION: readonly Line[] = [
  ['one-name', 'must', 'User name and client id are both the tower’s id', 'the CONNECT packet'],
  ['clean-session', 'must', 'Every connection is a clean session', 'the clean-session flag of CONNECT'],
  [
    'last-will',
    'must',
    'The last will is an offline presence, retained, QoS 1, with this boot and connection',
    'the will in CONNECT; it must be made anew for every connection',
  ],
  ['keepalive', 'advice', 'Keepalive is 10 to 300 seconds', 'the keepalive of CONNECT'],
  [
    'subscribe-order',
    'must',
    'Trust is subscribed before everything else, the plan after everything else',
    'the order of SUBSCRIBE: a revoked key must be gone before a plan sealed with it is read',
  ],
  [
    'subscribe-all',
    'must',
    'It subscribes trust, ack, config, cmd, plan and the flash topics of its four areas',
    'the list of topics after CONNACK',
  ],
  ['own-topics', 'must', 'It speaks and listens only where the contract has a place for it', 'topic strings'],
  ['hello', 'must', 'A hello follows every connection', 'what runs after CONNACK'],
  ['fresh-nonce', 'must', 'Every hello has a nonce never used before', 'the random source of the nonce'],
  [
    'presence',
    'must',
    'Presence online is retained, with the boot and connection of hello and will; each connection is one more',
    'where boot and conn are made: one pair for will, hello and presence',
  ],
  ['comes-back', 'must', 'After the line was cut it comes back by itself', 'the reconnect timer'],
  [
    'back-off-random',
    'must',
    'The wait before it comes back is random',
    'the back-off: towers of a province must not come back in the same second',
  ],
  ['back-off-grows', 'must', 'While nobody opens it tries ever more seldom', 'the growth of the back-off'],
  ['messages-parse', 'must', 'Everything it says fits the schemas', 'asyncapi.yaml; run the message vectors'],
  ['quality', 'must', 'QoS and retain flag are those of the topic table', 'the flags of each PUBLISH'],
  ['plays-mp3', 'must', 'Hello names protocol 1 and the codec mp3', 'proto and codecs in hello'],
  ['health-told', 'must', 'A health comes every five minutes, give or take a fifth', 'the timer of health'],
  [
    'checks-certificate',
    'must',
    'Over TLS it says no word to a broker whose certificate is of a strange authority',
    'verify the chain against ca before CONNECT: the password is in it',
  ],
  [
    'checks-name',
    'must',
    'Over TLS it says no word to a broker whose certificate is for another name, whoever signed it',
    'compare the host of mqttUrl with the names of the certificate before CONNECT (RFC 9525)',
  ],
];

export const TIME: readonly Line[] = [
  ['foreign-nonce', 'must', 'An answer with a nonce of somebody else sets no clock', 'compare the nonce'],
  [
    'slow-answer',
    'must',
    'An answer 4 s or more after its hello sets no clock',
    'stamp the hello when it is sent',
  ],
  ['silent-without-time', 'must', 'Without trusted time nothing scheduled sounds', 'the gate before a play'],
  [
    'time-told',
    'must',
    'After a good answer it says that it has the time',
    'time.src and errMs; an answer is judged by the time it tells, never by nbf against a floor of 0',
  ],
  [
    'asks-again',
    'must',
    'A hello that nobody answers is said again with a new nonce',
    'a timer of 20 s after the hello, longer every time',
  ],
  ['time-again', 'must', 'Every half an hour it asks for the time again', 'a timer after the answer'],
  [
    'error-grows',
    'must',
    'The error of its clock grows with what has passed since the answer',
    'errMs: half the trip, and 50 millionths of the time since',
  ],
];

export const POWER: readonly Line[] = [
  ['new-boot', 'must', 'After a power cut boot is new', 'boot must be random or counted'],
  [
    'power-cut-told',
    'must',
    'What sounded when the power went is told as stopped: power, and never again',
    'started is written first',
  ],
  ['power-numbers', 'must', 'Receipts go on counting after a power cut', 'the counter on disk'],
  [
    'power-plan',
    'must',
    'After a power cut the plan it held still counts',
    'store the plan before acting on it',
  ],
  ['power-seq', 'must', 'After a power cut an older plan is still refused', 'the stored (ep, seq)'],
];
