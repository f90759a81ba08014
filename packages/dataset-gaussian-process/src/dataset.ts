import { arrayPairs, createGenerator, defineDataset } from "@crosstilt/core";
import { samplePairs } from "./pairs.js";
import { gaussianProcess } from "./process.js";

const count = (value: number, description: string) =>
  ({ type: "number", integer: true, minimum: 2, default: value, description }) as const;

/** Pairs of the Gaussian process of section 6.1 as a data set for configurations and the command line. */
export const gaussianProcessPairs = defineDataset({
  name: "gaussian-process",
  summary: "Noisy values of a random function (u) and its leading coefficients (v), with every law in closed form.",
  source: "arXiv:2505.24134 §6.1",
  options: {
    train: count(10_000, "training pairs"),
    test: count(10_000, "test pairs"),
    seed: { type: "number", integer: true, default: 1, description: "seed of all pairs" },
    noise: { type: "number", above: 0, default: 0.05, description: "standard deviation of the noise of u" },
    nU: {
      type: "number",
      integer: true,
      minimum: 1,
      default: 12,
      description: "points at which u observes the function",
    },
    nV: { type: "number", integer: true, minimum: 1, default: 5, description: "leading coefficients that make up v" },
  },
  async load({ train, test, seed, ...options }) {
    const process = gaussianProcess(options);
    const draw = (part: string, size: number) => {
      const { u, v } = samplePairs(process, { count: size, rng: createGenerator(seed).fork(part) });
      return arrayPairs(u, v);
    };
    return { train: draw("train", train), test: draw("test", test), metadata: { options: process.options } };
  },
});
