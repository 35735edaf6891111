// How one rule stands in the tables of rules.

/** `must` binds every device, `full` all but those of the minimal profile, `advice` decides nothing. */
export type Bond = 'must' | 'full' | 'advice';
/** As a rule stands in a table: what to look at when it fails comes last. */
export type Line = readonly [name: string, bond: Bond, says: string, look: string];
