// What the bench uses of autocannon, which brings no types of its own.
declare module 'autocannon' {
  interface Request {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Buffer;
    readonly setupRequest?: (request: Request) => Request;
  }
  interface Options {
    readonly url: string;
    readonly method: string;
    readonly connections: number;
    /** Requests a second of all connections together. */
    readonly overallRate: number;
    /** Seconds. */
    readonly duration: number;
    readonly requests: readonly Request[];
  }
  interface Result {
    readonly requests: { readonly sent: number };
    readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
    readonly '2xx': number;
  }
  function autocannon(options: Options): Promise<Result>;

  export { autocannon as default };
}
