// Longest match from a table of written forms: the abbreviation tables and the organisation's own dictionary.

interface Node {
  readonly next: Map<number, Node>;
  value: string | undefined;
}

interface Found {
  readonly length: number;
  readonly value: string;
}

export interface Trie {
  /** The longest entry that begins at `at`, or undefined. Reads at most as far as the longest entry. */
  readonly longest: (text: string, at: number) => Found | undefined;
  /** Every entry that begins at `at`, shortest first. */
  readonly all: (text: string, at: number) => readonly Found[];
}

export function createTrie(entries: Iterable<readonly [string, string]>): Trie {
  const root: Node = { next: new Map(), value: undefined };
  for (const [key, value] of entries) {
    let node = root;
    for (let i = 0; i < key.length; i++) {
      const unit = key.charCodeAt(i);
      let next = node.next.get(unit);
      if (next === undefined) {
        next = { next: new Map(), value: undefined };
        node.next.set(unit, next);
      }
      node = next;
    }
    if (key !== '') node.value = value;
  }
  const all = (text: string, at: number): Found[] => {
    const found: Found[] = [];
    let node = root.next.get(text.charCodeAt(at));
    for (let i = at + 1; node !== undefined; i++) {
      if (node.value !== undefined) found.push({ length: i - at, value: node.value });
      node = node.next.get(text.charCodeAt(i));
    }
    return found;
  };
  return { all, longest: (text, at) => all(text, at).at(-1) };
}
