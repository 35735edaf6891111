// One thing that somebody could have built wrongly: an edit of one source file of the reference, and the rule that must find it.

export interface Spoilt {
  readonly says: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly put: string;
  /** Where one wrong line alone is caught by the next. */
  readonly also?: { readonly find: string; readonly put: string };
  /** The rule that must fail. */
  readonly rule: string;
  /** Rules of the scenes in which it shows, where the rule itself is judged over all. */
  readonly during?: readonly string[];
  /** Tried at every run of the tests. */
  readonly always?: true;
}
