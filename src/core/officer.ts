// Members of staff and what each may do. Roles add up; an administrator cannot approve by being one.
import { RelayError } from './errors.ts';
import type { Instant, OfficerId, OrgId } from './ids.ts';

export const ROLES = ['reporter', 'editor', 'approver', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

export interface Officer {
  readonly id: OfficerId;
  readonly org: OrgId;
  readonly name: string;
  readonly username: string;
  readonly roles: readonly Role[];
  readonly active: boolean;
  readonly hasPassword: boolean;
  readonly lineUserId: string | undefined;
  readonly lastSeenAt: Instant | undefined;
}

export type Act =
  | 'send-item'
  | 'see-bulletins'
  | 'edit-words'
  | 'change-dictionary'
  | 'decide'
  | 'book'
  | 'withdraw'
  | 'stop-sound'
  | 'change-timetable'
  | 'change-towers'
  | 'change-people'
  | 'see-history';

const ALLOWED: Readonly<Record<Act, readonly Role[]>> = {
  'send-item': ['reporter', 'editor', 'approver', 'administrator'],
  'see-bulletins': ['reporter', 'editor', 'approver', 'administrator'],
  'edit-words': ['reporter', 'editor', 'approver'],
  'change-dictionary': ['editor', 'approver', 'administrator'],
  decide: ['approver'],
  book: ['approver'],
  withdraw: ['approver'],
  'stop-sound': ['editor', 'approver', 'administrator'],
  'change-timetable': ['administrator'],
  'change-towers': ['administrator'],
  'change-people': ['administrator'],
  'see-history': ['approver', 'administrator'],
};

/** Whether one of the officer's roles allows the act. */
export function may(officer: Pick<Officer, 'roles' | 'active'>, act: Act): boolean {
  return officer.active && ALLOWED[act].some((role) => officer.roles.includes(role));
}

/** Refuses with `not-allowed`, naming the act and the roles that could do it. */
export function mustBeAbleTo(officer: Pick<Officer, 'roles' | 'active' | 'name'>, act: Act): void {
  if (may(officer, act)) return;
  throw new RelayError('not-allowed', `${officer.name} may not ${act}`, {
    facts: { act, roles: ALLOWED[act].join(',') },
  });
}
