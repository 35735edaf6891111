// The broker keeps a tower's plan without a fence: what another relay said long ago, from a line that stood still, may come
// after our newer plan and lie over it, and who said it may be dead. Plans of ours that the broker acknowledged and plans
// that come from others go in; out comes the tower whose kept plan is now older than ours.
// One connection carries both, so that their order is the broker's.
import type { TowerId } from '../../core/ids.ts';
import { isNewer } from '../../wire/judge.ts';
import { planEnvelopeSchema } from '../../wire/messages.ts';
import { peek } from '../../wire/signing.ts';
import type { Topics } from '../../wire/topics.ts';

export interface PlanFence {
  /** The broker has acknowledged this plan of ours. */
  out(plan: { readonly tower: TowerId; readonly epoch: number; readonly seq: number }): void;
  /** @returns the tower whose plan lies under this message, when it is older than ours or no plan at all */
  under(topic: string, payload: Uint8Array): Promise<TowerId | undefined>;
}

export function createPlanFence(topics: Pick<Topics, 'parse'>): PlanFence {
  const ours = new Map<string, { readonly ep: number; readonly seq: number }>();
  return {
    out({ tower, epoch, seq }) {
      const held = ours.get(tower);
      if (held === undefined || isNewer({ ep: epoch, seq }, held)) ours.set(tower, { ep: epoch, seq });
    },
    async under(topic, payload) {
      const parsed = topics.parse(topic);
      if (parsed?.kind !== 'plan') return undefined;
      // An acknowledgement that came just before it is still on its way through our own hands.
      await new Promise((resolve) => setImmediate(resolve));
      const held = ours.get(parsed.tower);
      if (held === undefined) return undefined;
      // Unproven is enough here: whatever it is, all it can do is have the newest plan said once more.
      const seen = planEnvelopeSchema.safeParse(peek(Buffer.from(payload).toString('latin1')));
      const isOlder = !seen.success || isNewer(held, seen.data);
      return isOlder ? (parsed.tower as TowerId) : undefined;
    },
  };
}
