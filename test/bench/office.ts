// What every measurement needs of the office: a text that has become a clip and was listened to.
import type { BulletinSeen, Office } from '../../src/commands/office-client.ts';

const PATIENCE_MS = 120_000;

export async function voiced(
  office: Office,
  n: number,
): Promise<{ readonly bulletin: string; readonly clip: NonNullable<BulletinSeen['clip']> }> {
  const bulletin = (await office.handIn(`ทดสอบระบบเสียงตามสาย ${n + 1}`, `bench-${n}`)) ?? '';
  const seen = await until(async () => {
    const one = await office.bulletin(bulletin);
    return one.state === 'drafted' ? undefined : one;
  });
  if (seen.clip === null) throw new Error(`no clip: ${seen.reason}`);
  await office.listen(bulletin, seen.clip);
  return { bulletin, clip: seen.clip };
}

export async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > giveUpAt) throw new Error('the bench waited too long');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
