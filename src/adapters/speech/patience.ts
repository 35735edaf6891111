// How long we wait for a voice: milliseconds → a signal that ends the wait. Node forgets `AbortSignal.timeout` inside
// `AbortSignal.any` before its time (nodejs/node#57736), and a hanging program would never be ended; this one is held.

/** @returns a signal that aborts after so long with a `TimeoutError`, and keeps no process alive */
export function patienceOf(ms: number): AbortSignal {
  const end = new AbortController();
  setTimeout(() => end.abort(new DOMException(`nothing came within ${ms} ms`, 'TimeoutError')), ms).unref();
  return end.signal;
}
