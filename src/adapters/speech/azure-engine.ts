// Azure AI Speech: Thai letters as SSML, escaped → POST cognitiveservices/v1 → WAV. The words leave the house.
// https://learn.microsoft.com/azure/ai-services/speech-service/rest-text-to-speech: over 10 minutes the sound is cut off
// without a word, so a request holds 3,000 bytes, about a minute and a half. Free resources: 20 requests a minute.
import type { SpeechEngine } from '../../pipeline/ports.ts';
import { wavIn } from './answered-sound.ts';
import { type CallRules, callService } from './call-service.ts';
import { readKey } from './key-file.ts';
import { createServiceEngine } from './service-engine.ts';

export interface AzureOptions {
  /** The resource's region, `southeastasia`: part of the address. */
  readonly region: string;
  /** `th-TH-PremwadeeNeural`, `th-TH-NiwatNeural`, `th-TH-AcharaNeural` */
  readonly voice: string;
  /** Change of pace, -50 to 50. */
  readonly ratePercent: number;
  readonly keyFile: string;
  /** Another address, for a resource with its own domain or a container in the house. */
  readonly endpoint?: string | undefined;
  readonly name?: string | undefined;
  readonly calls?: Omit<CallRules, 'who' | 'secrets'> | undefined;
}

const WHO = 'Azure Speech';
const FORMAT = 'riff-24khz-16bit-mono-pcm';
const MOST_BYTES = 3_000;

export function createAzureEngine(options: AzureOptions): SpeechEngine {
  const { voice, ratePercent, keyFile } = options;
  const url = new URL(
    '/cognitiveservices/v1',
    options.endpoint ?? `https://${options.region}.tts.speech.microsoft.com`,
  );
  return createServiceEngine({
    id: `azure ${voice} r${ratePercent}`,
    name: options.name,
    host: url.host,
    keyFile,
    limits: { mostBytes: MOST_BYTES },
    limitsInWords: `${MOST_BYTES} bytes a request (Azure cuts off after 10 minutes), free resources 20 requests a minute`,
    atOnce: 2,
    async make(text, signal) {
      const key = await readKey(keyFile);
      return callService(
        {
          url: url.href,
          method: 'POST',
          headers: {
            'content-type': 'application/ssml+xml',
            'x-microsoft-outputformat': FORMAT,
            'ocp-apim-subscription-key': key,
          },
          body: ssml(text, voice, ratePercent),
        },
        { ...options.calls, who: WHO, secrets: [key] },
        ({ bytes, type }) => wavIn(bytes, type, WHO),
        signal,
      );
    },
  });
}

function ssml(text: string, voice: string, ratePercent: number): string {
  const rate = `${ratePercent < 0 ? '' : '+'}${ratePercent}%`;
  return `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="th-TH"><voice name="${escaped(voice)}"><prosody rate="${rate}">${escaped(text)}</prosody></voice></speak>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What is said is never markup; characters XML cannot hold become spaces. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '')
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ');
}
