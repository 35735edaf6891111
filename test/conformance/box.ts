// The box that is examined: the reference controller as it comes, enrolled at the examination.
import type { createExam } from '../../src/conformance/examine.ts';
import type { createController } from '../../src/controller/controller.ts';
import { CODE, TOWER } from '../controller/support.ts';

export const QUIET = { debug() {}, info() {}, warn() {}, error() {} };
export const PASSWORD = 'x'.repeat(43);

/** @param welcome what the examination enrols it with */
export function boxOf(
  { firstTrust, roots }: ReturnType<typeof createExam>['welcome'],
  mqttUrl: string,
): Parameters<typeof createController>[0] {
  return {
    credentials: {
      ...{ v: 1, tower: TOWER, org: 'examination', mqttUrl, password: PASSWORD, topicRoot: 'tower/v1' },
      ...{ area: [CODE], trust: firstTrust(), roots },
    },
    ...{ codecs: ['mp3', 'opus'], firmware: 'box', hardware: 'box', volume: 100 },
    ...{ trustOwnClock: false, cacheBytes: 2_000_000, ownQuietHours: null, helloSpreadMs: 0 },
    onEvent: () => undefined,
  };
}
