// The one error of the house. Adapters translate foreign errors into it at the edge, with the cause kept; the conveyor
// retries or parks by `retry`, the HTTP door turns `code` into a status and a sentence, the controller into a receipt.

/** Every way a thing can fail that somebody decides on. Closed on purpose: nothing is classified by message text. */
export type ErrorCode =
  | 'invalid-input'
  | 'config'
  | 'not-found'
  | 'not-allowed'
  | 'not-signed-in'
  | 'too-many-tries'
  | 'conflict'
  | 'stale'
  | 'too-large'
  | 'gone'
  | 'unread-words'
  | 'needs-listening'
  | 'own-words'
  | 'clip-refused'
  | 'unreadable-audio'
  | 'no-engine'
  | 'engine-failed'
  | 'disk-full'
  | 'disk-failed'
  | 'slot-full'
  | 'quiet-hours'
  | 'in-the-past'
  | 'expired'
  | 'broker-down'
  | 'bad-signature'
  | 'line-failed'
  | 'locked-keys'
  | 'signer-away'
  | 'signer-refused'
  | 'timeout'
  | 'locked'
  | 'database'
  | 'internal';

export class RelayError extends Error {
  override readonly name = 'RelayError';
  readonly code: ErrorCode;
  /** Whether trying the same thing again later can succeed without a person. */
  readonly retry: boolean;
  /** Facts for the sentence a person reads: names, times, seconds left. Never secrets, never whole texts. */
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; retry?: boolean; facts?: Readonly<Record<string, string | number>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retry = options.retry ?? false;
    this.facts = options.facts ?? {};
  }
}

/** The error as ours: a RelayError as it is, anything else as `internal` with its cause. */
export function asRelayError(error: unknown): RelayError {
  if (error instanceof RelayError) return error;
  return new RelayError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}
