// The child process of sherpa-engine.ts: settings in, `ready` out; then texts in, samples out. The package ends the whole
// process over a model it cannot read, which must not be the relay's.
import type { SherpaSettings } from './sherpa-engine.ts';

/** What we use of sherpa-onnx-node, as its documents and examples show it (1.12 and later; createAsync since 2026-02). */
interface SherpaModule {
  readonly OfflineTts: {
    new (config: SherpaSettings['config']): SherpaVoice;
    createAsync?(config: SherpaSettings['config']): Promise<SherpaVoice>;
  };
}
interface SherpaVoice {
  /** Not its generateAsync: the callback behind that can end the process (seen by users of 1.13). */
  generate(asked: {
    readonly text: string;
    readonly sid: number;
    readonly speed: number;
    readonly enableExternalBuffer: boolean;
  }): { readonly samples: Float32Array; readonly sampleRate: number };
}

let voice: SherpaVoice | undefined;
let settings: SherpaSettings | undefined;

async function load(given: SherpaSettings): Promise<void> {
  const imported = (await import(given.module)) as SherpaModule & { readonly default?: SherpaModule };
  const { OfflineTts } = imported.default ?? imported;
  voice =
    OfflineTts.createAsync === undefined
      ? new OfflineTts(given.config)
      : await OfflineTts.createAsync(given.config);
  settings = given;
}

function say(text: string): { samples: Int16Array; samplesPerSecond: number } {
  if (voice === undefined || settings === undefined) throw new Error('no voice was loaded');
  const { sid, speed } = settings;
  const { samples, sampleRate } = voice.generate({ text, sid, speed, enableExternalBuffer: false });
  const whole = Int16Array.from(samples, (one) => Math.round(Math.max(-1, Math.min(1, one)) * 32_767));
  return { samples: whole, samplesPerSecond: sampleRate };
}

async function answer(asked: SherpaSettings | { readonly text: string }): Promise<object> {
  if ('text' in asked) return say(asked.text);
  await load(asked);
  return { ready: true };
}

process.on('message', (asked: SherpaSettings | { readonly text: string }) => {
  answer(asked)
    .catch((error: unknown) => ({ failure: error instanceof Error ? error.message : String(error) }))
    .then((given) => process.send?.(given));
});
process.on('disconnect', () => process.exit(0));
