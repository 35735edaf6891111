// Controllers that open their line wrongly: seen in the packets of a real connection, and nowhere else.
import type { Spoilt } from './mistake.ts';

/** The file of a mistake that is examined over sockets. */
export const LINE = 'src/controller/mqtt-link.ts';

export const SPOILT_LINES: readonly Spoilt[] = [
  {
    says: 'calls itself by a name of its own',
    file: LINE,
    find: '      clientId: options.tower,',
    put: "      clientId: 'speaker-box',",
    rule: 'one-name',
  },
  {
    says: 'lets the broker keep what it misses',
    file: LINE,
    find: '      clean: true,',
    put: '      clean: false,',
    rule: 'clean-session',
    always: true,
  },
  {
    says: 'never says that it still lives',
    file: LINE,
    find: '      keepalive: options.keepalive,',
    put: '      keepalive: 0,',
    rule: 'keepalive',
  },
  {
    says: 'takes any certificate',
    file: LINE,
    find: '      ...(options.ca === undefined ? {} : { ca: options.ca }),',
    put: '      rejectUnauthorized: false,',
    rule: 'checks-certificate',
    always: true,
  },
  {
    says: 'takes a certificate for any name',
    file: LINE,
    find: '      ...(options.ca === undefined ? {} : { ca: options.ca }),',
    put: '      ...(options.ca === undefined ? {} : { ca: options.ca }),\n      checkServerIdentity: () => undefined,',
    rule: 'checks-name',
    always: true,
  },
];
