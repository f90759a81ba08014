import { checkEncoder, encoderChecks } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import {
  affine,
  encoders,
  fourier,
  identity,
  leNet,
  linear,
  mlp,
  oneHot,
  residual,
  transformer,
} from "../src/index.js";

const labels = (n: number) =>
  tf.tensor1d(
    Int32Array.from({ length: n }, (_, i) => (i * 2) % 5),
    "int32",
  );

const small = { dimension: 5, width: 8, heads: 2, depth: 2, hidden: 12 };

const cases = {
  linear: { encoder: linear({ dimension: 4 }), inputShape: [6] },
  affine: { encoder: affine({ dimension: 4 }), inputShape: [2, 3] },
  mlp: { encoder: mlp({ hidden: [8, 5], dimension: 3, activation: "tanh" }), inputShape: [6] },
  "mlp with rectified units": { encoder: mlp({ hidden: [8], dimension: 3 }), inputShape: [6], tolerance: 0.05 },
  residual: { encoder: residual({ hidden: [8], dimension: 3, activation: "tanh" }), inputShape: [2, 3] },
  fourier: { encoder: fourier({ features: 12, bandwidth: 2, dimension: 3 }), inputShape: [2, 3] },
  leNet: { encoder: leNet({ dimension: 4 }), inputShape: [16, 14, 2], tolerance: 0.1 },
  oneHot: { encoder: oneHot({ classes: 5 }), inputShape: [], inputs: labels },
  identity: { encoder: identity(), inputShape: [2, 2] },
  transformer: { encoder: transformer({ ...small, dimension: 3 }), inputShape: [6, 2] },
  "transformer with every option": {
    encoder: transformer({ ...small, patch: 2, increments: true, period: 1, positions: "learned", pooling: "mean" }),
    inputShape: [6, 2],
  },
} as const;

test("every encoder of the catalogue is tried", () => {
  const tried = new Set(Object.values(cases).map(({ encoder }) => encoder.name));
  expect(encoders.map(({ definition }) => definition.name).filter((name) => !tried.has(name))).toEqual([]);
});

onEveryBackend(() => {
  describe.each(Object.entries(cases))("the %s encoder", (_name, { encoder, ...settings }) => {
    for (const check of encoderChecks(encoder, settings)) test(check.name, () => check.run());
  });

  test("one-hot labels are unit vectors", () => {
    const built = oneHot({ classes: 3 }).build([]);
    const input = tf.tensor1d([2, 0], "int32");
    const output = built.apply({}, input);
    expect(output.arraySync()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    tf.dispose([input, output]);
  });

  test("the suite catches an encoder whose rows depend on each other", async () => {
    const centred = {
      name: "centred",
      options: {},
      build: () => ({
        dimension: 2,
        parameters: () => ({}),
        apply: (_: unknown, x: tf.Tensor) => tf.tidy(() => tf.sub(x, tf.mean(x, 0)) as tf.Tensor2D),
      }),
    };
    await expect(checkEncoder(centred, { inputShape: [2] })).rejects.toThrow(/one input alone/);
  });
});

test("leNet refuses inputs that are not images", () => {
  expect(() => leNet().build([6])).toThrow(/images \[height, width, channels\]/);
});
