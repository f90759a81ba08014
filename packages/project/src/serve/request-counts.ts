/** Latencies that percentiles are taken from. */
const REMEMBERED = 4096;

/** What happened since the server started; the body of `GET /metrics`. */
export interface RequestMetrics {
  readonly uptimeSeconds: number;
  /** Requests by path and status, such as `POST /retrieve 200`. */
  readonly requests: Readonly<Record<string, number>>;
  readonly inFlight: number;
  /** Of the latest requests that were answered, in milliseconds; null before the first. */
  readonly latency: { readonly p50: number | null; readonly p90: number | null; readonly p99: number | null };
  readonly memoryBytes: number;
}

/** Counts requests and remembers the latest latencies. */
export function requestCounts() {
  const started = performance.now();
  const requests: Record<string, number> = {};
  const latencies = new Float64Array(REMEMBERED);
  let answered = 0;
  let inFlight = 0;
  return {
    inFlight: () => inFlight,
    /** Counts a request that begins; the returned function counts its end. */
    begin() {
      const begun = performance.now();
      inFlight += 1;
      return (name: string) => {
        inFlight -= 1;
        requests[name] = (requests[name] ?? 0) + 1;
        latencies[answered++ % REMEMBERED] = performance.now() - begun;
      };
    },
    read(): RequestMetrics {
      const sorted = latencies.slice(0, Math.min(answered, REMEMBERED)).sort();
      const quantile = (share: number) => (answered === 0 ? null : sorted[Math.ceil(share * sorted.length) - 1]!);
      return {
        uptimeSeconds: (performance.now() - started) / 1000,
        requests: { ...requests },
        inFlight,
        latency: { p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99) },
        memoryBytes: process.memoryUsage().rss,
      };
    },
  };
}
