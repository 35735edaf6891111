// The root log: JSON lines on standard error, or readable ones for a person at a terminal. Secrets and what people
// wrote never reach it: the redaction list is the last line of defence, the rule is not to pass them.
import pino from 'pino';
import pretty from 'pino-pretty';

export interface Log {
  debug(facts: object, event: string): void;
  info(facts: object, event: string): void;
  warn(facts: object, event: string): void;
  error(facts: object, event: string): void;
  child(facts: Record<string, unknown>): Log;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const SECRET = [
  'password',
  'secret',
  'passphrase',
  'token',
  'replyToken',
  'code',
  'cookie',
  'authorization',
  'text',
  'words',
  'raw',
];

export function createLog(options: { readonly level: LogLevel; readonly readable: boolean }): Log {
  const stream = options.readable
    ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
    : pino.destination({ dest: 2, sync: true });
  return pino(
    {
      level: options.level,
      redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
      serializers: { err: pino.stdSerializers.errWithCause },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    stream,
  );
}
