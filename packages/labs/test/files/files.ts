import { createGenerator } from "@crosstilt/core";
import { encodeNpy } from "@crosstilt/formats";
import type { FileSources, HeadsTraining } from "../../src/files/index.js";

export const PAIRS = 400;

const generator = createGenerator(3);
const u = Float32Array.from({ length: 4 * PAIRS }, () => generator.normal());
const rows = Array.from({ length: PAIRS }, (_, i) => {
  const [near, far] = [0, 1].map((k) => (3 + k) * u[4 * i + k]! + 0.3 * generator.normal() + 7);
  return [near, far, `thing number ${i}`];
});

/** The bytes of two files: numbers, and a table with a column of words. */
export const files = {
  u: encodeNpy({ shape: [PAIRS, 4], data: u }),
  v: new TextEncoder().encode(`near,far,caption\n${rows.map((row) => row.join(",")).join("\n")}\n`),
};

export const sources: FileSources = {
  u: { path: "u.npy", bytes: files.u },
  v: { path: "v.csv", bytes: files.v, columns: ["near", "far"] },
  missing: "refuse",
};

export const heads: HeadsTraining = {
  encoders: { u: { name: "affine", dimension: 3 }, v: { name: "mlp", hidden: [8], dimension: 3 } },
  metric: { name: "cosine", temperature: "learned", initialTemperature: 0.5 },
  loss: { name: "conditional" },
  epochs: 12,
  batchSize: 64,
  learningRate: 0.02,
  seed: 1,
};
