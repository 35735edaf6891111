// The forms about a person: inviting one, the invitation's link, and what somebody may do.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import type { Instant } from '../../core/ids.ts';
import { type Officer, ROLES, type Role } from '../../core/officer.ts';
import { Button, Field, Icon, Post, type Problem, Tick, useHere } from './bits.tsx';
import { roleWord } from './errors.tsx';
import { showPage } from './frame.tsx';
import type { Visit } from './visit.ts';
import type { Words } from './words.ts';

export interface TypedPerson {
  readonly name: string;
  readonly username: string;
  readonly roles: readonly Role[];
}
export const NOBODY: TypedPerson = { name: '', username: '', roles: ['reporter'] };

export function newPersonPage(visit: Visit, typed: TypedPerson, problem?: Problem): Promise<FastifyReply> {
  const { w } = visit;
  const of = (field: string) => (problem?.field === field ? problem : undefined);
  return showPage(
    visit,
    {
      tab: 'menu',
      title: w.addPerson,
      back: { href: '/people', label: w.people },
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <Post action="/people/new" class="pico">
      <Field name="name" label={w.personName} hint={w.personNameHint} problem={of('name')}>
        {(ties) => <input {...ties} type="text" value={typed.name} maxlength={100} required />}
      </Field>
      <Field name="username" label={w.username} hint={w.usernameHint} problem={of('username')}>
        {(ties) => (
          <input
            {...ties}
            type="text"
            value={typed.username}
            maxlength={40}
            autocapitalize="none"
            spellcheck={false}
            required
          />
        )}
      </Field>
      <Roles chosen={typed.roles} problem={of('roles')} />
      <Button tone="primary">{w.invite}</Button>
    </Post>,
  );
}

function Roles({
  chosen,
  problem,
}: {
  readonly chosen: readonly Role[];
  readonly problem: Problem | undefined;
}): JSX.Element {
  const { w } = useHere();
  return (
    <fieldset id="roles" class={problem === undefined ? 'field' : 'field bad'}>
      <legend class="legend">{w.roles}</legend>
      {problem === undefined ? null : <p class="wrong">{problem.sentence}</p>}
      <div class="ticks">
        {ROLES.map((role) => (
          <Tick
            key={role}
            name="roles"
            value={role}
            label={roleWord(role, w)}
            hint={canOf(role, w)}
            checked={chosen.includes(role)}
          />
        ))}
      </div>
    </fieldset>
  );
}

function canOf(role: Role, w: Words): string {
  return {
    reporter: w.canReporter,
    editor: w.canEditor,
    approver: w.canApprover,
    administrator: w.canAdministrator,
  }[role];
}

/** The link is in this answer only: it is not kept, and no address of ours carries it. */
export function invitedPage(
  visit: Visit,
  name: string,
  made: { readonly token: string; readonly expiresAt: Instant },
  request: FastifyRequest,
): Promise<FastifyReply> {
  const { w, when } = visit;
  const link = `${request.protocol}://${request.host}/invite/${made.token}`;
  return showPage(
    visit,
    { tab: 'menu', title: w.inviteReady, back: { href: '/people', label: w.people } },
    <>
      <p>{w.inviteHint(name)}</p>
      <p class="code long" lang="en">
        {link}
      </p>
      <p>
        <button type="button" class="button" data-copy={link} data-done={w.copied} hidden>
          <Icon name="link" />
          <span>{w.copyLink}</span>
        </button>
      </p>
      <p class="soft">
        {w.inviteOnce} · {w.validUntil(when.at(made.expiresAt))}
      </p>
    </>,
  );
}

export function rolesPage(visit: Visit, person: Officer, problem?: Problem): Promise<FastifyReply> {
  const { w } = visit;
  return showPage(
    visit,
    {
      tab: 'menu',
      title: person.name,
      fullTitle: `${w.changeRoles}: ${person.name}`,
      back: { href: '/people', label: w.people },
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <>
      <Post action={`/people/${person.id}`} class="pico">
        <Roles chosen={person.roles} problem={problem} />
        <Button tone="primary">{w.save}</Button>
      </Post>
      <ul class="menu rows section">
        {visit.may('see-history') ? (
          <li>
            <a href={`/history?officer=${person.id}`}>
              <Icon name="history" />
              {w.onlyBy(person.name)}
            </a>
          </li>
        ) : null}
        <li>
          <a href={`/people/${person.id}/remove`}>
            <Icon name="x" />
            {w.removePerson}
          </a>
        </li>
      </ul>
    </>,
  );
}
