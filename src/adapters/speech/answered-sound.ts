// What a speech service sent as sound: bytes → samples, or an error that says what came instead.
import { RelayError } from '../../core/errors.ts';
import { type Answer, fieldOf } from './call-service.ts';
import { readWav, type Sound } from './wav.ts';

/** How other formats begin, for the sentence about them. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^(ID3|\xff[\xe2-\xff])/, 'MP3'],
  [/^OggS/, 'Ogg'],
  [/^fLaC/, 'FLAC'],
  [/^....ftyp/s, 'M4A'],
];

/**
 * A whole WAV of 16 bit or float.
 * @throws RelayError `engine-failed`; `retry` when it is cut short or empty, not when it is something else
 */
export function wavIn(bytes: Uint8Array, type: string, who: string): Sound {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (bytes.length > 0 && !head.startsWith('RIFF')) {
    const other =
      OTHERS.find(([begins]) => begins.test(head))?.[1] ?? (type === '' ? 'something else' : type);
    throw new RelayError(
      'engine-failed',
      `${who} sent ${other} where WAV was expected: set it to give WAV with 16 bits.`,
    );
  }
  try {
    return readWav(bytes, true);
  } catch (cause) {
    throw new RelayError('engine-failed', `${who} sent no whole WAV.`, { cause, retry: true });
  }
}

/** A field of the JSON that was answered. @throws RelayError `engine-failed` (retry) when it is not there */
export function textFieldIn({ type, bytes }: Answer, path: string, who: string): string {
  let value: unknown;
  try {
    value = fieldOf(JSON.parse(Buffer.from(bytes).toString('utf8')), path);
  } catch (cause) {
    throw new RelayError(
      'engine-failed',
      `${who} sent ${type === '' ? 'something' : type} that is no whole JSON.`,
      {
        cause,
        retry: true,
      },
    );
  }
  if (typeof value === 'string' && value !== '') return value;
  // NECTEC's answer to requests too close together is a success without the field.
  throw new RelayError('engine-failed', `${who} answered without “${path}”.`, { retry: true });
}

/** @throws RelayError as `wavIn` does */
export function wavInBase64(text: string, who: string): Sound {
  return wavIn(Buffer.from(text, 'base64'), '', who);
}
