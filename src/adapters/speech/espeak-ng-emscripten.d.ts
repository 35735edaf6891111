// The part of the WASM build's interface that its child uses; the package has no types of its own.
declare module '@echogarden/espeak-ng-emscripten' {
  interface EspeakWorker {
    /** @returns 0 when the voice is there */
    set_voice(name: string): number;
    set_pitch(pitch: number): void;
    set_range(range: number): void;
    set_rate(wordsPerMinute: number): void;
    get_samplerate(): number;
    /** Calls back with each piece of sound; `true` stops it. */
    synthesize(text: string, onSound: (samples: Int16Array) => boolean): void;
  }
  const load: () => Promise<{ readonly eSpeakNGWorker: new () => EspeakWorker }>;

  export default load;
}
