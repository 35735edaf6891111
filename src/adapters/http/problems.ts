// The mistakes of a request, field by field, in both languages.
import type { ZodFastifySchemaValidationError } from 'fastify-type-provider-zod';

export interface Problem {
  /** Where: `text`, `wish.towers.0`, or the header's name. */
  readonly field: string;
  readonly why: Why;
  readonly message: string;
  readonly messageTh: string;
}

type Why = 'missing' | 'kind' | 'empty' | 'too-short' | 'too-long' | 'form' | 'unknown-field' | 'binary';

const WORDS: Readonly<Record<Why, readonly [en: string, th: string]>> = {
  missing: ['is missing', 'ยังไม่ได้ใส่'],
  kind: ['has the wrong kind of value', 'มีค่าผิดชนิด'],
  empty: ['is empty', 'ว่างอยู่'],
  'too-short': ['is too short or too small', 'สั้นหรือน้อยเกินไป'],
  'too-long': ['is too long or too large', 'ยาวหรือมากเกินไป'],
  form: ['does not have the expected form', 'มีรูปแบบไม่ตรง'],
  'unknown-field': ['is not known here', 'ไม่มีช่องนี้'],
  binary: ['has characters that are no text', 'มีอักขระที่ไม่ใช่ตัวหนังสือ'],
};

/**
 * @param source what the request held under `context` (body, querystring, params or headers): what is not there is
 *   missing, what is there is of the wrong kind
 */
export function problemsOf(
  validation: readonly ZodFastifySchemaValidationError[],
  context: string | undefined,
  source: unknown,
): readonly Problem[] {
  return validation.slice(0, 20).map(({ instancePath, keyword, params }) => {
    const path = instancePath.split('/').filter((part) => part !== '');
    const keys = keyword === 'unrecognized_keys' && Array.isArray(params['keys']) ? params['keys'] : [];
    const field = [...path, ...keys.slice(0, 5).map(String)].join('.').slice(0, 100) || (context ?? 'body');
    const why = whyOf(keyword, params, valueAt(source, path));
    const [en, th] = WORDS[why];
    return { field, why, message: `${field} ${en}`, messageTh: `${field} ${th}` };
  });
}

function whyOf(keyword: string, params: Readonly<Record<string, unknown>>, value: unknown): Why {
  switch (keyword) {
    case 'invalid_type':
      return value === undefined ? 'missing' : 'kind';
    case 'too_small':
      return value === '' ? 'empty' : 'too-short';
    case 'too_big':
      return 'too-long';
    case 'unrecognized_keys':
      return 'unknown-field';
    case 'custom':
      return params['params'] === NO_TEXT ? 'binary' : 'form';
    default:
      return value === undefined ? 'missing' : 'form';
  }
}

/** Marks a refinement as "characters that are no text". */
export const NO_TEXT = { why: 'binary' } as const;

function valueAt(source: unknown, path: readonly string[]): unknown {
  let at = source;
  for (const part of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.hasOwn(at, part) ? (at as Record<string, unknown>)[part] : undefined;
  }
  return at;
}
