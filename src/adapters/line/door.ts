// The LINE channel inwards: what the HTTP door needs to know of LINE to take a webhook request. Bytes → signature
// checked → events split, each as LINE wrote it.
import { isSignedByLine } from './signature.ts';
import { type RawLineEvent, splitBody } from './webhook-body.ts';

export interface LineDoorOptions {
  /** Name the events are stored under; unique with the message id. */
  readonly channel: string;
  /** The channel secret and, while it is being changed, the one before. */
  readonly channelSecrets: readonly string[];
}

export interface LineDoor {
  readonly channel: string;
  /** Whether these exact bytes carry the signature of one of the channel's secrets. */
  verify(rawBody: Uint8Array, signature: string | undefined): boolean;
  /** @throws RelayError `invalid-input` when the body is no webhook request */
  split(rawBody: Uint8Array): readonly RawLineEvent[];
}

export function createLineDoor(options: LineDoorOptions): LineDoor {
  return {
    channel: options.channel,
    verify: (rawBody, signature) => isSignedByLine(rawBody, signature, options.channelSecrets),
    split: splitBody,
  };
}
