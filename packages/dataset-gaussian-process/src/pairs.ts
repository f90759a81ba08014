import { type NormalGenerator, refuse } from "@crosstilt/gaussian";
import type { GaussianProcess } from "./process.js";

/** One batch of pairs, flat with shape: `u [n, n_u]`, `v [n, n_v]`. */
export interface PairBatch {
  readonly u: { readonly data: Float64Array; readonly shape: [number, number] };
  readonly v: { readonly data: Float64Array; readonly shape: [number, number] };
}

/** Options of {@link streamPairs}: how many pairs in all, how many at a time (default 512), and the generator. */
export interface StreamOptions {
  readonly count: number;
  readonly batch?: number;
  readonly rng: NormalGenerator;
}

/**
 * Streams i.i.d. pairs in batches of constant memory; the last batch may be smaller. Exact in law: v from its marginal and u from its
 * conditional, n_u + n_v normals a pair. The same seed gives the same pairs, whatever the batch size.
 * @throws Error for a count or batch that is not a whole number from 1 up.
 * @example
 * for (const { u, v } of streamPairs(gaussianProcess(), { count: 10_000, rng })) use(u, v);
 */
export function* streamPairs(
  process: GaussianProcess,
  { count, batch = 512, rng }: StreamOptions,
): Generator<PairBatch> {
  for (const [name, value] of Object.entries({ count, batch }))
    if (!Number.isInteger(value) || value < 1) refuse(name, "a whole number from 1 up", value, "It counts pairs.");
  for (let start = 0; start < count; start += batch) yield drawBatch(process, Math.min(batch, count - start), rng);
}

/** All pairs at once: one batch of `count`. */
export const samplePairs = (process: GaussianProcess, { count, rng }: Omit<StreamOptions, "batch">): PairBatch =>
  streamPairs(process, { count, batch: count, rng }).next().value!;

function drawBatch({ truth, options: { nU, nV } }: GaussianProcess, n: number, rng: NormalGenerator): PairBatch {
  const [u, v] = [new Float64Array(n * nU), new Float64Array(n * nV)];
  for (let i = 0; i < n; i += 1) {
    const condition = truth.marginalV!.sample(rng);
    v.set(condition, i * nV);
    u.set(truth.uGivenV.given(condition).sample(rng), i * nU);
  }
  return { u: { data: u, shape: [n, nU] }, v: { data: v, shape: [n, nV] } };
}
