// An hour in a second: the examination and a controller on one clock by hand, with a broker in memory between them that can be
// cut, shut and slowed. The controller is whatever is handed in, so that a spoilt copy can be examined as the good one is.

import { createExam, type ExamOptions } from '../../src/conformance/examine.ts';
import type { Finding } from '../../src/conformance/findings.ts';
import type { MuteSwitch, Power } from '../../src/conformance/ports.ts';
import { createTimedLoudspeaker } from '../../src/conformance/timed-loudspeaker.ts';
import type { createController as CreateController } from '../../src/controller/controller.ts';
import type { Link } from '../../src/controller/ports.ts';
import { CODE, manualClock, memoryDisk, NOON, TOWER } from '../controller/support.ts';
import { boxOf, QUIET } from './box.ts';
import { createVirtualAir, createVirtualWeb, fullJitter } from './virtual-air.ts';

/** Eleven at night in Bangkok: what lets go of the signed limits falls back into quiet hours, and is noticed. */
const LATE = NOON + 11 * 3_600_000;

export interface VirtualOptions {
  readonly createController: typeof CreateController;
  readonly only?: readonly string[];
  readonly isQuick?: boolean;
  /** When it begins. */
  readonly startAt?: number;
  /** How long the box waits before it knocks again; the reference's own full jitter unless told. */
  readonly waits?: (tries: number) => number;
  /** Changes what the box opens its connections with. */
  readonly spoilLink?: (link: Link) => Link;
}

/** @returns what was found about every rule */
export async function examineVirtually(options: VirtualOptions): Promise<readonly Finding[]> {
  const clock = manualClock(options.startAt ?? LATE);
  const { air, link, unplug } = createVirtualAir(clock, options.waits ?? fullJitter);
  const files = new Map<string, Uint8Array>();
  let boots = 0;
  let booting = Promise.resolve();
  let running: ReturnType<typeof CreateController> | undefined;
  const power: Power = {
    async off() {
      boots += 1;
      running = undefined;
      unplug();
    },
    on() {
      booting = boot();
      return booting;
    },
  };
  const muteSwitch: MuteSwitch = {
    press: async () => running?.mute(true),
    release: async () => running?.mute(false),
  };
  const { web, clipDoor } = createVirtualWeb();
  const examOptions: ExamOptions = {
    tower: { id: TOWER, area: CODE },
    topicRoot: 'tower/v1',
    leadMs: 8000,
    toleranceMs: 500,
    patienceMs: 60_000,
    only: options.only,
    isQuick: options.isQuick ?? false,
    ...{ power, muteSwitch, clipDoor, isLong: true },
    begins: () => undefined,
    found: () => undefined,
  };
  const exam = createExam(examOptions, air, clock);

  async function boot(): Promise<void> {
    const mine = boots;
    const own = {
      now: clock.now,
      after: (ms: number, call: () => void) => clock.after(ms, () => boots === mine && call()),
    };
    const one = link();
    running = options.createController(boxOf(exam.welcome, 'mqtt://virtual'), {
      clock: own,
      disk: memoryDisk(files),
      sink: createTimedLoudspeaker(own),
      log: QUIET,
      web,
      link: options.spoilLink?.(one) ?? one,
    });
    await running.start();
  }

  await boot();
  let found: readonly Finding[] | undefined;
  let isOver = false;
  const over = exam
    .run()
    .then((all) => {
      found = all;
    })
    .finally(() => {
      isOver = true;
    });
  // awaited below; until then a failure only ends the loop
  over.catch(() => undefined);
  while (!isOver) {
    await booting;
    await settle(running);
    const call = isOver ? undefined : clock.step(Number.POSITIVE_INFINITY);
    if (call === undefined && !isOver)
      throw new Error(
        `everybody waits and no clock runs: ${new Date(clock.now()).toISOString()} ${clock.timers()}`,
      );
    call?.();
  }
  await over;
  if (found === undefined) throw new Error('the controller never came');
  return found;
}

async function settle(controller: { idle(): Promise<void> } | undefined): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await controller?.idle();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
