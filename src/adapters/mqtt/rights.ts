// Who may say and hear what, in one table: a tower's name goes in, the topic filters it may write and read come out. The
// embedded broker asks it directly; Mosquitto's dynamic security gets the same rows. Source: tower protocol, section 2.

export interface Rights {
  /** Filters with `{tower}` already filled in. */
  readonly write: readonly string[];
  readonly read: readonly string[];
}

/** What one tower alone may do. */
export function ownRights(root: string, tower: string): Rights {
  return { write: [`${root}/t/${tower}/up/#`], read: [`${root}/t/${tower}/down/#`] };
}

/** What every tower may read: public content, proven by signatures and not by secrecy. */
export function sharedRights(root: string): Rights {
  return {
    write: [],
    read: [`${root}/clip/+/+`, `${root}/a/+/flash`, `${root}/trust`, `${root}/relay/status`],
  };
}

export function relayRights(root: string): Rights {
  return { write: [`${root}/#`], read: [`${root}/#`] };
}

export function mayWrite(rights: readonly Rights[], topic: string): boolean {
  return rights.some(({ write }) => write.some((filter) => within(topic, filter)));
}

/** @param wanted a topic filter: refused unless everything it matches may be read (`clip/#` is not `clip/+/+`) */
export function mayRead(rights: readonly Rights[], wanted: string): boolean {
  return rights.some(({ read }) => read.some((filter) => within(wanted, filter)));
}

/** Whether every topic that `inner` (a topic or a filter) matches is matched by `outer` too. */
export function within(inner: string, outer: string): boolean {
  const a = inner.split('/');
  const b = outer.split('/');
  for (const [i, level] of b.entries()) {
    if (level === '#') return true;
    const mine = a[i];
    if (mine === undefined || mine === '#') return false;
    if (level !== '+' && level !== mine) return false;
  }
  return a.length === b.length;
}
