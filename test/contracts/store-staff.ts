// The store's contract, part three: people, sessions, the audit trail, and that no organisation sees another's.
import type { Test } from 'tap';
import type { OfficerId, OrgId, SlotId, VillageCode } from '../../src/core/ids.ts';
import type { LocalDate } from '../../src/core/timetable.ts';
import { type Database, NOW, type Store } from './store-databases.ts';
import { book, entryOf, found, itemOf, MINUTE, name, publish } from './store-village.ts';

export function staffContract(t: Test, store: Store, other: Store, database: Database): void {
  t.test('an organisation and its policies are read as they were written', async (t) => {
    const village = await found(store);
    const before = await store.organisations.find(village.org);
    t.match(before, {
      id: village.org,
      parent: undefined,
      area: '341901',
      quietHours: { fromMinute: 1260, toMinute: 300 },
      formulas: { opening: 'ประกาศจาก อบต.ตัวอย่าง', closing: '' },
    });
    t.ok((await store.organisations.all()).some((one) => one.id === village.org));
    t.same(
      (await store.organisations.villages(village.org)).map((one) => [one.code, one.moo, one.name]),
      [
        ['34190101', 1, 'บ้าน1'],
        ['34190102', 2, 'บ้าน2'],
      ],
    );
    const rules = { ...before!.rules, routine: { approvers: 2, mayApproveOwn: false } };
    const deed = village.deed('quiet-hours-changed', 'organisation', village.org);
    await store.organisations.change(
      village.org,
      { rules, quietHours: { fromMinute: 1200, toMinute: 360 } },
      deed,
    );
    t.same(await store.organisations.find(village.org), {
      ...before,
      rules,
      quietHours: { fromMinute: 1200, toMinute: 360 },
    });
    const formulas = { opening: '', closing: 'ขอขอบคุณครับ' };
    await store.organisations.change(
      village.org,
      { formulas },
      village.deed('formulas-changed', 'organisation', village.org),
    );
    t.match(await store.organisations.find(village.org), { name: before?.name, formulas, rules });
    await t.rejects(store.organisations.change(name('org') as OrgId, { name: 'x' }, deed), {
      code: 'not-found',
    });
  });

  t.test('a username is one person’s in the whole installation', async (t) => {
    const [village, stranger] = [await found(store), await found(store)];
    const { officer, org } = village;
    t.same(await store.officers.find(org, officer.id), officer);
    t.same(await store.officers.byUsername(officer.username), { officer, passwordHash: undefined });
    t.equal(await store.officers.byUsername(officer.username.toUpperCase()), undefined);
    const double = { ...officer, id: name('o') as OfficerId, org: stranger.org, lineUserId: undefined };
    await t.rejects(store.officers.add(double, stranger.deed('officer-added')), { code: 'conflict' });
    t.equal((await store.officers.all(stranger.org)).length, 1, 'nothing of the refused one stays');
    const changed = village.deed('officer-changed', 'officer', officer.id);
    t.ok(
      await store.officers.change(
        org,
        officer.id,
        { passwordHash: 'scrypt$x', roles: ['reporter'] },
        changed,
      ),
    );
    t.match(await store.officers.byUsername(officer.username), {
      passwordHash: 'scrypt$x',
      officer: { hasPassword: true, roles: ['reporter'] },
    });
    t.equal(await store.officers.change(stranger.org, officer.id, { name: 'x' }, changed), false);
  });

  t.test(
    'a LINE account is known only in its own organisation and while its officer is active',
    async (t) => {
      const village = await found(store);
      const { officer, org } = village;
      const line = officer.lineUserId!;
      t.equal((await store.officers.byLineUser(org, line))?.id, officer.id);
      const deed = village.deed('officer-changed', 'officer', officer.id);
      await store.officers.change(org, officer.id, { active: false }, deed);
      t.equal(await store.officers.byLineUser(org, line), undefined);
      await store.officers.change(org, officer.id, { active: true, lineUserId: undefined }, deed);
      t.equal(await store.officers.byLineUser(org, line), undefined);
      t.equal((await store.officers.find(org, officer.id))?.lineUserId, undefined);
    },
  );

  t.test('a session lives until it ends, is closed, or its officer leaves', async (t) => {
    const village = await found(store);
    const { officer, org } = village;
    const session = (fingerprint: string) => ({
      fingerprint,
      org,
      officer: officer.id,
      csrf: 'c',
      madeAt: NOW,
      seenAt: NOW,
      expiresAt: NOW + MINUTE,
    });
    const [a, b] = [name('session'), name('session')];
    for (const one of [a, b])
      await store.sessions.open(session(one), village.deed('signed-in', 'officer', officer.id));
    t.same(await store.sessions.find(a, NOW), session(a));
    t.equal(await store.sessions.find(a, NOW + MINUTE), undefined);
    await store.sessions.touch(a, NOW + 9, NOW + 2 * MINUTE);
    t.match(await store.sessions.find(a, NOW + MINUTE), { seenAt: NOW + 9, expiresAt: NOW + 2 * MINUTE });
    t.equal((await store.officers.find(org, officer.id))?.lastSeenAt, NOW + 9);
    await store.sessions.close(a);
    t.equal(await store.sessions.find(a, NOW), undefined);
    await store.officers.change(
      org,
      officer.id,
      { active: false },
      village.deed('officer-removed', 'officer', officer.id),
    );
    t.equal(await store.sessions.find(b, NOW), undefined);
  });

  t.test('a one-time link opens once, however many hands reach for it', async (t) => {
    const { officer, org } = await found(store);
    const link = name('link');
    await store.sessions.offer('sign-in', org, officer.id, link, NOW + MINUTE);
    t.equal(await store.sessions.spend('invite', link, NOW), undefined, 'of another kind');
    t.equal(await store.sessions.spend('sign-in', link, NOW + MINUTE), undefined, 'too late');
    const spent = await Promise.all(
      Array.from({ length: 8 }, (_, hand) => [store, other][hand % 2]!.sessions.spend('sign-in', link, NOW)),
    );
    t.same(
      spent.filter((one) => one !== undefined),
      [{ org, officer: officer.id }],
    );
  });

  t.test('tries are counted within their window, over all relays', async (t) => {
    const key = name('account');
    const counts = await Promise.all([store, other, store].map((one) => one.tries.count(key, NOW, MINUTE)));
    t.same([...counts].sort(), [1, 2, 3]);
    t.equal(await store.tries.count(key, NOW + MINUTE, MINUTE), 1);
    await store.tries.clear(key);
    t.equal(await store.tries.count(key, NOW + MINUTE, MINUTE), 1);
  });

  t.test('a token is known by its fingerprint, a word by its organisation', async (t) => {
    const village = await found(store);
    const fingerprint = name('token');
    await store.tokens.add(
      village.org,
      'กรมชลประทาน',
      fingerprint,
      village.deed('token-made', 'token', fingerprint),
    );
    t.same(await store.tokens.find(fingerprint), { org: village.org, name: 'กรมชลประทาน' });
    t.equal(await store.tokens.find('x'), undefined);
    const deed = village.deed('organisation-made', 'organisation', village.org);
    const put = (spoken: string) =>
      store.dictionary.change(village.org, { put: [entryOf('บ้านโคก', spoken)], remove: [] }, deed);
    await put('บ้าน-โคก');
    await put('บ้าน-โคก-สูง');
    const { always } = await store.dictionary.read(village.org);
    t.same([...always], [['บ้านโคก', 'บ้าน-โคก-สูง']]);
  });

  t.test('the audit trail is a chain that nobody can change, remove from or cut short unseen', async (t) => {
    const village = await found(store);
    const { org, officer } = village;
    const subject = { kind: 'slot' as const, id: 'morning' };
    await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        [store, other][n % 2]!.audit.add(org, {
          ...village.deed('slot-changed'),
          subject,
          facts: { n, why: 'ทดสอบ' },
        }),
      ),
    );
    const lines = await store.audit.list(org, { subject, limit: 4 });
    t.equal(lines.length, 4);
    t.match(lines[0], {
      org,
      act: 'slot-changed',
      by: { officer: officer.id, door: 'console' },
      facts: { why: 'ทดสอบ' },
    });
    t.same((await store.audit.list(org, { subject, before: lines[3]!.n, limit: 9 })).length, 2);
    t.ok((await store.audit.list(org, { officer: officer.id, limit: 99 })).length >= 6);
    t.same(await store.audit.list(org, { officer: name('o') as OfficerId, limit: 9 }), []);
    t.equal(await store.audit.firstBroken(org), undefined);
    const n = lines[2]!.n;
    await t.rejects(
      database.query(`update audit set by_name = 'x' where org_id = '${org}' and n = ${n} returning n`),
      /only grows/,
    );
    await t.rejects(
      database.query(`delete from audit where org_id = '${org}' and n = ${n} returning n`),
      /only grows/,
    );
    // Somebody with the administrator's key to the database itself: seen, though not prevented.
    await database.query(`update audit_heads set n = n + 1 where org_id = '${org}' returning n`);
    t.equal(await store.audit.firstBroken(org), lines[0]!.n + 1, 'a line at the end is missing');
    const forged = [
      org,
      lines[0]!.n + 1,
      NOW,
      'slot-changed',
      officer.id,
      'x',
      'console',
      'slot',
      'morning',
      '{}',
      'f'.repeat(64),
    ].map((value) => (typeof value === 'number' ? value : `'${value}'`));
    await database.query(
      `insert into audit (org_id, n, at, act, officer_id, by_name, door, subject_kind, subject_id, facts, hash) values (${forged.join(', ')}) returning n`,
    );
    t.equal(await store.audit.firstBroken(org), lines[0]!.n + 1, 'a line is forged');
  });

  t.test('no organisation reads another’s rows, by whatever name it asks', async (t) => {
    const [village, stranger] = [await found(store), await found(store)];
    const booked = await book(village, 'ของเรา');
    await publish(village);
    const { org, officer, first, deed } = village;
    const slot = {
      id: name('slot') as SlotId,
      name: 'เช้า',
      weekdays: [1],
      startsAtMinute: 360,
      lengthMs: 60_000,
    };
    await store.slots.put(org, slot, deed());
    const poster = itemOf(village, { kind: 'image', text: undefined });
    await store.items.add(poster, undefined, deed());
    await store.slots.except(
      org,
      { slot: slot.id, date: '2026-11-24' as LocalDate, movedToMinute: 1, why: 'x' },
      deed(),
    );
    await store.dictionary.change(org, { put: [entryOf('ก', 'ข')], remove: [] }, deed());
    await store.listening.heard(org, officer.id, booked.clip.sha256, 0, 1000);
    await store.inbox.keep(org, 'line', [{ webhookEventId: name('event'), raw: 'ข่าว' }], NOW);
    const event = (await store.inbox.claim('intake', NOW, 500)).find((one) => one.org === org);
    await store.inbox.remember(event!, { messageId: 'm9', group: 'g', at: NOW });
    await store.caretakers.set(org, first, { name: 'ผู้ใหญ่', phone: '1' }, deed());
    const ill = { tower: first, reason: 'no-word', since: NOW, missesAt: undefined, told: 'noted' } as const;
    await store.vitals.note(org, [{ before: undefined, after: ill, deed: undefined }]);
    await store.towerContacts.event(first, 'tone', '', NOW, NOW);
    await store.towerContacts.presence(first, true, 'B', 1, NOW);
    const far = [NOW - 9 * MINUTE, NOW + 99 * MINUTE] as const;

    // Every method that takes an organisation and answers with rows; asked by the owner, then by a stranger.
    const reads: Record<string, (by: OrgId) => Promise<unknown>> = {
      'inbox.recall': (by) => store.inbox.recall(by, 'line', 'm9'),
      'items.find': (by) => store.items.find(by, booked.item.id),
      'items.findMessage': (by) => store.items.findMessage(by, 'line', booked.item.messageId),
      'drafts.clipOf': (by) => store.drafts.clipOf(by, booked.clip.recipe),
      'dictionary.read': async (by) => [...(await store.dictionary.read(by)).always],
      'dictionary.all': (by) => store.dictionary.all(by),
      'dictionary.find': (by) => store.dictionary.find(by, 'ก'),
      'bulletins.find': (by) => store.bulletins.find(by, booked.bulletin),
      'bulletins.consents': (by) => store.bulletins.consents(by, booked.bulletin),
      'bulletins.clip': (by) => store.bulletins.clip(by, booked.clip.sha256),
      'listening.coveredMs': (by) => store.listening.coveredMs(by, officer.id, booked.clip.sha256),
      'slots.all': (by) => store.slots.all(by),
      'slots.exceptions': (by) =>
        store.slots.exceptions(by, '2026-01-01' as LocalDate, '2027-01-01' as LocalDate),
      'bookings.taken': (by) => store.bookings.taken(by, village.towers, ...far),
      'plans.content': async (by) => [
        ...(await store.plans.content([{ org: by, tower: first }], NOW, far[1])),
      ],
      'receipts.play': (by) => store.receipts.play(by, booked.plays[0]!.id),
      'towers.all': async (by) => (await store.towers.all(by)).filter((tower) => tower.org === org),
      'towers.find': (by) => store.towers.find(by, first),
      'vitals.signs': async (by) => (await store.vitals.signs(by, NOW)).filter((one) => one.org === org),
      'vitals.open': (by) => store.vitals.open(by),
      'caretakers.all': (by) => store.caretakers.all(by),
      'tones.due': (by) => store.tones.due(by, '2026-11-24' as LocalDate, NOW),
      'tones.answered': (by) => store.tones.answered(by),
      'officers.all': async (by) => (await store.officers.all(by)).filter((one) => one.org === org),
      'officers.find': (by) => store.officers.find(by, officer.id),
      'officers.byLineUser': (by) => store.officers.byLineUser(by, officer.lineUserId!),
      'organisations.find': async (by) =>
        (await store.organisations.find(by))?.id === org ? 'found' : undefined,
      'organisations.villages': async (by) =>
        (await store.organisations.villages(by)).filter((one) => one.org === org),
      'audit.list': (by) =>
        store.audit.list(by, { subject: { kind: 'booking', id: booked.booking.id }, limit: 9 }),
      'views.queue': (by) => store.views.queue(by, { limit: 9 }),
      'views.untyped': (by) => store.views.untyped(by),
      'views.bulletin': (by) => store.views.bulletin(by, booked.bulletin),
      'views.plays': (by) => store.views.plays(by, ...far),
      'views.asRun': (by) => store.views.asRun(by, ...far),
      'views.playsAt': (by) => store.views.playsAt(by, first, 9),
    };
    const writes =
      'inbox.keep inbox.forget items.add items.unsend items.edit items.type tokens.add dictionary.change bulletins.revise ' +
      'bulletins.consent bulletins.turnDown bulletins.withdraw bulletins.retryVoice bulletins.wish listening.heard slots.put ' +
      'slots.remove slots.except towers.add towers.offer towers.mute towers.setVolume towers.limitAll vitals.note caretakers.set tones.ordered officers.add officers.change sessions.open ' +
      'organisations.add organisations.change audit.add audit.firstBroken';
    const claimsAndSecrets =
      'inbox.claim inbox.settle inbox.postpone inbox.park inbox.remember drafts.claim drafts.renew drafts.voiced drafts.unvoiced ' +
      'drafts.postpone bookings.claimWishes bookings.book bookings.refuse bookings.claimOpen bookings.extend plans.claim ' +
      'plans.published plans.postpone plans.dirty plans.rendition receipts.keep receipts.unapplied receipts.apply ' +
      'receipts.silent tokens.find tones.take tones.giveBack towers.claim towerContacts.passwordHash towerContacts.configs towerContacts.hello ' +
      'towerContacts.presence towerContacts.health towerContacts.event officers.byUsername sessions.find sessions.touch ' +
      'sessions.close sessions.offer sessions.spend tries.count tries.clear organisations.all ' +
      'brokerShelf.need brokerShelf.claim brokerShelf.cleared brokerShelf.postpone brokerShelf.onTheWay ' +
      'forgetting.rawEvents forgetting.eventIds forgetting.messageIds forgetting.passes sounds.dropSpare sounds.dropAired sounds.dropListening sounds.named ' +
      'originalRecords.dropClosed originalRecords.named worklist.idle';
    const listed = [...Object.keys(reads), ...writes.split(' '), ...claimsAndSecrets.split(' ')].sort();
    const there = Object.entries(store)
      .filter(([, port]) => typeof port === 'object')
      .flatMap(([port, methods]) => Object.keys(methods).map((method) => `${port}.${method}`))
      .sort();
    t.same(listed, there, 'a new method has to say here whose rows it reads');
    for (const [method, read] of Object.entries(reads)) {
      t.ok(holds(await read(org)), `${method} answers its owner`);
      t.notOk(holds(await read(stranger.org)), `${method} tells a stranger nothing`);
    }
  });

  t.test('no organisation changes another’s rows', async (t) => {
    const [village, stranger] = [await found(store), await found(store)];
    const booked = await book(village, 'ของเรา');
    const { version } = (await store.bulletins.find(village.org, booked.bulletin))!;
    const { org, deed } = stranger;
    const draft = {
      title: 'x',
      words: 'x',
      class: 'routine',
      source: { kind: 'words' },
      author: undefined,
      authorName: 'x',
      at: NOW,
    } as const;
    t.equal(await store.bulletins.revise(org, booked.bulletin, version, draft, deed()), false);
    t.equal(await store.bulletins.withdraw(org, booked.bulletin, version, 'x', deed('withdrawn')), false);
    t.equal(await store.bulletins.turnDown(org, booked.bulletin, version, 'rejected', 'x', deed()), false);
    t.equal(await store.items.edit(org, 'line', booked.item.messageId, draft, NOW, deed()), 'unknown');
    t.same(await store.items.unsend(org, 'line', booked.item.messageId, deed('item-unsent')), {
      erased: undefined,
    });
    t.equal((await store.items.find(village.org, booked.item.id))?.erasedAt, undefined);
    t.equal(await store.towers.mute(org, village.first, NOW, deed('tower-muted')), false);
    const loud = { volume: { routine: 10, important: 10, emergency: 50 }, softerHours: [] };
    t.equal(await store.towers.setVolume(org, village.first, loud, true, deed('volume-changed')), false);
    await t.rejects(store.towers.offer(org, village.first, 'c', NOW, deed()), { code: 'not-found' });
    t.equal((await store.bulletins.find(village.org, booked.bulletin))?.version, version);
    const village2 = '34190101' as VillageCode;
    t.ok(
      (await store.organisations.villages(org)).some((one) => one.code === village2),
      'names of villages are each organisation’s own',
    );
  });
}

function holds(answer: unknown): boolean {
  if (answer instanceof Map) return answer.size > 0;
  if (Array.isArray(answer)) return answer.length > 0;
  return answer !== undefined && answer !== 0;
}
