// The examination over real sockets, in a hurry: its own broker, with TLS where asked, and a controller with the link that it
// has at a tower. For what only the packets of a real connection show; both clocks run twenty times as fast as the day.
import { createOwnAuthority, type OwnAuthority } from '../../src/adapters/mqtt/own-authority.ts';
import { createBenchBroker } from '../../src/conformance/bench-broker.ts';
import { createExam } from '../../src/conformance/examine.ts';
import type { Finding } from '../../src/conformance/findings.ts';
import type { Clock } from '../../src/conformance/ports.ts';
import { createTimedLoudspeaker } from '../../src/conformance/timed-loudspeaker.ts';
import { createController } from '../../src/controller/controller.ts';
import type { createMqttLink as CreateMqttLink } from '../../src/controller/mqtt-link.ts';
import { CODE, memoryDisk, TOWER } from '../controller/support.ts';
import { boxOf, PASSWORD, QUIET } from './box.ts';

const HURRY = 20;
const HOST = '127.0.0.1';

export interface LineOptions {
  readonly createMqttLink: typeof CreateMqttLink;
  readonly only: readonly string[];
  readonly isSecure?: boolean;
}

/** @returns what was found about every rule */
export async function examineOnTheLine({
  createMqttLink,
  only,
  isSecure = false,
}: LineOptions): Promise<readonly Finding[]> {
  const clock = hurriedClock();
  const tls = isSecure ? certificates() : undefined;
  const line = { host: HOST, port: 0, password: PASSWORD, topicRoot: 'tower/v1', tls };
  const broker = createBenchBroker(line);
  const exam = createExam(
    {
      ...{ tower: { id: TOWER, area: CODE }, topicRoot: 'tower/v1', only },
      ...{ leadMs: 8000, toleranceMs: 500, patienceMs: 600_000, isQuick: false, isLong: false },
      ...{ power: undefined, muteSwitch: undefined },
      clipDoor: { isSecure: false, offer: () => '', fetched: () => [], sentBytes: () => 0 },
      begins: () => undefined,
      found: () => undefined,
    },
    broker,
    clock,
  );
  const url = `${isSecure ? 'mqtts' : 'mqtt'}://${HOST}:${await broker.start()}`;
  const device = { tower: TOWER, password: PASSWORD, ca: tls?.ca };
  const controller = createController(boxOf(exam.welcome, url), {
    ...{ clock, disk: memoryDisk(), sink: createTimedLoudspeaker(clock), log: QUIET, web: undefined },
    link: createMqttLink({ url, keepalive: 120, ...device }, clock, QUIET),
  });
  try {
    await controller.start();
    return await exam.run();
  } finally {
    await controller.stop();
    await broker.stop();
  }
}

function hurriedClock(): Clock {
  const from = Date.now();
  return {
    now: () => from + (Date.now() - from) * HURRY,
    after(ms, call) {
      const timer = setTimeout(call, Math.max(0, ms) / HURRY);
      return () => clearTimeout(timer);
    },
  };
}

function certificates() {
  const [authority, another] = [createOwnAuthority(Date.now()), createOwnAuthority(Date.now())];
  const of = ({ certify }: OwnAuthority, name: string) => {
    const { certPem: cert, keyPem: key } = certify([name]);
    return { cert, key };
  };
  return {
    ...{ ca: authority.caPem, ...of(authority, HOST) },
    ...{ strange: of(another, HOST), misnamed: of(authority, 'elsewhere.example') },
  };
}
