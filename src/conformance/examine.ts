// The whole examination: waits for the device, plays the scenes one after the other, and says what was found about each rule.
import { RelayError } from '../core/errors.ts';
import { createTopics } from '../wire/topics.ts';
import { createDesk } from './desk.ts';
import { createFindings, type Finding } from './findings.ts';
import type { Tower } from './item-desk.ts';
import { createNotes } from './notes.ts';
import { makeKeys } from './pen.ts';
import type { Air, ClipDoor, Clock, ConnectSeen, MuteSwitch, Power } from './ports.ts';
import { catchUpScene } from './scenes/catch-up.ts';
import { commandScene } from './scenes/commands.ts';
import { judgeConnections } from './scenes/connection.ts';
import { firstPlayScene } from './scenes/first-play.ts';
import { halfHourScene } from './scenes/half-hour.ts';
import { judgeLedger, jumpScene } from './scenes/ledger.ts';
import { limitScene } from './scenes/limits.ts';
import { muteScene } from './scenes/mute.ts';
import { offlineScene } from './scenes/offline.ts';
import { pieceScene, slowLineScene } from './scenes/pieces.ts';
import { playingScene } from './scenes/playing.ts';
import { powerScene } from './scenes/power.ts';
import { refusalScene } from './scenes/refusals.ts';
import { secondSourceScene } from './scenes/second-source.ts';
import { strangerScene } from './scenes/stranger.ts';
import { timeScene } from './scenes/time.ts';
import { trustScene } from './scenes/trust.ts';
import { createStage, online, type Scene } from './stage.ts';
import { createWaiting } from './waiting.ts';

/** In the order of the day: time before plays, the number jump when the numbers have been looked at. */
export const SCENES: readonly Scene[] = [
  timeScene,
  firstPlayScene,
  refusalScene,
  commandScene,
  strangerScene,
  playingScene,
  limitScene,
  muteScene,
  pieceScene,
  secondSourceScene,
  slowLineScene,
  trustScene,
  offlineScene,
  catchUpScene,
  halfHourScene,
  powerScene,
  jumpScene,
];

/** From the first connection to its hello; longer than the slowest box takes to find its random numbers. */
const FIRST_HELLO_MS = 60_000;

export interface ExamOptions {
  readonly tower: Tower;
  readonly topicRoot: string;
  readonly leadMs: number;
  readonly toleranceMs: number;
  /** How long to wait for the device to come for the first time. */
  readonly patienceMs: number;
  /** Only scenes that judge one of these rules; undefined: all. */
  readonly only: readonly string[] | undefined;
  readonly isQuick: boolean;
  readonly power: Power | undefined;
  /** Undefined: nobody can press it. */
  readonly muteSwitch: MuteSwitch | undefined;
  readonly clipDoor: ClipDoor;
  readonly isLong: boolean;
  /** A scene begins. */
  begins(scene: Scene): void;
  found(finding: Finding): void;
}

export interface Exam {
  /** What a device is enrolled with. */
  readonly welcome: Pick<ReturnType<typeof createDesk>, 'firstTrust' | 'roots'>;
  /** @returns what was found about every rule. @throws RelayError `timeout` when the device never came */
  run(): Promise<readonly Finding[]>;
}

export function createExam(options: ExamOptions, air: Air, clock: Clock): Exam {
  const { tower, topicRoot } = options;
  const topics = createTopics(topicRoot);
  const findings = createFindings(options.found);
  const notes = createNotes(tower.id, topics, findings, clock.now);
  const waiting = createWaiting(clock);
  const keys = makeKeys(tower.area, Math.floor(clock.now() / 1000));
  const desk = createDesk({ tower, topics, keys, air, clock, notes });
  const { leadMs, toleranceMs, power, muteSwitch, clipDoor, isLong } = options;
  const stage = createStage({
    ...{ clock, air, desk, notes, findings, tower, leadMs, toleranceMs, power, muteSwitch, clipDoor, isLong },
    until: waiting.until,
    sleep: waiting.sleep,
  });
  const scenes = SCENES.filter(
    (scene) =>
      (!options.isQuick || scene.isQuick) &&
      (options.only === undefined || scene.rules.some((rule) => options.only?.includes(rule))),
  );

  let turned: ConnectSeen | undefined;
  air.on({
    knocked() {
      notes.knocks.push(clock.now());
      waiting.news();
    },
    turnedAway(seen) {
      turned = seen;
    },
    connected(seen) {
      notes.connected(seen);
      waiting.news();
    },
    subscribed(list) {
      notes.subscribed(list);
      waiting.news();
    },
    unsubscribed: (list) => notes.unsubscribed(list),
    said(message) {
      const before = { hellos: notes.hellos.length, receipts: notes.receipts.length };
      notes.said(message);
      if (notes.receipts.length > before.receipts) desk.tellRack();
      const hello = notes.hellos[before.hellos]?.what;
      if (hello !== undefined) desk.answer(hello);
      waiting.news();
    },
    lost() {
      notes.losses.push(clock.now());
      waiting.news();
    },
  });

  function absent(): RelayError {
    const tries = notes.knocks.length;
    const connect =
      turned === undefined
        ? 'no CONNECT of MQTT 3.1.1 or 5 came with it (TLS or plain as in mqttUrl? its own connect code?)'
        : `its CONNECT came, client id ${turned.clientId}, user name ${turned.username}, and its password is not the one it was given`;
    return new RelayError(
      'timeout',
      tries === 0
        ? 'No device came. Does it reach this address, and was it enrolled with this code?'
        : `A device opened the line ${tries} times and was never let in: ${connect}.`,
    );
  }

  return {
    welcome: desk,
    async run() {
      desk.publishTrust();
      desk.config();
      desk.plan([]);
      if (!(await stage.until(() => notes.connects.length > 0, options.patienceMs))) throw absent();
      const greets = await online(stage, FIRST_HELLO_MS);
      if (!greets)
        for (const rule of scenes.flatMap((scene) => scene.rules))
          findings.open(
            rule,
            `it connected, subscribed ${notes.subscriptions.length} topics and said no hello in 60 s`,
          );
      for (const scene of greets ? scenes : []) {
        options.begins(scene);
        await scene.run(stage);
      }
      await stage.sleep(1000);
      judgeConnections(stage, topicRoot);
      judgeLedger(stage);
      return findings.all();
    },
  };
}
