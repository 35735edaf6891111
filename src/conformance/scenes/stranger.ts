// Somebody else's broker answers at the address: over TLS its certificate gives it away, and the device must not say its
// password. The certificate is of a strange authority, or of the right one for another host.
import { COMES_BACK_MS, online, type Scene, type Stage } from '../stage.ts';

/** From the opened line to CONNECT, were it to come. */
const CONNECT_MS = 10_000;

export const strangerScene: Scene = {
  name: 'stranger',
  says: 'a broker with a certificate of a strange authority, and one with a certificate for another name',
  isQuick: true,
  rules: ['checks-certificate', 'checks-name'],
  async run(stage) {
    await meet(stage, 'strange', 'checks-certificate');
    await meet(stage, 'misnamed', 'checks-name');
  },
};

async function meet(stage: Stage, face: 'strange' | 'misnamed', rule: string): Promise<void> {
  const { air, notes, findings, until } = stage;
  const { own, [face]: show } = air.shows;
  if (own === undefined) return findings.leave(rule, 'the line has no TLS: run with --tls');
  if (show === undefined)
    return findings.leave(rule, 'the authority is yours: run with --tls alone for one of our own');
  if (!(await online(stage))) return;
  const before = { connects: notes.connects.length, knocks: notes.knocks.length };
  show();
  const came = await until(() => notes.knocks.length > before.knocks, COMES_BACK_MS);
  const isFooled = came && (await until(() => notes.connects.length > before.connects, CONNECT_MS));
  own();
  if (came)
    findings.judge(
      rule,
      !isFooled,
      'it opens the line, looks at the certificate and leaves without a CONNECT',
      isFooled ? 'CONNECT, with its password' : 'it left',
    );
  else findings.open(rule, 'it did not come back to be shown the certificate');
  await online(stage);
}
