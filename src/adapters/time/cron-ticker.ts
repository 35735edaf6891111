// node-cron as the conveyor's ticker: once a second, nothing more. What is due is known by the database alone, so a
// tick that is missed while the process was down or the clock jumped costs a second, never a play.
import { type ScheduledTask, schedule } from 'node-cron';
import type { Ticker } from '../../pipeline/conveyor.ts';

export function createCronTicker(): Ticker {
  let task: ScheduledTask | undefined;
  return {
    start(tick) {
      task ??= schedule('* * * * * *', tick, { name: 'conveyor', timezone: 'Asia/Bangkok' });
    },
    stop() {
      void task?.stop();
      task = undefined;
    },
  };
}
