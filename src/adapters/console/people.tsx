// เจ้าหน้าที่และสิทธิ์ (/people): who may do what, in full sentences; inviting in a minute, removing at once on a page of its
// own. A right is tested by the desk at the act, not by what this page showed.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { OfficerId } from '../../core/ids.ts';
import { type Officer, ROLES } from '../../core/officer.ts';
import { Box, Button, LinkButton, Post, type Problem, Tag } from './bits.tsx';
import { doneOf } from './done.tsx';
import { roleWord } from './errors.tsx';
import { readFields, readMany } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { invitedPage, NOBODY, newPersonPage, rolesPage } from './people-forms.tsx';
import { forOfficer, type Visit } from './visit.ts';

const idOf = (request: FastifyRequest) => (request.params as { id: OfficerId }).id;
const rolesOf = (body: unknown) =>
  readMany(body, 'roles').flatMap((one) => ROLES.filter((role) => role === one));

export function peopleRoutes(app: FastifyInstance, house: House): void {
  app.get('/people', forOfficer(house, 'see-bulletins', list));
  app.get(
    '/people/new',
    forOfficer(house, 'change-people', async (visit) => newPersonPage(visit, NOBODY)),
  );
  app.post(
    '/people/new',
    forOfficer(house, 'change-people', async (visit, request) => {
      const { name = '', username = '' } = readFields(request.body);
      const person = { name, username, roles: rolesOf(request.body) };
      try {
        return invitedPage(visit, person.name, await house.staff.invite(visit.officer, person), request);
      } catch (thrown) {
        const problem = problemOf(visit, thrown);
        if (problem === undefined) throw thrown;
        return newPersonPage(visit, person, problem);
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
