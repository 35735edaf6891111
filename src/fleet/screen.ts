// The live view of a fleet: in a terminal one screen that is drawn over again, elsewhere a plain line now and then.
const WIDTH = 30;
const DRAW_EVERY_MS = 250;
const SAY_EVERY_MS = 5_000;

export interface Row {
  readonly name: string;
  readonly done: number;
  readonly of: number;
  readonly note?: string;
}

export interface Look {
  readonly title: string;
  readonly phase: string;
  readonly rows: readonly Row[];
}

export interface Screen {
  start(look: () => Look): void;
  /** Something worth its own line. */
  say(text: string): void;
  stop(): void;
}

export function createScreen(out: NodeJS.WriteStream): Screen {
  const isTerminal = out.isTTY === true;
  const beganAt = performance.now();
  let look: (() => Look) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let drawn = 0;
  let lastLine = '';

  const elapsed = () => `${((performance.now() - beganAt) / 1000).toFixed(1).padStart(6)} s`;

  function wipe(): void {
    if (drawn > 0) out.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  }

  function draw(): void {
    if (look === undefined) return;
    const { title, phase, rows } = look();
    if (!isTerminal) {
      const line = rows.map(({ name, done, of }) => `${name} ${done}/${of}`).join(', ');
      if (line !== lastLine) out.write(`${elapsed()}  ${phase}: ${line}\n`);
      lastLine = line;
      return;
    }
    const widest = Math.max(...rows.map(({ name }) => name.length));
    const lines = [
      `\u001b[1m${title}\u001b[0m`,
      `${elapsed()}  ${phase}`,
      '',
      ...rows.map(
        ({ name, done, of, note = '' }) =>
          `  ${name.padEnd(widest)}  ${bar(done, of)}  ${done}/${of}  ${note}`,
      ),
      '',
    ];
    wipe();
    const most = out.columns ?? 80;
    out.write(lines.map((line) => `${line.length > most + 8 ? line.slice(0, most) : line}\n`).join(''));
    drawn = lines.length;
  }

  return {
    start(what) {
      look = what;
      timer ??= setInterval(draw, isTerminal ? DRAW_EVERY_MS : SAY_EVERY_MS);
      if (isTerminal) draw();
    },
    say(text) {
      wipe();
      out.write(`${elapsed()}  ${text}\n`);
      if (isTerminal) draw();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      if (isTerminal) draw();
      look = undefined;
      drawn = 0;
    },
  };
}

function bar(done: number, of: number): string {
  const full = of === 0 ? 0 : Math.round((Math.min(done, of) / of) * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
}
