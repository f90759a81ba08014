import type { Scale } from "../scale.js";

/** What decides how a model of the ocean experiment is trained. */
export interface OceanTraining {
  readonly pairs: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Steps over which the learning rate rises; it then falls along a half cosine. Null: constant, as in the paper. */
  readonly warmup: number | null;
  readonly initialTemperature: number;
  /** Further training potentials that normalise u|v in every step: the identity encodes them for nothing. */
  readonly candidates: number;
}

/** Training on trajectories made anew for every epoch; `pairs` is how many an epoch has. */
export interface OceanFreshTraining extends OceanTraining {
  /** Of the integrator: coarser than that of the fixed pairs, and far below what any model sees. */
  readonly tolerance: number;
}

/** What decides the general quadratic model. */
export interface OceanQuadratic extends Omit<OceanTraining, "initialTemperature"> {
  /** Velocities at every `stride`-th point make M(v) of rank two for each. */
  readonly stride: number;
  /** Where the learned noise of the velocities starts. */
  readonly noise: number;
}

/** Options of the transformer encoder. */
export interface OceanTransformer {
  readonly width: number;
  readonly heads: number;
  readonly depth: number;
  readonly hidden: number;
  readonly mlp: "gelu" | "bilinear";
  readonly patch: number;
  readonly increments: boolean;
  readonly period: number;
  readonly pooling: "last" | "mean";
}

/** Everything that decides the result of the ocean experiment (§5), beside the backend. */
export interface OceanRunSettings {
  readonly scale: Scale;
  readonly seed: number;
  /** Recorded points of a path. */
  readonly points: number;
  /** Pairs of the test gallery. */
  readonly testPairs: number;
  /** Training pairs on which retrieval is measured beside the test gallery. */
  readonly trainPairs: number;
  /** Pairs of the galleries along the training curves. */
  readonly curvePairs: number;
  /** The physics use every so many-th point of a path. */
  readonly stride: number;
  /** Noise of the velocities along a path, from differences of recorded positions, for the posterior mean. */
  readonly velocityNoise: number;
  readonly transformer: OceanTransformer;
  /** The transformer's partner: the raw coefficients as in the paper, or a learned affine map of them. */
  readonly potentials: "identity" | "affine";
  readonly transformerTraining: OceanTraining;
  /** The same transformer on trajectories of which none is seen twice; null: left out. */
  readonly freshTraining: OceanFreshTraining | null;
  /** Where the physics-informed encoder's noise level starts. */
  readonly physicsNoise: number;
  readonly physicsTraining: OceanTraining;
  readonly quadraticTraining: OceanQuadratic;
}

const everything = 32_268;

/** How the transformer is trained at laptop scale, on fixed and on fresh paths alike. */
const laptopTransformer: OceanTraining = {
  pairs: everything,
  epochs: 12,
  batchSize: 128,
  learningRate: 4e-3,
  warmup: 200,
  initialTemperature: 0.07,
  candidates: 1024,
};

const byScale: Record<Scale, Omit<OceanRunSettings, "scale" | "seed">> = {
  paper: {
    points: 1000,
    testPairs: everything,
    trainPairs: everything,
    curvePairs: 4096,
    stride: 20,
    velocityNoise: 1e-3,
    transformer: {
      width: 128,
      heads: 8,
      depth: 12,
      hidden: 512,
      mlp: "gelu",
      patch: 1,
      increments: false,
      period: 0,
      pooling: "last",
    },
    potentials: "identity",
    transformerTraining: {
      pairs: everything,
      epochs: 20,
      batchSize: 128,
      learningRate: 1e-4,
      warmup: null,
      initialTemperature: 0.07,
      candidates: 0,
    },
    freshTraining: null,
    physicsNoise: 1e-2,
    physicsTraining: {
      pairs: everything,
      epochs: 20,
      batchSize: 128,
      learningRate: 1e-2,
      warmup: null,
      initialTemperature: 0.07,
      candidates: 0,
    },
    quadraticTraining: {
      pairs: everything,
      epochs: 1,
      batchSize: 128,
      learningRate: 2e-2,
      warmup: 20,
      candidates: 1024,
      stride: 100,
      noise: 1,
    },
  },
  laptop: {
    points: 200,
    testPairs: everything,
    trainPairs: everything,
    curvePairs: 4096,
    stride: 4,
    velocityNoise: 1e-3,
    transformer: {
      width: 64,
      heads: 4,
      depth: 4,
      hidden: 96,
      mlp: "bilinear",
      patch: 20,
      increments: true,
      period: 1,
      pooling: "mean",
    },
    potentials: "affine",
    transformerTraining: laptopTransformer,
    freshTraining: { ...laptopTransformer, tolerance: 1e-6 },
    physicsNoise: 1e-2,
    physicsTraining: {
      pairs: everything,
      epochs: 2,
      batchSize: 128,
      learningRate: 2e-2,
      warmup: 50,
      initialTemperature: 0.07,
      candidates: 0,
    },
    quadraticTraining: {
      pairs: everything,
      epochs: 1,
      batchSize: 128,
      learningRate: 2e-2,
      warmup: 20,
      candidates: 1024,
      stride: 20,
      noise: 1,
    },
  },
  smoke: {
    points: 40,
    testPairs: 128,
    trainPairs: 64,
    curvePairs: 32,
    stride: 2,
    velocityNoise: 1e-2,
    transformer: {
      width: 16,
      heads: 2,
      depth: 1,
      hidden: 32,
      mlp: "bilinear",
      patch: 4,
      increments: true,
      period: 1,
      pooling: "mean",
    },
    potentials: "affine",
    transformerTraining: {
      pairs: 256,
      epochs: 3,
      batchSize: 64,
      learningRate: 1e-2,
      warmup: 4,
      initialTemperature: 0.2,
      candidates: 32,
    },
    freshTraining: {
      pairs: 128,
      epochs: 2,
      batchSize: 64,
      learningRate: 1e-2,
      warmup: 4,
      initialTemperature: 0.2,
      candidates: 32,
      tolerance: 1e-6,
    },
    physicsNoise: 0.1,
    physicsTraining: {
      pairs: 128,
      epochs: 2,
      batchSize: 64,
      learningRate: 5e-2,
      warmup: 2,
      initialTemperature: 0.1,
      candidates: 0,
    },
    quadraticTraining: {
      pairs: 128,
      epochs: 1,
      batchSize: 64,
      learningRate: 5e-2,
      warmup: 2,
      candidates: 32,
      stride: 10,
      noise: 1,
    },
  },
};

/** The settings of a scale; paper: 12 layers, every point a token, Adam 1e-4, batch 128, 20 epochs. */
export const oceanRunSettings = (scale: Scale, seed = 1): OceanRunSettings => ({ scale, seed, ...byScale[scale] });
