// The house sound of each class: its chain, which chimes open and close it, whether it is said twice. The version is part
// of every clip's recipe: raise it when a chain or a chime changes, and clips are made anew.
import { join } from 'node:path';
import type { BulletinClass } from './core/bulletin.ts';
import type { HouseSound } from './pipeline/ports.ts';

const VERSION = '2';
const OPENING: Readonly<Record<BulletinClass, string>> = {
  routine: 'chime-routine.wav',
  important: 'chime-important.wav',
  emergency: 'chime-emergency.wav',
};

/**
 * @param home folder of package.json, where audio/ lies
 * @returns by class and whether wind or rain are to be overcome
 */
export function soundOf(home: string): (of: BulletinClass, roughWeather?: boolean) => HouseSound {
  const chime = (name: string) => join(home, 'audio', name);
  return (of, roughWeather = false) => ({
    chain: of === 'emergency' || roughWeather ? 'F' : 'G',
    openingChime: chime(OPENING[of]),
    closingChime: chime('chime-end.wav'),
    gapMs: 1_000,
    repeat: of === 'routine' ? 1 : 2,
    version: `${VERSION}-${of}${roughWeather && of !== 'emergency' ? '-rough' : ''}`,
  });
}
