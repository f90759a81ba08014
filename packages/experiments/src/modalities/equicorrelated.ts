import { arrayPairs, createGenerator, type Pairs } from "@crosstilt/core";
import { linear } from "@crosstilt/encoders";
import { conditional } from "@crosstilt/losses";
import { innerProduct } from "@crosstilt/metrics";
import {
  adam,
  bimodal,
  cosineDecay,
  disposeState,
  fit,
  Interrupted,
  multimodal,
  startFit,
  type Tuple,
} from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import type { ExperimentContext } from "../experiment.js";
import type { ModalitiesSettings } from "./settings.js";
import { trainTuples } from "./train-tuples.js";

/** Weights that trained linear encoders give two of three coordinates with equal correlations. */
export interface TrainedWeights {
  readonly rho: number;
  /** Trained one against the rest. */
  readonly together: number;
  /** Trained in pairs and added up. */
  readonly apart: number;
}

const NAMES = ["a", "b", "c"] as const;
const PAIRS = [
  ["a", "b"],
  ["a", "c"],
  ["b", "c"],
] as const;

/** Coordinates `√ρ z + √(1−ρ) ε_a` of variance 1, `[n, 1]` each. */
function coordinates(rho: number, count: number, seed: number): Readonly<Record<string, Float32Array>> {
  const generator = createGenerator(seed);
  const shared = Float64Array.from({ length: count }, () => Math.sqrt(rho) * generator.normal());
  const own = () => Float32Array.from(shared, (z) => z + Math.sqrt(1 - rho) * generator.normal());
  return Object.fromEntries(NAMES.map((name) => [name, own()]));
}

/** Trains three modalities both ways on the same samples. */
export async function trainedWeights(
  rho: number,
  { equicorrelated, seed }: ModalitiesSettings,
  context: ExperimentContext,
): Promise<TrainedWeights> {
  const data = coordinates(rho, equicorrelated.tuples, seed);
  const together = await oneVsRestWeight(data, rho, equicorrelated, seed, context);
  let apart = 0;
  for (const [a, b] of PAIRS) {
    const shape = [equicorrelated.tuples, 1];
    const pairs = arrayPairs({ data: data[a]!, shape }, { data: data[b]!, shape });
    apart += (await pairWeight(pairs, rho, equicorrelated, seed, context)) / PAIRS.length;
  }
  return { rho, together, apart };
}

const RATE = 1e-2;

type Lengths = Pick<ModalitiesSettings["equicorrelated"], "epochs" | "batchSize">;

/** The mean weight of two modalities. */
async function oneVsRestWeight(
  data: Readonly<Record<string, Float32Array>>,
  rho: number,
  { epochs, batchSize }: Lengths,
  seed: number,
  context: ExperimentContext,
): Promise<number> {
  const samples: Tuple = Object.fromEntries(
    NAMES.map((name) => [name, tf.tensor2d(data[name]!, [data[name]!.length, 1])]),
  );
  const encoders = Object.fromEntries(NAMES.map((name) => [name, linear({ dimension: 1 })]));
  const model = multimodal({ encoders }, Object.fromEntries(NAMES.map((name) => [name, [1]])));
  const options = { stage: `ρ = ${rho}, one against the rest`, epochs, batchSize, seed, learningRate: RATE };
  const state = await trainTuples(model, samples, options, context);
  const [a, b, c] = NAMES.map((name) => state.parameters[`${name}.linear.kernel`]!.dataSync()[0]!);
  tf.dispose({ ...samples });
  disposeState(state);
  return (a! * b! + a! * c! + b! * c!) / 3;
}

async function pairWeight(
  pairs: Pairs,
  rho: number,
  { epochs, batchSize }: Lengths,
  seed: number,
  { signal, report }: ExperimentContext,
): Promise<number> {
  const model = bimodal(
    { u: linear({ dimension: 1 }), v: linear({ dimension: 1 }), metric: innerProduct() },
    pairs.shape,
  );
  const optimizer = adam({ learningRate: RATE });
  const options = { loss: conditional(), optimizer, epochs, batchSize, seed, signal, schedule: cosineDecay() };
  const state = startFit(model, options);
  for await (const event of fit(model, pairs, state, options)) {
    if (event.type !== "step") continue;
    const { step: done, totalSteps: total, examples, loss } = event;
    report({ stage: `ρ = ${rho}, in pairs`, done, total, examples, loss });
  }
  const [u, v] = (["u", "v"] as const).map((side) => state.parameters[`${side}.linear.kernel`]!.dataSync()[0]!);
  disposeState(state);
  if (signal?.aborted) throw new Interrupted("stopped; these trainings take seconds and are begun anew");
  return u! * v!;
}
