// Hostile trust documents: whatever somebody without enough roots makes of true ones, a tower keeps to the roots it holds.
import fc from 'fast-check';
import t from 'tap';
import type { Trust, TrustKey } from '../../src/wire/messages.ts';
import {
  generateKey,
  openTrust,
  type SigningKey,
  sealTrust,
  signingKey,
  type TrustDocument,
} from '../../src/wire/signing.ts';

const NOW_S = Date.UTC(2026, 10, 24) / 1000;
const signer = (kid: string) => signingKey(generateKey(kid));
const OLD = ['a', 'b', 'c'].map(signer);
const NEXT = ['d', 'e', 'f'].map(signer);
const LAST = ['g', 'h', 'i'].map(signer);
const [PLAN, APPROVE, STRANGER] = [signer('plan'), signer('approve'), signer('a')];

const key = (use: TrustKey['use'], { kid, x }: SigningKey): TrustKey => ({
  ...{ kid, use, x, cls: 'emergency', nbf: NOW_S - 1000, exp: NOW_S + 1_000_000 },
  area: use === 'root' ? [] : ['30'],
});
const trust = (ver: number, roots: readonly SigningKey[], more: Partial<Trust> = {}): Trust => ({
  ...{ v: 1, ver, exp: NOW_S + 1_000_000, threshold: 2, emergencyApprovals: 2 },
  keys: [...roots.map((root) => key('root', root)), key('plan', PLAN), key('approve', APPROVE)],
  ...more,
});
const held = { threshold: 2, keys: OLD.map(({ kid, x }) => ({ kid, x })) };
const everyone = [...OLD, ...NEXT, STRANGER, PLAN, APPROVE];

t.test(
  'of any signers under any roots exactly those documents open that both sides have agreed on',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: everyone.length - 1 }), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (signers, changes) => {
          const roots = changes ? NEXT : OLD;
          const by = signers.flatMap((n) => everyone[n] ?? []);
          const opened = await openTrust(await sealTrust(trust(2, roots), by), held);
          const count = (side: readonly SigningKey[]) => new Set(by.filter((one) => side.includes(one))).size;
          return opened.ok === (count(OLD) >= 2 && count(roots) >= 2);
        },
      ),
      { numRuns: 150 },
    );
  },
);

t.test(
  'a document in which anything was changed after signing does not open, and nothing is thrown',
  async (t) => {
    const good = await sealTrust(trust(2, OLD), OLD);
    t.ok((await openTrust(good, held)).ok);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 63 }), async (place, other) => {
        const at = place % good.payload.length;
        const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
        const letter = letters[other] ?? 'A';
        const payload = good.payload.slice(0, at) + letter + good.payload.slice(at + 1);
        return payload === good.payload || !(await openTrust({ ...good, payload }, held)).ok;
      }),
      { numRuns: 200 },
    );
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (anything) => !(await openTrust(anything, held)).ok),
      { numRuns: 300 },
    );
  },
);

t.test(
  'fewer names than keys: one name twice, or one key under two names, is no trust document',
  async (t) => {
    const twice = (more: TrustKey) => trust(2, OLD, { keys: [...trust(2, OLD).keys, more] });
    const open = async (one: Trust) => openTrust(await sealTrust(one, OLD), held);
    t.match(await open(twice(key('approve', { ...PLAN, kid: 'other' }))), { ok: false, why: 'schema' });
    t.match(await open(twice(key('plan', { ...STRANGER, kid: 'plan' }))), { ok: false, why: 'schema' });
    t.match(await open(twice(key('approve', OLD[0] ?? STRANGER))), { ok: false, why: 'schema' });
    t.match(await open(trust(2, OLD, { threshold: 4 })), { ok: false, why: 'bad-signature' });
    t.match(await open(trust(2, [])), { ok: false }, 'nobody could ever change it');
  },
);

t.test(
  'who was away while the roots changed twice is led; no way that skips an agreement leads anywhere',
  async (t) => {
    const both = (one: readonly SigningKey[], two: readonly SigningKey[]) => [
      ...one.slice(0, 2),
      ...two.slice(0, 2),
    ];
    const first = await sealTrust(trust(2, NEXT), both(OLD, NEXT));
    const second = await sealTrust(trust(5, LAST), both(NEXT, LAST));
    const now = await sealTrust(trust(7, LAST), LAST);
    const led = (document: TrustDocument, before: TrustDocument[]) =>
      openTrust({ ...document, before }, held);
    t.match(await led(now, [first, second]), { ok: true, trust: { ver: 7 } });
    t.match(await led(second, [first]), { ok: true, trust: { ver: 5 } });
    t.match(await led(now, [second, first]), { ok: false, why: 'bad-signature' }, 'in the wrong order');
    t.match(await led(now, [second]), { ok: false, why: 'bad-signature' }, 'one is missing');
    t.match(await led(now, []), { ok: false, why: 'bad-signature' });
    const old = await sealTrust(trust(4, LAST), LAST);
    t.match(await led(old, [first, second]), { ok: false, why: 'replay' }, 'older than the way to it');
    const own = await sealTrust(trust(3, [STRANGER], { threshold: 1 }), [STRANGER, ...NEXT.slice(0, 1)]);
    const evil = await sealTrust(trust(9, [STRANGER], { threshold: 1 }), [STRANGER]);
    t.match(await led(evil, [first, own]), { ok: false, why: 'bad-signature' }, 'one stolen root is not two');
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([first, second, own, evil, old], { minLength: 0 }),
        fc.constantFrom(evil, own),
        async (way, end) => !(await led(end, way)).ok,
      ),
      { numRuns: 150 },
    );
  },
);
