import { useBestBackend } from "@crosstilt/backends";
import { arrayPairs, createGenerator } from "@crosstilt/core";
import { mlp } from "@crosstilt/encoders";
import { conditional } from "@crosstilt/losses";
import { cosine } from "@crosstilt/metrics";
import { bimodal, fit, startFit } from "@crosstilt/train";

const [count, width] = [1024, 6];

/** Trains on pairs with a common part; the backend that did it and the last loss. */
export async function train() {
  const { name: backend, tried } = await useBestBackend({ threads: 1 });
  const generator = createGenerator(1);
  const u = Float32Array.from({ length: count * width }, () => generator.normal());
  const v = u.map((value) => value + 0.1 * generator.normal());
  const shape = [count, width];
  const pairs = arrayPairs({ data: u, shape }, { data: v, shape });
  const model = bimodal({ u: mlp(), v: mlp(), metric: cosine({ temperature: 0.2 }) }, pairs.shape);
  const options = { loss: conditional(), epochs: 5, batchSize: 256, seed: 1 };
  const state = startFit(model, options);
  let loss = Number.NaN;
  for await (const event of fit(model, pairs, state, options)) if (event.type === "epoch") loss = event.loss;
  return { backend, tried, loss };
}
