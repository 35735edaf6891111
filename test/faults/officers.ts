// What the people of the office do all the while: news comes in, is listened to, approved, edited, withdrawn, booked again,
// stopped. They see what the pages show, act through whichever process answers, and try again when it does not.
import { asRelayError } from '../../src/core/errors.ts';
import type { BulletinId, TowerId } from '../../src/core/ids.ts';
import type { Officer } from '../../src/core/officer.ts';
import type { Wish } from '../../src/core/timetable.ts';
import type { BookingWish } from '../../src/pipeline/records.ts';
import type { Chance } from './chance.ts';
import { OFFICERS, ORG, QUIET_HOURS, SLOT, TOWERS } from './founding.ts';
import type { RelayProcess, Store } from './relay-process.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
const WORDS = [
  'ขอเชิญประชุมหมู่บ้าน',
  'พรุ่งนี้หมอมาฉีดยา',
  'น้ำจะไม่ไหลทั้งวัน',
  'ขอให้พ่อแม่มารับของ',
  'ระวังน้ำมา',
  'รถขยะมาแล้ว',
];

interface Story {
  id: BulletinId | undefined;
  readonly cls: 'routine' | 'important' | 'emergency';
  readonly isProbe: boolean;
}

export interface OfficeParts {
  readonly world: World;
  readonly chance: Chance;
  readonly store: Store;
  readonly relays: readonly RelayProcess[];
  readonly witness: Witness;
}

