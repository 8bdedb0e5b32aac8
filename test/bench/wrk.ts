/** What wrk says about a load. */
export interface Load {
  /** Answers that it read to the end; up to one a connection more were under way when it ended. */
  readonly requests: number;
  readonly requestsPerS: number;
}

/** Reads wrk's summary. Throws when there is none, or when a request of the load failed. */
export function parseWrk(output: string): Load {
  const failed = /^ *(Socket errors:.*|Non-2xx.*)$/m.exec(output)?.[1];
  if (failed !== undefined) throw new Error(`Requests of the load failed: ${failed}`);
  const requests = Number(/^ *(\d+) requests in /m.exec(output)?.[1]);
  const requestsPerS = Number(/^Requests\/sec: +([\d.]+)$/m.exec(output)?.[1]);
  if (!(requests > 0 && requestsPerS > 0)) {
    throw new Error(`wrk told no result: ${output.trim().slice(0, 200)}`);
  }
  return { requests, requestsPerS };
}
