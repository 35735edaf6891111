// A tower's line to the broker: it comes up when there is net, falls with it, and is tried again.
import type { Clock, Link, LinkEvents, Message } from '../../src/controller/ports.ts';
import { RelayError } from '../../src/core/errors.ts';
import type { Broker, Session } from './broker.ts';
import type { Chance } from './chance.ts';
import type { World } from './world.ts';

export interface BoxLinkParts {
  readonly id: string;
  readonly world: World;
  readonly chance: Chance;
  readonly broker: Broker;
  readonly clock: Clock;
  /** Whether the power that began this boot is still on. */
  alive(): boolean;
  hasNet(): boolean;
  /** Something may have become another. */
  felt(): void;
  /** What the box is connected by, whichever boot of it. */
  readonly plug: { session: Session | undefined };
}

export function createBoxLink(parts: BoxLinkParts): Link {
  const { id, world, chance, broker, clock, alive, hasNet, felt, plug } = parts;
  let events: LinkEvents | undefined;
  let isClosed = false;
  const again = () => clock.after(chance.between(500, 40_000), connect);
  function connect(): void {
    if (isClosed || !alive() || events === undefined) return;
    const on = events;
    const will = on.will();
    const mine = hasNet()
      ? broker.open(id, {
          will,
          take(topic, payload) {
            if (!alive()) return;
            on.message(topic, payload);
            felt();
          },
          lost() {
            if (plug.session !== mine) return;
            plug.session = undefined;
            if (!alive()) return;
            on.lost();
            if (!isClosed) again();
            felt();
          },
        })
      : undefined;
    if (mine === undefined) return void again();
    plug.session = mine;
    on.connected();
  }
  const up = () => {
    if (plug.session?.isAlive) return plug.session;
    throw new RelayError('broker-down', 'cut', { retry: true });
  };
  return {
    open(on) {
      events = on;
      world.in(chance.between(100, 5_000), () => alive() && connect());
    },
    subscribe: async (list) => broker.subscribe(up(), list),
    unsubscribe: async (list) => broker.unsubscribe(up(), list),
    publish: async (message: Message) => broker.send(up(), message),
    async close() {
      isClosed = true;
      if (plug.session !== undefined) broker.end(plug.session, 'clean');
    },
  };
}
