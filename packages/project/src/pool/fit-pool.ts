import type { Catalogue } from "@crosstilt/catalogue";
import { cloneParameters, type Pairs, type Parameters, prefixParameters, scores as scoreMatrix } from "@crosstilt/core";
import { fitTiltWeights } from "@crosstilt/evaluation";
import { type BimodalModel, initialise, sumModel } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import type { PartConfig, ProjectConfig } from "../config/config.js";
import { type Candidate, type ModelParts, modelOfParts, type PoolTerm } from "./candidate.js";
import type { CandidateName } from "./candidate-names.js";
import { type HeldOut, heldOut } from "./held-out.js";
import { kernelCandidate } from "./kernel-candidate.js";
import { linearCandidate } from "./linear-candidate.js";

export interface Pool {
  readonly model: BimodalModel;
  readonly parameters: Parameters;
  /** Those that carry something, in the order of the model's terms. */
  readonly kept: readonly (ModelParts & PoolTerm)[];
  /** All that were tried, with weight 0 where they carry nothing. */
  readonly terms: readonly PoolTerm[];
}

export interface PoolData {
  readonly train: Pairs;
  readonly validation: Pairs;
}

export interface PoolHooks {
  /** Trains a model from fresh parameters that are its own, unless it goes on from a checkpoint, and gives the weights that are kept. */
  trained(
    name: CandidateName,
    parts: Candidate["parts"],
    model: BimodalModel,
    start: () => Parameters,
  ): Promise<Parameters>;
  /** Told of each candidate when it is ready, before the next begins. */
  onCandidate?(candidate: Candidate): Promise<void> | void;
  /** Told what is about to be made. */
  onStage?(name: CandidateName): void;
}

/**
 * The sum of the candidates' scores with non-negative weights, fitted on validation pairs: log density ratios add, so it is a product of
 * tilts, and no candidate need be best everywhere. The caller disposes of the parameters.
 */
export async function fitPool(
  names: readonly CandidateName[],
  config: Pick<ProjectConfig, "encoders" | "metric" | "training">,
  { train, validation }: PoolData,
  catalogue: Catalogue,
  hooks: PoolHooks,
): Promise<Pool> {
  const held = await heldOut(validation);
  const candidates: Candidate[] = [];
  try {
    const make = candidateMaker(config, train, held, catalogue, hooks, candidates);
    for (const name of names) {
      hooks.onStage?.(name);
      const candidate = await make(name);
      candidates.push(candidate);
      await hooks.onCandidate?.(candidate);
    }
    return await weighed(candidates, held);
  } finally {
    tf.dispose([held.u, held.v, ...candidates.map(({ parameters }) => parameters)]);
  }
}

function candidateMaker(
  config: Pick<ProjectConfig, "encoders" | "metric" | "training">,
  train: Pairs,
  held: HeldOut,
  catalogue: Catalogue,
  { trained }: PoolHooks,
  ready: readonly Candidate[],
) {
  const { seed } = config.training;
  const network = async (): Promise<Candidate> => {
    const parts = { encoders: config.encoders, metric: config.metric };
    const model = modelOfParts(parts, train.shape, catalogue);
    return {
      name: "network",
      parts,
      model,
      parameters: await trained("network", parts, model, () => initialise(model, seed)),
    };
  };
  const residual = async (): Promise<Candidate> => {
    const linear = ready.find(({ name }) => name === "linear") ?? (await linearCandidate(train, held, catalogue));
    const parts = residualParts(linear);
    const model = modelOfParts(parts, train.shape, catalogue);
    const start = () => startedAt(initialise(model, seed), linear.parameters);
    try {
      return { name: "residual", parts, model, parameters: await trained("residual", parts, model, start) };
    } finally {
      if (!ready.includes(linear)) tf.dispose(linear.parameters);
    }
  };
  const make = {
    linear: () => linearCandidate(train, held, catalogue),
    kernel: () => kernelCandidate(train, held, catalogue),
    residual,
    network,
  };
  return (name: CandidateName) => make[name]();
}

/** The linear candidate's parts with a network beside its encoders. */
function residualParts({ parts, model: { dimension } }: Candidate): Candidate["parts"] {
  const encoder: PartConfig = { name: "residual", dimension, hidden: [256], activation: "relu", dropout: 0.3 };
  return { encoders: { u: encoder, v: encoder }, metric: parts.metric };
}

/** Parameters with copies of others of the same names in their place; disposes of what is replaced. */
function startedAt(parameters: Parameters, others: Parameters): Parameters {
  tf.dispose(Object.keys(others).map((name) => parameters[name]!));
  return { ...parameters, ...cloneParameters(others) };
}

/** Weights below this share of the largest contribution count as none: a term costs memory and time in every answer. */
const LEAST_SHARE = 0.02;

async function weighed(candidates: readonly Candidate[], held: HeldOut): Promise<Pool> {
  const scores = candidates.map(({ model, parameters }) =>
    tf.tidy(() => {
      const { form } = model.score(parameters, { u: held.u, v: held.v });
      return scoreMatrix(form);
    }),
  );
  try {
    const alone = await Promise.all(scores.map(async (matrix) => (await fitTiltWeights([matrix], held.pairs)).loss));
    const spreads = await Promise.all(scores.map(spreadOf));
    const { weights: all } = await fitTiltWeights(scores, held.pairs);
    const largest = Math.max(...all.map((weight, k) => weight * spreads[k]!));
    const carries = all.map((weight, k) => (largest === 0 ? k === 0 : weight * spreads[k]! > LEAST_SHARE * largest));
    const places = carries.flatMap((carrying, k) => (carrying ? [k] : []));
    const some = places.map((k) => scores[k]!);
    const weights = some.length === all.length ? all : (await fitTiltWeights(some, held.pairs)).weights;
    const kept = places.map((k) => candidates[k]!);
    const model = sumModel(kept.map((candidate) => candidate.model));
    const parameters = {
      ...Object.assign({}, ...kept.map(({ parameters: own }, k) => prefixParameters(String(k), cloneParameters(own)))),
      weights: tf.tensor1d(weights.map((weight) => Math.max(weight, 1e-6))),
    };
    const terms = candidates.map(({ name }, k) => ({
      candidate: name,
      weight: carries[k] ? weights[places.indexOf(k)]! : 0,
      validationLoss: alone[k]!,
    }));
    return { model, parameters, kept: places.map((k, i) => ({ ...terms[k]!, ...kept[i]!.parts })), terms };
  } finally {
    tf.dispose(scores);
  }
}

async function spreadOf(matrix: tf.Tensor2D): Promise<number> {
  const variance = tf.tidy(() => tf.moments(matrix).variance);
  const [value] = await variance.data();
  variance.dispose();
  return Math.sqrt(value!);
}
