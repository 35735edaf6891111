// Mistakes that somebody could make, each one edit of one source file. The simulation is only as good as the mistakes it
// finds: every one of these must make some history fail.

export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly put: string;
  /** Where a second line of defence would make it harmless, that one is gone too. */
  readonly also?: Omit<PlantedBug, 'name' | 'also'>;
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a tower takes an older plan',
    file: 'src/wire/judge.ts',
    find: 'if (held !== undefined && !isNewer(plan, held)) {',
    put: 'if (held !== undefined && held.ep > plan.ep) {',
  },
  {
    name: 'a tower forgets in a power cut which plan it has taken',
    file: 'src/controller/papers.ts',
    find: 'await disk.write(PLAN, jws);',
    put: '',
  },
  {
    name: 'a tower keeps no number of the plan it has taken',
    file: 'src/controller/papers.ts',
    find: 'floors = raised(others, jws, judged.plan);',
    put: '',
  },
  {
    name: 'a tower does not look whether the approval is for this sound',
    file: 'src/wire/judge.ts',
    find: 'clip.h === item.clip.h && clip.c === item.clip.c);',
    put: 'clip.c === item.clip.c);',
  },
  {
    name: 'a tower does not look at the class that was approved',
    file: 'src/wire/judge.ts',
    find: 'if (rank(item.cls) > highest) return',
    put: 'if (rank(item.cls) > 9 + highest) return',
  },
  {
    name: 'nobody verifies signatures',
    file: 'src/wire/signing.ts',
    find: 'const { payload } = await compactVerify(jws, await publicKey(key), { algorithms: [ALGORITHM] });',
    put: "const payload = Buffer.from(jws.split('.')[1] ?? '', 'base64url');",
  },
  {
    name: 'a tower takes the plan of another tower',
    file: 'src/wire/judge.ts',
    find: 'if (plan.tw !== bench.tower) return',
    put: "if (plan.tw === '') return",
  },
  {
    name: 'the line that it began is written a minute after the sound',
    file: 'src/controller/speaker.ts',
    find: "const isWritten = await parts.tell(item, 'started', { vol: running.volume });",
    put: "const isWritten = true; clock.after(60_000, () => parts.later(async () => void (await parts.tell(item, 'started', { vol: running.volume }))));",
  },
  {
    name: 'a tower does not ask its journal what has been played',
    file: 'src/controller/programme.ts',
    find: 'if (isTerminal(last) && !mayRestart) return;',
    put: '',
  },
  {
    name: 'a tower does not tell after a power cut what it had begun',
    file: 'src/controller/plays.ts',
    find: "for (const line of journal.unfinished()) await tell(line, 'stopped', { why: 'power' });",
    put: '',
  },
  {
    name: 'a tower has no quiet hours',
    file: 'src/controller/gates.ts',
    find: '.some((quiet) => isQuiet(startAt, quiet))',
    put: '.some(() => false)',
  },
  {
    name: 'a tower plays what its new plan no longer has',
    file: 'src/controller/programme.ts',
    find: "if (withdrawn.has(id) || isChosen(play)) await leave(play, 'withdrawn');",
    put: 'if (withdrawn.size >= 0) continue;',
  },
  {
    name: 'a withdrawal does not stop what sounds',
    file: 'src/controller/speaker.ts',
    find: '      running.playing.stop();\n      return;',
    put: '      return;',
  },
  {
    name: 'a play takes over from another of its own class',
    file: 'src/controller/turns.ts',
    find: 'if (current === undefined || !outweighs(next, current)) return;',
    put: 'if (current === undefined) return;',
  },
  {
    name: 'a tower plays when the window has closed',
    file: 'src/controller/play-times.ts',
    find: 'if (now > deadline(play)) {',
    put: 'if (now > deadline(play) + 7_200_000) {',
  },
  {
    name: 'a tower believes its own clock',
    file: 'src/controller/tower-time.ts',
    find: 'return trustOwn ? own : undefined;',
    put: 'return own;',
  },
  {
    name: 'numbers of receipts begin anew after a power cut, and nobody minds what the relay has',
    file: 'src/controller/journal.ts',
    find: 'next = Math.max(next, line.n + 1);',
    put: 'rack = 0;',
    also: {
      file: 'src/controller/journal.ts',
      find: 'if (upTo >= next) {',
      put: 'if (upTo < 0) {',
    },
  },
  {
    name: 'a tower sends a receipt once',
    file: 'src/controller/outbox.ts',
    find: 'if (pending.length > 0) cancelRetry ??= clock.after(retryMs, again);',
    put: '',
  },
  {
    name: 'a tower greets a slow broker once',
    file: 'src/controller/connection.ts',
    find: 'return greetAgain();',
    put: 'return;',
  },
  {
    name: 'the relay confirms receipts before it has stored them',
    file: 'src/pipeline/receipts.ts',
    find: 'const kept = await ports.receipts.keep(tower, receipts.map(asHeard), ports.clock.now());',
    put: 'await ports.line.acknowledge(tower, { nonce, rack: Math.max(...receipts.map((one) => one.n)), planSeq: 0 }); const kept = await ports.receipts.keep(tower, receipts.map(asHeard), ports.clock.now());',
  },
  {
    name: 'the relay confirms receipts over a gap',
    file: 'src/adapters/store/receipts.ts',
    find: 'if (row.n !== rack + 1) return rack;',
    put: '',
  },
  {
    name: 'silence is never told',
    file: 'src/pipeline/receipts.ts',
    find: 'if (Math.abs(now - silenceCheckedAt) < SILENCE_CHECK_MS) return;',
    put: 'if (silenceCheckedAt >= 0) return;',
  },
  {
    name: 'two plans have one number',
    file: 'src/adapters/store/plans.ts',
    find: 'also: sql`seq = seq + 1, trying = wanted`,',
    put: 'also: sql`trying = wanted`,',
  },
  {
    name: 'whoever was overtaken leaves its older plan at the broker',
    file: 'src/pipeline/delivery.ts',
    find: 'await ports.plans.dirty(tower, ports.clock.now());\n    ports.log.warn(',
    put: 'ports.log.warn(',
  },
  {
    name: 'a tower that is ahead of the numbers stays ahead',
    file: 'src/adapters/store/tower-plans.ts',
    find: 'if (!isAhead ||',
    put: 'if (isAhead ||',
  },
  {
    name: 'delivery does not see withdrawals',
    file: 'src/adapters/store/plan-contents.ts',
    find: "withdrawn: booking_state === 'withdrawn' || row.at < (muted_until ?? 0),",
    put: 'withdrawn: booking_state === muted_until,',
  },
  {
    name: 'a new revision leaves the bookings of the old one',
    file: 'src/adapters/store/revisions.ts',
    find: 'await withdrawBookings(trx, org, id, n - 1);',
    put: '',
  },
  {
    name: 'a withdrawal does not reach the plans',
    file: 'src/adapters/store/withdrawals.ts',
    find: 'await markDirty(trx, towers, RANK.emergency);',
    put: '',
  },
  {
    name: 'a wish is booked by everybody who has claimed it',
    file: 'src/adapters/store/wishes.ts',
    find: "    .where('owner', '=', owner)\n    .where('version', '=', version)\n    .where('state', '=', 'approved')\n    .where('wish_state', '=', 'unmet')\n",
    put: '',
  },
  {
    name: 'a new plan does not go out when a booking is made',
    file: 'src/adapters/store/bookings.ts',
    find: '  await keepPlays(trx, plays);\n  await markDirty(',
    put: '  await keepPlays(trx, plays);\n  if (trx === undefined) await markDirty(',
  },
  {
    name: 'what a full plan left out waits for the hour at which every plan is issued anew',
    file: 'src/core/plan.ts',
    find: '  if (isWhole) return latest;\n',
    put: '  if (items !== undefined) return latest;\n',
  },
  {
    name: 'two boxes may have one name',
    file: 'src/core/tower-link.ts',
    find: 'return returns >= RETURNS_OF_A_CLONE;',
    put: 'return returns < 0;',
  },
  {
    name: 'a claim has no end',
    file: 'src/adapters/store/dialect.ts',
    find: 'const LEASE_MS = 15_000;',
    put: 'const LEASE_MS = 150_000_000;',
  },
  {
    name: 'a plan is written that another relay has overtaken',
    file: 'src/adapters/store/plans.ts',
    find: "where.refTuple('id', 'org_id', 'owner', 'version'),",
    put: "where.refTuple('id', 'org_id'),",
    also: {
      file: 'src/adapters/store/plans.ts',
      find: 'where.tuple(tower, org, owner, version)',
      put: 'where.tuple(tower, owner === undefined ? version : org)',
    },
  },
  {
    name: 'a hello says nothing of the plan that is held',
    file: 'src/pipeline/receipts.ts',
    find: 'await compare(tower,',
    put: 'if (tower === undefined) await compare(tower,',
  },
  {
    name: 'the broker gets no plans again when it has forgotten them',
    file: 'src/pipeline/delivery.ts',
    find: "      given.clear();\n      told.clear();\n      await ports.plans.dirty('all', ports.clock.now());",
    put: '      given.clear();\n      told.clear();',
  },
  {
    name: 'the broker gets no clips again when it has forgotten them',
    file: 'src/pipeline/delivery.ts',
    find: '      given.clear();\n      told.clear();',
    put: '      told.clear();',
  },
  {
    name: 'a full clip is compared with its hash neither when it is whole nor when it sounds',
    file: 'src/controller/clip-cache.ts',
    find: 'if (clipHash(bytes) !== clip.h) {',
    put: "if (clip.h === '') {",
    also: {
      file: 'src/controller/clip-cache.ts',
      find: 'if (bytes !== undefined && clipHash(bytes) === hash) {',
      put: 'if (bytes !== undefined) {',
    },
  },
  {
    name: 'a tower that was shown an older plan is not given the newest',
    file: 'src/pipeline/receipts.ts',
    find: "if (kind !== 'replay') return;",
    put: "if (kind !== '') return;",
  },
];
