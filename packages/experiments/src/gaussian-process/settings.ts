import type { Scale } from "../scale.js";

/** One training problem of figs 8–10: how many pairs, the embedding dimension n_e, and the batch size. */
export interface Problem {
  readonly pairs: number;
  readonly dimension: number;
  readonly batch: number;
}

/** A stretch of training with Adam. */
export interface Stage {
  readonly learningRate: number;
  readonly length: { readonly epochs: number } | { readonly steps: number };
  /** Batch size; by default that of the problem. */
  readonly batch?: number;
  /** Let the learning rate fall along a half cosine; otherwise it is constant. */
  readonly decay: boolean;
}

/** A way to train linear encoders. */
export interface Recipe {
  readonly loss: "conditional" | "gaussian-conditional" | "jackknife" | "learned-normalisers";
  /** Train in coordinates in which the training data have unit covariance. */
  readonly whiten: boolean;
  readonly stages: readonly Stage[];
}

export type RecipeName = "paper" | "ours" | "gaussianNormalisers" | "batchNormalisers" | "learnedNormalisers";

/** Everything that decides the result of figs 7–10, beside the backend. */
export interface ProcessSettings {
  readonly scale: Scale;
  readonly seed: number;
  /** The problem that the three sweeps have in common. */
  readonly reference: Problem;
  readonly dimensions: readonly number[];
  readonly batches: readonly number[];
  readonly counts: readonly number[];
  /** Draws shown in fig 7. */
  readonly draws: number;
  /** Conditions over which errors are averaged. */
  readonly conditions: number;
  /** Seeds of training pairs for methods that are quick; the others have the first. */
  readonly repeats: number;
  /** Run the paper's own recipe for every problem, or for the reference alone. */
  readonly paperEverywhere: boolean;
  readonly recipes: Readonly<Record<RecipeName, Recipe>>;
}

/** The paper's setting of figs 7–10, and what its figures show at 10 000 pairs, n_e = 5, batch 512. */
export const paperProcess = {
  metric: "inner product",
  loss: "conditional (1, 1)",
  optimiser: "Adam 1e-4",
  epochs: 500,
  reference: { pairs: 10_000, dimension: 5, batch: 512 },
  dimensions: "1 to 6",
  batches: "128 to 1024",
  counts: "2 000 to 100 000",
  draws: 400,
  conditions: 10_000,
  readOffFigures: { uGivenV: 0.04, vGivenU: 0.4, note: "the paper does not say whether squared or root" },
} as const;

const paperStage = (epochs: number): Stage => ({ learningRate: 1e-4, length: { epochs }, decay: false });

/**
 * With the batch's normalisers or learned ones: as long and as slow as it takes to see no training error, never on larger batches. Ours:
 * whitened coordinates, a falling learning rate, and at the end batches of all data, up to `finish.batch`; with Gaussian
 * normalisers, whose cost is linear in the batch, up to 100 000.
 */
const recipes = (epochs: number, steps: number, finish: Stage, long: Stage): ProcessSettings["recipes"] => {
  const cheapFinish: Stage = { ...finish, length: { steps: 40 }, batch: 100_000 };
  const approach: Stage = { learningRate: 0.02, length: { steps }, decay: true };
  return {
    paper: { loss: "conditional", whiten: false, stages: [paperStage(epochs)] },
    ours: { loss: "conditional", whiten: true, stages: [approach, finish] },
    batchNormalisers: { loss: "conditional", whiten: true, stages: [long] },
    learnedNormalisers: { loss: "learned-normalisers", whiten: true, stages: [long] },
    gaussianNormalisers: { loss: "gaussian-conditional", whiten: true, stages: [approach, cheapFinish] },
  };
};

const full = {
  reference: { pairs: 10_000, dimension: 5, batch: 512 },
  dimensions: [1, 2, 3, 4, 5, 6],
  batches: [128, 256, 512, 1024],
  counts: [2_000, 5_000, 10_000, 20_000, 50_000, 100_000],
  draws: 400,
  conditions: 10_000,
  repeats: 5,
  recipes: recipes(
    500,
    400,
    { learningRate: 4e-3, length: { steps: 12 }, batch: 10_000, decay: true },
    { learningRate: 0.02, length: { epochs: 100 }, decay: true },
  ),
};

const byScale: Record<Scale, Omit<ProcessSettings, "scale" | "seed">> = {
  paper: { ...full, paperEverywhere: true },
  laptop: { ...full, paperEverywhere: false },
  smoke: {
    reference: { pairs: 600, dimension: 5, batch: 128 },
    dimensions: [1, 5, 6],
    batches: [64, 128],
    counts: [300, 600],
    draws: 20,
    conditions: 500,
    repeats: 2,
    paperEverywhere: false,
    recipes: recipes(
      5,
      120,
      { learningRate: 4e-3, length: { steps: 5 }, batch: 600, decay: true },
      { learningRate: 0.02, length: { epochs: 30 }, decay: true },
    ),
  },
};

/** The settings of a scale; laptop differs from paper in running the paper's own recipe for the reference alone. */
export const processSettings = (scale: Scale, seed = 1): ProcessSettings => ({ scale, seed, ...byScale[scale] });
