// Longest match from a table of written forms: the abbreviation tables and the organisation's own dictionary.

interface Node {
  readonly next: Map<number, Node>;
  value: string | undefined;
}

export interface Trie {
  /** The longest entry that begins at `at`, or undefined. Reads at most as far as the longest entry. */
  readonly longest: (
    text: string,
    at: number,
  ) => { readonly length: number; readonly value: string } | undefined;
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
  return {
    longest(text, at) {
      let node: Node | undefined = root;
      let found: { length: number; value: string } | undefined;
      for (let i = at; i < text.length; i++) {
        node = node.next.get(text.charCodeAt(i));
        if (node === undefined) break;
        if (node.value !== undefined) found = { length: i + 1 - at, value: node.value };
      }
      return found;
    },
  };
}
