import type { RequestMetrics } from "./request-counts.js";

/** The type of Prometheus' text format. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Metrics in Prometheus' text format. */
export function prometheusText({ uptimeSeconds, requests, inFlight, latency, memoryBytes }: RequestMetrics): string {
  const counts = Object.entries(requests).map(([name, count]) => {
    const [status] = name.split(" ").slice(-1);
    return `crosstilt_requests_total{route="${name.slice(0, -status!.length - 1)}",status="${status}"} ${count}`;
  });
  const quantiles = Object.entries(latency).flatMap(([name, value]) =>
    value === null ? [] : [`crosstilt_request_seconds{quantile="0.${name.slice(1)}"} ${value / 1000}`],
  );
  return `${[
    "# HELP crosstilt_requests_total Requests that were answered, by route and status.",
    "# TYPE crosstilt_requests_total counter",
    ...counts,
    "# HELP crosstilt_request_seconds Time to the answer, of the latest requests.",
    "# TYPE crosstilt_request_seconds summary",
    ...quantiles,
    "# HELP crosstilt_requests_in_flight Requests that are being answered.",
    "# TYPE crosstilt_requests_in_flight gauge",
    `crosstilt_requests_in_flight ${inFlight}`,
    "# HELP crosstilt_uptime_seconds Time since the server started.",
    "# TYPE crosstilt_uptime_seconds gauge",
    `crosstilt_uptime_seconds ${uptimeSeconds}`,
    "# HELP process_resident_memory_bytes Resident memory.",
    "# TYPE process_resident_memory_bytes gauge",
    `process_resident_memory_bytes ${memoryBytes}`,
  ].join("\n")}\n`;
}
