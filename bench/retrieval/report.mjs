import { readFileSync } from "node:fs";

/** The most memory that this process has held, in MiB. */
export const peakMiB = () => Math.round(process.resourceUsage().maxRSS / 1024);

/** Milliseconds that each of many calls took: median and 99th percentile. */
export async function latencies(count, call) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await call(i);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[Math.floor(count / 2)], p99Ms: times[Math.ceil(0.99 * count) - 1] };
}

/** Share of the true neighbours, as NumPy left them beside the queries, among those found. */
export function recallAgainst(path, indices, queries, k) {
  const truth = JSON.parse(readFileSync(`${path}.truth.json`, "utf8"));
  let hits = 0;
  for (let row = 0; row < queries; row++) {
    const right = new Set(truth[row]);
    for (let i = 0; i < k; i++) if (right.has(Number(indices[row * k + i]))) hits += 1;
  }
  return hits / (queries * k);
}
