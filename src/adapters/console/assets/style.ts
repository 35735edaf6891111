// The console's style, whole: Pico in a layer of its own (it only dresses form fields inside `.pico`), ours on top.
// Colours, type and space are those of the console's blueprint; light and dark follow the device or the officer's choice.
import { FRAME } from './style-frame.ts';
import { PAGES } from './style-pages.ts';
import { PIECES } from './style-pieces.ts';
import { READING } from './style-reading.ts';
import { SOUND_STYLE } from './style-sound.ts';

export interface FontFile {
  readonly subset: 'thai' | 'latin';
  readonly weight: number;
  readonly url: string;
}

const RANGE = {
  thai: 'U+0303, U+0331, U+0E01-0E5B, U+200C-200D, U+25CC',
  latin:
    'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD',
} as const;

const LIGHT = `color-scheme:light;
--page:#fbfaf6;--card:#fff;--text:#16211f;--soft:#4a5753;--line:#dcded6;--field:#6b7874;
--link:#0b5d57;--primary:#0b5d57;--primary-over:#084742;--on-primary:#fff;
--waiting:#6b4300;--waiting-back:#fff1d2;--good:#14532d;--good-back:#e3f4e6;--problem:#8a1512;--problem-back:#fde7e4;
--problem-text:#a11b16;--stop:#a11b16;--on-stop:#fff;--info:#14427d;--info-back:#e5effb;--idle:#3c4844;--idle-back:#e9ece9;
--ring:#16211f;--focus:#ffd84d;--on-focus:#16211f;--wave:#b9c3bd;`;

const DARK = `color-scheme:dark;
--page:#121816;--card:#1b2321;--text:#eef2ef;--soft:#b3beb9;--line:#333d3a;--field:#8b9893;
--link:#6fd3c7;--primary:#6fd3c7;--primary-over:#93e0d6;--on-primary:#06201e;
--waiting:#ffd58a;--waiting-back:#3a2a0a;--good:#9fe0ad;--good-back:#10301a;--problem:#ffb4ab;--problem-back:#43110e;
--problem-text:#ffb4ab;--stop:#ff9d92;--on-stop:#2b0502;--info:#a9cbff;--info-back:#10294d;--idle:#cdd6d2;--idle-back:#2a3330;
--ring:#ffd84d;--focus:#ffd84d;--on-focus:#16211f;--wave:#46534e;`;

const PICO = `--pico-font-family:Sarabun,system-ui,sans-serif;--pico-font-size:18px;--pico-line-height:1.75;--pico-border-radius:8px;
--pico-background-color:var(--page);--pico-color:var(--text);--pico-muted-color:var(--soft);--pico-primary:var(--link);
--pico-primary-background:var(--primary);--pico-primary-border:var(--primary);--pico-primary-inverse:var(--on-primary);
--pico-primary-focus:var(--focus);--pico-form-element-background-color:var(--card);--pico-form-element-border-color:var(--field);
--pico-form-element-color:var(--text);--pico-form-element-placeholder-color:var(--soft);--pico-form-element-active-background-color:var(--card);
--pico-form-element-active-border-color:var(--primary);--pico-form-element-focus-color:var(--primary);
--pico-form-element-selected-background-color:var(--idle-back);--pico-form-element-spacing-vertical:.5rem;--pico-form-element-spacing-horizontal:.75rem;`;

/** @param pico the conditional build's text; it is put in a cascade layer so that ours always wins */
export function styleOf(pico: string, fonts: readonly FontFile[]): string {
  const faces = fonts.map(
    ({ subset, weight, url }) =>
      `@font-face{font-family:Sarabun;font-style:normal;font-weight:${weight};font-display:swap;src:url(${url}) format('woff2');unicode-range:${RANGE[subset]}}`,
  );
  return [
    `@layer pico{${pico.replace(/^@charset "[^"]*";/, '')}}`,
    ...faces,
    `:root,[data-theme]{${PICO}}:root{${LIGHT}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}:root[data-theme=dark]{${DARK}}`,
    FRAME,
    PIECES,
    PAGES,
    READING,
    SOUND_STYLE,
  ].join('\n');
}
