import type { Catalogue } from "@crosstilt/catalogue";
import { createGenerator, scores } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Scores of one embedding against a grid of embeddings, both in the plane. */
export interface MetricFieldJob {
  readonly metric: string;
  readonly u: readonly [number, number];
  /** The grid covers `[-limit, limit]²` with this many points a side. */
  readonly limit: number;
  readonly size: number;
}

/** `s(u, v)` at every v of the grid, row by row from the lower left; the metric has its initial parameters. */
export async function metricField(
  { metric: name, u, limit, size }: MetricFieldJob,
  { metrics }: Pick<Catalogue, "metrics">,
): Promise<Float32Array> {
  const metric = metrics.get(name)();
  const at = (i: number) => limit * ((2 * i) / (size - 1) - 1);
  const grid = Float32Array.from({ length: 2 * size * size }, (_, i) =>
    i % 2 === 0 ? at((i >> 1) % size) : at(Math.floor((i >> 1) / size)),
  );
  const values = tf.tidy(() => {
    const parameters = metric.parameters(2, createGenerator(1).fork("metric"));
    return scores(metric.form(tf.tensor2d([...u], [1, 2]), tf.tensor2d(grid, [size * size, 2]), parameters));
  });
  const result = (await values.data()) as Float32Array;
  values.dispose();
  return result;
}
