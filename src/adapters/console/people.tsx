// เจ้าหน้าที่และสิทธิ์ (/people): who may do what, in full sentences; inviting in a minute, removing at once on a page of its
// own. A right is tested by the desk at the act, not by what this page showed.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { Instant, OfficerId } from '../../core/ids.ts';
import { type Officer, ROLES, type Role } from '../../core/officer.ts';
import { Box, Button, Field, Icon, LinkButton, Post, type Problem, Tag, Tick, useHere } from './bits.tsx';
import { doneOf } from './done.tsx';
import { roleWord } from './errors.tsx';
import { readFields, readMany } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { forOfficer, type Visit } from './visit.ts';
import type { Words } from './words.ts';

const idOf = (request: FastifyRequest) => (request.params as { id: OfficerId }).id;
const rolesOf = (body: unknown) =>
  readMany(body, 'roles').flatMap((one) => ROLES.filter((role) => role === one));

export function peopleRoutes(app: FastifyInstance, house: House): void {
  app.get('/people', forOfficer(house, 'see-bulletins', list));
  app.get(
    '/people/new',
    forOfficer(house, 'change-people', async (visit) => newPerson(visit, EMPTY)),
  );
  app.post(
    '/people/new',
    forOfficer(house, 'change-people', async (visit, request) => {
      const { name = '', username = '' } = readFields(request.body);
      const person = { name, username, roles: rolesOf(request.body) };
      try {
        return invited(visit, person.name, await house.staff.invite(visit.officer, person), request);
      } catch (thrown) {
        const problem = problemOf(visit, thrown);
        if (problem === undefined) throw thrown;
        return newPerson(visit, person, problem);
      }
    }),
  );
  app.get(
    '/people/:id',
    forOfficer(house, 'change-people', async (visit, request) =>
      rolesPage(visit, await mustFind(visit, request)),
    ),
  );
  app.post(
    '/people/:id',
    forOfficer(house, 'change-people', async (visit, request) => {
      try {
        await house.staff.changeRoles(visit.officer, idOf(request), rolesOf(request.body));
        return visit.go('/people?done=roles');
      } catch (thrown) {
        const problem = problemOf(visit, thrown);
        if (problem === undefined) throw thrown;
        return rolesPage(visit, await mustFind(visit, request), problem);
      }
    }),
  );
  app.get(
    '/people/:id/remove',
    forOfficer(house, 'change-people', async (visit, request) => {
      const { w } = visit;
      const person = await mustFind(visit, request);
      return showPage(
        visit,
        {
          tab: 'menu',
          title: w.removePerson,
          fullTitle: `${w.removePerson}: ${person.name}`,
          back: { href: `/people/${person.id}`, label: person.name },
        },
        <Post action={`/people/${person.id}/remove`}>
          <p>{w.removePersonFacts(person.name)}</p>
          <div class="actions">
            <Button tone="stop">{w.removePerson}</Button>
            <LinkButton href="/people">{w.back}</LinkButton>
          </div>
        </Post>,
      );
    }),
  );
  app.post(
    '/people/:id/remove',
    forOfficer(house, 'change-people', async (visit, request) => {
      await house.staff.remove(visit.officer, idOf(request));
      return visit.go('/people?done=removed');
    }),
  );
}

async function mustFind({ house, org }: Visit, request: FastifyRequest): Promise<Officer> {
  const person = (await house.staff.all(org)).find((one) => one.id === idOf(request));
  if (person === undefined) throw new RelayError('not-found', 'there is no such person');
  return person;
}

function problemOf({ w }: Visit, thrown: unknown): Problem | undefined {
  if (!(thrown instanceof RelayError)) return undefined;
  const { field, state } = thrown.facts;
  if (state === 'name-taken') return { field: 'username', sentence: w.nameTaken };
  if (state === 'last-administrator') return { field: 'roles', sentence: w.lastAdministrator };
  if (thrown.facts['act'] === 'raise-own-rights') return { field: 'roles', sentence: w.raiseOwn };
  if (thrown.code !== 'invalid-input') return undefined;
  if (field === 'username') return { field: 'username', sentence: w.badUsername };
  if (field === 'roles') return { field: 'roles', sentence: w.chooseRole };
  return { field: 'name', sentence: w.badName };
}

async function list(visit: Visit): Promise<FastifyReply> {
  const { w, when, house, org, officer } = visit;
  const people = await house.staff.all(org);
  const active = people.filter((one) => one.active);
  const approvers = active.filter((one) => one.roles.includes('approver')).length;
  const change = visit.may('change-people');
  const used = (one: Officer) =>
    !one.active
      ? w.removedPerson
      : one.lastSeenAt !== undefined
        ? w.lastUsed(when.ago(one.lastSeenAt))
        : one.hasPassword || one.lineUserId !== undefined
          ? w.neverUsed
          : w.notAccepted;
  return showPage(
    visit,
    { tab: 'menu', title: w.people, back: { href: '/menu', label: w.menu }, done: doneOf(visit) },
    <>
      {approvers < 2 ? <Box tone="waiting">{approvers === 0 ? w.noApprover : w.oneApprover}</Box> : null}
      {change ? (
        <p>
          <LinkButton href="/people/new" icon="user-plus">
            {w.addPerson}
          </LinkButton>
        </p>
      ) : null}
      <ul class="rows">
        {people.map((one) => (
          <li key={one.id}>
            <Row href={change && one.active ? `/people/${one.id}` : undefined}>
              <span class="grow">
                <span class="title">
                  {one.name} {one.id === officer.id ? <span class="soft small">({w.you})</span> : null}
                </span>
                <span class="tags">
                  {one.roles.map((role) => (
                    <Tag key={role} tone="idle" icon="check">
                      {roleWord(role, w)}
                    </Tag>
                  ))}
                </span>
                <span class="soft small">{used(one)}</span>
              </span>
            </Row>
          </li>
        ))}
      </ul>
    </>,
  );
}

function Row({
  href,
  children,
}: {
  readonly href: string | undefined;
  readonly children: JSX.Element;
}): JSX.Element {
  return href === undefined ? (
    <div class="row">{children}</div>
  ) : (
    <a class="row link" href={href}>
      {children}
    </a>
  );
}

interface Typed {
  readonly name: string;
  readonly username: string;
  readonly roles: readonly Role[];
}
const EMPTY: Typed = { name: '', username: '', roles: ['reporter'] };

function newPerson(visit: Visit, typed: Typed, problem?: Problem): Promise<FastifyReply> {
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
function invited(
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

function rolesPage(visit: Visit, person: Officer, problem?: Problem): Promise<FastifyReply> {
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