export function createOffice({ world, chance, store, relays, witness }: OfficeParts) {
  const stories: Story[] = [];
  let sent = 0;
  let probe: BulletinId | undefined;
  const [somsri, somchai, reporter, editor] = OFFICERS;
  let closesAt = Number.POSITIVE_INFINITY;

  function page() {
    const open = relays.map((relay) => relay.desks()).filter((desks) => desks !== undefined);
    return open.length === 0 ? undefined : chance.one(open);
  }

  async function attempt(what: string, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      world.note(`office: ${what}`);
      world.count(`office ${what.split(' ')[0]}`);
      return true;
    } catch (error) {
      const { code } = asRelayError(error);
      world.note(`office: ${what} refused, ${code}`);
      world.count(`office refused ${code}`);
      return false;
    }
  }

  function news(cls: Story['cls'], isProbe = false): void {
    const story: Story = { id: undefined, cls, isProbe };
    stories.push(story);
    const words = isProbe ? 'ทุกอย่างดีแล้ว' : chance.one(WORDS);
    const messageId = `message-${sent++}`;
    const send = () => {
      const desk = page();
      const again = world.in(30_000, send);
      if (desk === undefined) return;
      // The same message id again when no answer came: it is the same news.
      desk.intake
        .submit(
          { kind: 'officer', officer: isProbe ? reporter : chance.one([reporter, editor]), door: 'console' },
          { door: 'console', channel: 'form', messageId, text: words, class: cls },
        )
        .then(
          ({ bulletin }) => {
            again();
            story.id = bulletin;
            if (isProbe) probe = bulletin;
            world.note(`office: ${cls} news ${bulletin}`);
            lookAgain(story);
          },
          (error: unknown) => world.note(`office: news refused, ${asRelayError(error).code}`),
        );
    };
    send();
  }

  function lookAgain(story: Story): void {
    world.in(story.isProbe ? 15_000 : chance.between(2_000, 10_000), () => void look(story));
  }

  /** Opens the bulletin's page and does what is to be done there. */
  async function look(story: Story): Promise<void> {
    if (story.id === undefined || (world.now() > closesAt && !story.isProbe)) return;
    const bulletin = await store.bulletins.find(ORG, story.id);
    const desks = page();
    if (bulletin === undefined || desks === undefined) return lookAgain(story);
    const { n, state, clip } = bulletin.current;
    const seen = { id: story.id, n, version: bulletin.version };
    if (state === 'voiced' && clip !== undefined) {
      if (!story.isProbe && chance.happens(0.1)) await edit(seen, story);
      else await approve(desks, seen, clip, story);
    } else if (state === 'approved' && !story.isProbe) await afterwards(desks, seen, story);
    if (state !== 'withdrawn' && !(story.isProbe && state === 'approved')) lookAgain(story);
  }
  type Seen = { readonly id: BulletinId; readonly n: number; readonly version: number };
  type Desks = NonNullable<ReturnType<typeof page>>;

  async function approve(desks: Desks, { id, n }: Seen, clip: string, story: Story): Promise<void> {
    const needed = story.cls === 'emergency' ? 2 : 1;
    const wish = wishFor(story);
    witness.wished(id, n);
    for (const officer of [somchai, somsri].slice(0, needed)) {
      witness.consented(id, n, officer.id);
      await attempt(`approved ${id}/${n} ${wish.wish.kind} by ${officer.id}`, () =>
        desks.newsroom.approve(officer, id, { revision: n, clip: clip as never, declared: true, wish }),
      );
    }
  }

  function wishFor(story: Story): BookingWish {
    const towers = story.isProbe || chance.happens(0.5) ? TOWERS : TOWERS.filter(() => chance.happens(0.6));
    const repeat = chance.happens(0.2) ? { times: 2, gapMs: 4_000 } : { times: 1, gapMs: 0 };
    return {
      wish: story.isProbe ? { kind: 'at', at: afterQuiet(world.now() + MINUTE) } : timeFor(story),
      repeat,
      towers: towers.length === 0 ? TOWERS.slice(0, 1) : (towers as TowerId[]),
    };
  }

  function timeFor({ cls }: Story): Wish {
    if (cls === 'emergency')
      return chance.happens(0.6)
        ? { kind: 'now' }
        : { kind: 'at', at: world.now() + chance.between(2_000, MINUTE / 2) };
    if (chance.happens(0.4)) return { kind: 'now' };
    if (chance.happens(0.1)) return { kind: 'slot', slot: SLOT, date: '2026-11-24' as never };
    const at = world.now() + chance.between(2_000, chance.happens(0.05) ? 10 * MINUTE : 20_000);
    return { kind: 'at', at: chance.happens(0.2) ? at : afterQuiet(at) };
  }

  async function edit({ id, version, n }: Seen, story: Story): Promise<void> {
    const desks = page();
    if (desks === undefined) return;
    const words = chance.one(WORDS);
    const done = await attempt(`revised ${id}/${n}`, () =>
      desks.newsroom.revise(editor, id, { seenVersion: version, words, class: story.cls }),
    );
    if (done) witness.withdrawn(id, n + 1);
  }

  async function afterwards(desks: Desks, seen: Seen, story: Story): Promise<void> {
    const dice = chance.next();
    if (dice < 0.2) {
      const done = await attempt(`withdrew ${seen.id}`, () =>
        desks.newsroom.withdraw(somchai, seen.id, { seenVersion: seen.version, reason: 'ผิดวัน' }),
      );
      if (done) witness.withdrawn(seen.id, Number.POSITIVE_INFINITY);
    } else if (dice < 0.35) await edit(seen, story);
    else if (dice < 0.5) {
      witness.wished(seen.id, seen.n);
      await attempt(`booked ${seen.id} again`, () =>
        desks.newsroom.bookAgain(somchai, seen.id, seen.version, wishFor(story)),
      );
    } else if (dice < 0.55)
      await attempt('stopped what sounds', () => desks.towers.stopSound(somchai as Officer, 'all'));
  }

  return {
    /** News comes in until then, less than a minute apart. */
    work(until: number): void {
      closesAt = until + MINUTE / 2;
      const next = () => {
        if (world.now() > until) return;
        const dice = chance.next();
        news(dice < 0.15 ? 'emergency' : dice < 0.4 ? 'important' : 'routine');
        world.in(chance.between(12_000, 60_000), next);
      };
      next();
    },
    /** One more, when all has healed: it must be heard everywhere. */
    prove: () => news('important', true),
    probe: () => probe,
  };
}

/** The time itself, or the first after the quiet hours when it lies in them or so near that the sound might. */
function afterQuiet(at: number): number {
  const minute = ((at + 7 * 60 * MINUTE) / MINUTE) % 1440;
  const { fromMinute, toMinute } = QUIET_HOURS;
  return minute > fromMinute - 10 && minute < toMinute ? at + (toMinute + 2 - minute) * MINUTE : at;
}
