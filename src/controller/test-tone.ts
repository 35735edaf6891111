// The test tone: two soft notes made here, so that a loudspeaker can be tried without any announcement.
const RATE = 22_050;
const NOTES = [
  { hz: 523.25, ms: 900 },
  { hz: 659.25, ms: 1400 },
] as const;
export const TONE_MS = NOTES.reduce((sum, note) => sum + note.ms, 0);

/** WAV, 16 bit mono 22.05 kHz, peak -9 dBFS, with faded ends. */
export function testTone(): Uint8Array {
  const samples = NOTES.flatMap(({ hz, ms }) => {
    const length = Math.round((RATE * ms) / 1000);
    const fade = RATE * 0.05;
    return Array.from({ length }, (_, n) => {
      const edge = Math.min(1, n / fade, (length - n) / fade);
      return Math.round(Math.sin((2 * Math.PI * hz * n) / RATE) * edge * 11_600);
    });
  });
  const wav = Buffer.alloc(44 + samples.length * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples.length * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples.length * 2, 40);
  for (const [n, sample] of samples.entries()) wav.writeInt16LE(sample, 44 + n * 2);
  return wav;
}
