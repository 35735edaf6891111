// The terminal's side of a story: steps with their time, one line that moves while something is under way, and the
// timeline of the towers.
import { RelayError } from '../core/errors.ts';

const LOOK_EVERY_MS = 150;

export interface HeardPlay {
  readonly tower: string;
  readonly name: string;
  readonly state: string;
  readonly why: string | null;
  readonly skewMs: number | null;
  readonly audio: string | null;
  readonly ms: number | null;
  readonly lufs: number | null;
}

export type Story = ReturnType<typeof createStory>;

export function createStory(out: NodeJS.WriteStream) {
  const beganAt = Date.now();
  const moving = out.isTTY === true;
  const elapsed = () => `${((Date.now() - beganAt) / 1000).toFixed(1).padStart(5)} s`;
  const clear = () => void (moving && out.write('\r\u001b[2K'));

  function say(text: string): void {
    clear();
    out.write(`${elapsed()}  ${text}\n`);
  }

  let failure: Error | undefined;

  async function found<T>(what: string, look: () => Promise<T | undefined>, patienceMs: number): Promise<T> {
    const until = Date.now() + patienceMs;
    if (moving) out.write(`${elapsed()}  … ${what}`);
    for (;;) {
      if (failure !== undefined) throw failure;
      const seen = await look();
      if (seen !== undefined) {
        say(`✓ ${what}`);
        return seen;
      }
      if (Date.now() > until)
        throw new RelayError('timeout', `${what}: still nothing after ${patienceMs / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  return {
    found,
    until: (what: string, is: () => Promise<boolean>, patienceMs: number) =>
      found(what, async () => ((await is()) ? true : undefined), patienceMs),
    step: (what: string, detail: string) => say(`✓ ${what}: ${detail}`),
    progress(step: string, share: number): void {
      if (moving) out.write(`\r\u001b[2K${elapsed()}  … ${step} ${Math.round(share * 100)} %`);
    },
    event(tower: string, event: string, skewMs: number | undefined): void {
      if (['ready', 'started', 'finished', 'stopped', 'skipped', 'failed', 'rejected'].includes(event)) {
        say(`    ${tower}  ${event}${skewMs === undefined ? '' : ` (${skewMs} ms)`}`);
      }
    },
    reading(spoken: string, unread: readonly { readonly written: string; readonly why: string }[]): void {
      const words = spoken.length > 600 ? `${spoken.slice(0, 600)}…` : spoken;
      say(`  คำอ่าน · reading (${spoken.length} ตัวอักษร): ${words}`);
      for (const token of unread) say(`    ? ${token.written}: ${token.why}`);
    },
    settled(
      officer: string,
      unread: readonly { readonly written: string; readonly proposed: string }[],
    ): void {
      const words = unread.map(
        ({ written, proposed }) => `${written.trim()} → ${proposed === '' ? '(ไม่อ่าน)' : proposed}`,
      );
      say(`✓ ${officer} บอกวิธีอ่านตามที่เสนอ · settled as proposed: ${[...new Set(words)].join(', ')}`);
    },
    play(play: HeardPlay): void {
      const facts = [
        play.ms === null ? undefined : `${(play.ms / 1000).toFixed(1)} s`,
        play.lufs === null ? undefined : `${play.lufs.toFixed(1)} LUFS`,
        play.skewMs === null ? undefined : `เริ่มคลาดเคลื่อน ${play.skewMs} ms`,
        play.why ?? undefined,
        play.audio ?? undefined,
      ].filter((fact) => fact !== undefined);
      say(`  ${play.name} (${play.tower}): ${play.state} · ${facts.join(' · ')}`);
    },
    /** What ends the story at its next look. */
    fail(error: Error): void {
      failure = error;
    },
    end: (text: string) => say(text),
  };
}
