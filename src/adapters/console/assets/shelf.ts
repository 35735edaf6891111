// The files a page asks for, read once at the start and kept in memory: htmx, Pico and Sarabun from their own packages,
// our style, script and icons from the modules beside. Names carry a hash, so browsers keep them for ever.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { MARK, spriteOf } from './icons.ts';
import { SCRIPT } from './script.ts';
import { SOUND_SCRIPT } from './script-sound.ts';
import { styleOf } from './style.ts';

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Undefined where packing gains nothing (fonts). */
  readonly packed: Buffer | undefined;
}

export interface Assets {
  readonly style: string;
  readonly htmx: string;
  readonly script: string;
  readonly icons: string;
  readonly font: string;
  readonly mark: string;
  find(name: string): Asset | undefined;
}

const FONTS = [
  ['thai', 400],
  ['thai', 700],
  ['latin', 400],
  ['latin', 700],
] as const;

/** @throws when a package is not installed: the console cannot be served without them */
export function openAssets(): Assets {
  const shelf = new Map<string, Asset>();
  const put = (name: string, ending: string, type: string, body: Buffer, pack = true): string => {
    const key = `${name}-${createHash('sha256').update(body).digest('hex').slice(0, 12)}.${ending}`;
    shelf.set(key, { type, body, packed: pack ? gzipSync(body) : undefined });
    return `/static/${key}`;
  };
  const fonts = FONTS.map(([subset, weight]) => ({
    subset,
    weight,
    url: put(
      `sarabun-${subset}-${weight}`,
      'woff2',
      'font/woff2',
      fromPackage(`@fontsource/sarabun/files/sarabun-${subset}-${weight}-normal.woff2`),
      false,
    ),
  }));
  const pico = fromPackage('@picocss/pico/css/pico.conditional.min.css').toString('utf8');
  const text = (body: string) => Buffer.from(body, 'utf8');
  const style = put('style', 'css', 'text/css; charset=utf-8', text(styleOf(pico, fonts)));
  const javascript = 'text/javascript; charset=utf-8';
  return {
    style,
    htmx: put('htmx', 'js', javascript, fromPackage('htmx.org/dist/htmx.min.js')),
    script: put('console', 'js', javascript, text(SCRIPT + SOUND_SCRIPT)),
    icons: put('icons', 'svg', 'image/svg+xml', text(spriteOf())),
    mark: put('mark', 'svg', 'image/svg+xml', text(MARK)),
    font: fonts[0]?.url ?? '',
    find: (name) => shelf.get(name),
  };
}

function fromPackage(path: string): Buffer {
  return readFileSync(fileURLToPath(import.meta.resolve(path)));
}
