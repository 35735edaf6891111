// Google Cloud Text-to-Speech: Thai letters → POST v1/text:synthesize → WAV in base64. The words leave the house.
// https://cloud.google.com/text-to-speech/docs/reference/rest/v1/text/synthesize (LINEAR16 comes with a WAV header),
// https://cloud.google.com/text-to-speech/quotas (5,000 bytes a request, 1,000 requests a minute).
import type { SpeechEngine } from '../../pipeline/ports.ts';
import { textFieldIn, wavInBase64 } from './answered-sound.ts';
import { type CallRules, callService } from './call-service.ts';
import { readKey } from './key-file.ts';
import { createServiceEngine } from './service-engine.ts';

export interface GoogleOptions {
  /** `th-TH-Neural2-C`, `th-TH-Standard-A`, `th-TH-Chirp3-HD-…` */
  readonly voice: string;
  /** 1 is the voice's own pace; Google takes 0.25 to 2. */
  readonly speakingRate: number;
  readonly keyFile: string;
  /** Whether the file holds an API key or an OAuth token (which lives an hour: something must renew the file). */
  readonly auth: 'api-key' | 'bearer';
  /** Project that is billed, where an OAuth token of a person is used. */
  readonly project?: string | undefined;
  /** Another address, as Google has for regions: `https://eu-texttospeech.googleapis.com`. */
  readonly endpoint?: string | undefined;
  readonly mostBytes: number;
  readonly name?: string | undefined;
  readonly calls?: Omit<CallRules, 'who' | 'secrets'> | undefined;
}

const WHO = 'Google Cloud Text-to-Speech';
const RATE_HERTZ = 24_000;

export function createGoogleEngine(options: GoogleOptions): SpeechEngine {
  const { voice, speakingRate, keyFile, auth, project } = options;
  const url = new URL('/v1/text:synthesize', options.endpoint ?? 'https://texttospeech.googleapis.com');
  return createServiceEngine({
    id: `google ${voice} r${speakingRate}`,
    name: options.name,
    host: url.host,
    keyFile,
    limits: { mostBytes: options.mostBytes },
    limitsInWords: `${options.mostBytes} bytes a request (Google takes 5,000), 1,000 requests a minute`,
    atOnce: 2,
    async make(text, signal) {
      const key = await readKey(keyFile);
      const body = {
        input: { text },
        voice: { languageCode: voice.split('-').slice(0, 2).join('-'), name: voice },
        audioConfig: { audioEncoding: 'LINEAR16', sampleRateHertz: RATE_HERTZ, speakingRate },
      };
      return callService(
        {
          url: url.href,
          method: 'POST',
          headers: {
            'content-type': 'application/json; charset=utf-8',
            ...(auth === 'bearer' ? { authorization: `Bearer ${key}` } : { 'x-goog-api-key': key }),
            ...(project === undefined ? {} : { 'x-goog-user-project': project }),
          },
          body: JSON.stringify(body),
        },
        { ...options.calls, who: WHO, secrets: [key] },
        (answer) => wavInBase64(textFieldIn(answer, 'audioContent', WHO), WHO),
        signal,
      );
    },
  });
}
