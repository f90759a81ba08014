import { arrayPairs, type Pairs, type Parameters } from "@crosstilt/core";
import { physicsEncoder } from "@crosstilt/dataset-ocean/encoder";
import { createPairMaker, type Ocean } from "@crosstilt/dataset-ocean/physics";
import { identity } from "@crosstilt/encoders";
import { conditional } from "@crosstilt/losses";
import { cosine } from "@crosstilt/metrics";
import { adam, bimodal, cosineDecay, disposeState, fit, startFit } from "@crosstilt/train";
import type { Hooks } from "../training/follow.js";
import type { EncoderWeights } from "./embed-path.js";
import { droppedReading, lawOf, recording, type Watching } from "./observation.js";

/** The way that paths are observed decides what the encoder learns. */
export interface EncoderJob extends Watching {
  readonly seed: number;
}

/** Where a training stands. */
export interface EncoderReport {
  readonly step: number;
  readonly totalSteps: number;
  readonly loss: number;
  readonly weights: EncoderWeights;
}

const [PAIRS, BATCH, EPOCHS, LEARNING_RATE] = [512, 64, 4, 0.05];
/** Training pairs come from far beyond every gallery. */
const FIRST_PAIR = 1_000_000;

/** Trains the physics-informed encoder by the cosine and the two-sided conditional loss; `pause` is awaited before every step. */
export async function trainEncoder(job: EncoderJob, { signal, pause, report }: Hooks<EncoderReport>): Promise<void> {
  const ocean = lawOf(job.seed, [0.75, 0.75], recording(job));
  const data = trainingPairs(ocean);
  const encoder = physicsEncoder(ocean, droppedReading(job));
  const metric = cosine({ temperature: "learned", initialTemperature: 0.07, minimumTemperature: 1e-3 });
  const model = bimodal({ u: identity(), v: encoder, metric }, data.shape);
  const loss = conditional({ lambdaU: 1, lambdaV: 1 });
  const optimizer = adam({ learningRate: LEARNING_RATE });
  const state = startFit(model, { loss, optimizer, seed: job.seed });
  const options = {
    loss,
    optimizer,
    epochs: EPOCHS,
    batchSize: BATCH,
    seed: job.seed,
    schedule: cosineDecay(),
    signal,
  };
  try {
    for await (const event of fit(model, data, state, options)) {
      if (event.type !== "step") continue;
      const { step, totalSteps } = event;
      await report({ step, totalSteps, loss: event.loss, weights: weightsOf(state.parameters) });
      await pause();
    }
  } finally {
    disposeState(state);
  }
}

const weightsOf = (parameters: Parameters): EncoderWeights => {
  const values = (name: string) => Array.from(parameters[`v.${name}`]!.dataSync());
  return { logPrecision: values("logPrecision"), logGain: values("logGain") };
};

function trainingPairs(ocean: Ocean): Pairs {
  const [width, length] = [2 * ocean.wavevectors.length, 2 * ocean.settings.points];
  const [u, v] = [new Float32Array(PAIRS * width), new Float32Array(PAIRS * length)];
  const make = createPairMaker(ocean);
  for (let i = 0; i < PAIRS; i++)
    make(FIRST_PAIR + i, u.subarray(i * width, (i + 1) * width), v.subarray(i * length, (i + 1) * length));
  return arrayPairs({ data: u, shape: [PAIRS, width] }, { data: v, shape: [PAIRS, ocean.settings.points, 2] });
}
