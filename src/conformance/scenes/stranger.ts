// Somebody else's broker answers at the address: over TLS its certificate gives it away, and the device must not say its password.
import { COMES_BACK_MS, online, type Scene } from '../stage.ts';

/** From the opened line to CONNECT, were it to come. */
const CONNECT_MS = 10_000;

export const strangerScene: Scene = {
  name: 'stranger',
  says: 'a broker with a certificate of a strange authority',
  isQuick: true,
  rules: ['checks-certificate'],
  async run(stage) {
    const { air, notes, findings, until } = stage;
    if (air.pose === undefined) {
      findings.leave('checks-certificate', 'the line has no TLS: run with --tls');
      return;
    }
    if (!(await online(stage))) return;
    const before = { connects: notes.connects.length, knocks: notes.knocks.length };
    air.pose(true);
    const came = await until(() => notes.knocks.length > before.knocks, COMES_BACK_MS);
    const isFooled = came && (await until(() => notes.connects.length > before.connects, CONNECT_MS));
    air.pose(false);
    if (came)
      findings.judge(
        'checks-certificate',
        !isFooled,
        'it opens the line, looks at the certificate and leaves without a CONNECT',
        isFooled ? 'CONNECT, with its password' : 'it left',
      );
    else findings.open('checks-certificate', 'it did not come back to be shown the certificate');
    await online(stage);
  },
};
