// Whose LINE account it is: a code from the console, sent by its officer in a chat of their own, binds the account. A text goes
// in, whether it was such a code comes out.
import { actorOf, deedOf } from './deeds.ts';
import type { LineAnswer, LineEvent } from './line-event.ts';
import { LINE_REPLIES } from './line-replies.ts';
import type { Clock, Secrets } from './ports.ts';
import type { InboxEvent, Officers, Sessions } from './records.ts';

const CODE = /^[a-z0-9]{8}$/;

export interface LineBindingPorts {
  readonly officers: Officers;
  readonly sessions: Sessions;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

export function createLineBinding(ports: LineBindingPorts, answer: LineAnswer) {
  const { officers, sessions, secrets, clock } = ports;

  return async (event: InboxEvent, line: Extract<LineEvent, { kind: 'text' }>): Promise<boolean> => {
    const code = line.text.trim().toLowerCase();
    const userId = line.source.userId;
    if (!CODE.test(code) || userId === undefined) return false;
    const spent = await sessions.spend('line', secrets.fingerprint(code), clock.now());
    if (spent === undefined || spent.org !== event.org) return false;
    const officer = await officers.find(spent.org, spent.officer);
    if (officer === undefined) return false;
    const by = actorOf(officer, 'line');
    const deed = deedOf(by, clock.now(), 'officer-changed', 'officer', officer.id, { what: 'line' });
    await officers.change(officer.org, officer.id, { lineUserId: userId }, deed);
    await answer(line, LINE_REPLIES.bound(officer.name));
    return true;
  };
}
