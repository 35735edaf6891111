// Where the elements of an array lie inside a JSON text, so that each can be kept letter by letter as it came.
// Parsing and printing again would lose what JavaScript cannot hold: long numbers, doubled keys, the order of digits.

interface Slice {
  readonly from: number;
  /** Behind the last character. */
  readonly to: number;
}

/**
 * @param json a text that JSON.parse has accepted: the walk relies on it
 * @returns the texts of the elements of the top-level array under `key` (the last one of doubled keys, as JSON.parse
 *   takes it), or undefined where there is no such array
 */
export function elementsUnder(json: string, key: string): readonly string[] | undefined {
  const top = skipSpace(json, 0);
  if (json[top] !== '{') return undefined;
  let found: Slice | undefined;
  for (let at = skipSpace(json, top + 1); json[at] === '"'; ) {
    const nameEnd = endOfString(json, at);
    const name: unknown = JSON.parse(json.slice(at, nameEnd));
    const value = valueAt(json, skipSpace(json, skipSpace(json, nameEnd) + 1));
    if (name === key) found = value;
    at = skipSpace(json, value.to);
    if (json[at] === ',') at = skipSpace(json, at + 1);
  }
  if (found === undefined || json[found.from] !== '[') return undefined;
  return elements(json, found.from);
}

function elements(json: string, from: number): readonly string[] {
  const texts: string[] = [];
  let at = skipSpace(json, from + 1);
  while (at < json.length && json[at] !== ']') {
    const value = valueAt(json, at);
    texts.push(json.slice(value.from, value.to));
    at = skipSpace(json, value.to);
    if (json[at] === ',') at = skipSpace(json, at + 1);
  }
  return texts;
}

function valueAt(json: string, from: number): Slice {
  const first = json[from];
  if (first === '"') return { from, to: endOfString(json, from) };
  if (first === '{' || first === '[') return { from, to: endOfNest(json, from) };
  let to = from;
  while (to < json.length && !/[\s,\]}]/.test(json.charAt(to))) to += 1;
  return { from, to };
}

function endOfNest(json: string, from: number): number {
  let depth = 0;
  for (let at = from; at < json.length; at += 1) {
    const letter = json[at];
    if (letter === '"') at = endOfString(json, at) - 1;
    else if (letter === '{' || letter === '[') depth += 1;
    else if (letter === '}' || letter === ']') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return json.length;
}

function endOfString(json: string, from: number): number {
  let at = from + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, json.length);
}

function skipSpace(json: string, from: number): number {
  let at = from;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at += 1;
  return at;
}
