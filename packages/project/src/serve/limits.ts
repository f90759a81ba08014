import { demand } from "@crosstilt/core";

/** What a server takes on at most. */
export interface ServeLimits {
  /** Bytes of a request's body (default 1 MiB). */
  readonly bodyBytes: number;
  /** Samples in a request (default 64). */
  readonly samples: number;
  /** Answers for a sample (default 1000). */
  readonly k: number;
  /** Requests at a time; further ones are told to come back (default 256). */
  readonly requests: number;
  /**
   * Work at a time, in products of two numbers: samples times entries of the gallery times their dimension. Requests beyond are told to come back
   * (default 2³⁵, half a minute of one processor or less).
   */
  readonly work: number;
  /** Connections at a time; further ones are closed (default 1024). */
  readonly connections: number;
  /** Requests a second of one address, in the mean (default no limit). */
  readonly requestsPerSecond: number;
  /** Milliseconds in which a request must have arrived (default 30 000). */
  readonly requestMilliseconds: number;
  /** Milliseconds that requests have to end when the server stops (default 10 000). */
  readonly stopMilliseconds: number;
}

const defaults: ServeLimits = {
  bodyBytes: 2 ** 20,
  samples: 64,
  k: 1000,
  requests: 256,
  work: 2 ** 35,
  connections: 1024,
  requestsPerSecond: Number.POSITIVE_INFINITY,
  requestMilliseconds: 30_000,
  stopMilliseconds: 10_000,
};

/** Limits completed by defaults. */
export function resolveLimits(given: Partial<ServeLimits> = {}): ServeLimits {
  const limits = { ...defaults, ...given };
  for (const [name, value] of Object.entries(limits))
    demand((Number.isInteger(value) || value === Number.POSITIVE_INFINITY) && value > 0, () => ({
      argument: `limits.${name}`,
      expected: "an integer > 0",
      received: String(value),
    }));
  return limits;
}
