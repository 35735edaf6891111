// How a scene lets time pass: until something has come or patience has ended. Every piece of news asks all who wait again.
import type { Clock } from './ports.ts';

export interface Waiting {
  /** @returns whether `check` became true within `ms` */
  until(check: () => boolean, ms: number): Promise<boolean>;
  sleep(ms: number): Promise<void>;
  /** Something came from the device. */
  news(): void;
}

export function createWaiting(clock: Clock): Waiting {
  const waiting = new Set<() => void>();
  return {
    until(check, ms) {
      if (check()) return Promise.resolve(true);
      return new Promise((resolve) => {
        const end = (came: boolean) => {
          cancel();
          waiting.delete(look);
          resolve(came);
        };
        const look = () => check() && end(true);
        const cancel = clock.after(ms, () => end(check()));
        waiting.add(look);
      });
    },
    sleep: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
    news() {
      for (const look of [...waiting]) look();
    },
  };
}
