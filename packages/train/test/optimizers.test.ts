import { expectClose } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { adam, adamW, constant, cosineDecay, linearDecay, type Optimizer, sgd } from "../src/index.js";

const SIZE = 37;
const STEPS = 5;
const gradientAt = (step: number) => Array.from({ length: SIZE }, (_, i) => Math.sin(i + step) * (i % 5));
const start = Array.from({ length: SIZE }, (_, i) => Math.cos(i));

/** Parameters after a few steps with fixed gradients. */
function run(optimizer: Optimizer, overwrite = false): Float32Array {
  return tf.tidy(() => {
    let parameters = tf.tensor1d(start);
    let state = optimizer.init(SIZE);
    for (let step = 1; step <= STEPS; step++) {
      const context = { step, learningRate: optimizer.learningRate, overwrite };
      ({ parameters, state } = optimizer.update(parameters, tf.tensor1d(gradientAt(step)), state, context));
    }
    return parameters.dataSync() as Float32Array;
  });
}

/** Adam by its definition, one parameter at a time, in float64. */
function adamReference(learningRate: number, weightDecay: number): number[] {
  return start.map((initial, i) => {
    let [p, m, v] = [initial, 0, 0];
    for (let step = 1; step <= STEPS; step++) {
      const g = gradientAt(step)[i]!;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      const change = m / (1 - 0.9 ** step) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8);
      p = p * (1 - learningRate * weightDecay) - learningRate * change;
    }
    return p;
  });
}

onEveryBackend(() => {
  test("adam follows its definition", () => {
    expectClose("parameters", run(adam({ learningRate: 0.1 })), adamReference(0.1, 0), 1e-5);
  });

  test("adamW decays the parameters apart from the gradient", () => {
    expectClose("parameters", run(adamW({ learningRate: 0.1, weightDecay: 0.3 })), adamReference(0.1, 0.3), 1e-5);
  });

  describe.each([false, true])("sgd with nesterov %s", (nesterov) => {
    test("follows its definition", () => {
      const expected = start.map((initial, i) => {
        let [p, velocity] = [initial, 0];
        for (let step = 1; step <= STEPS; step++) {
          const g = gradientAt(step)[i]!;
          velocity = 0.8 * velocity + g;
          p -= 0.05 * (nesterov ? g + 0.8 * velocity : velocity);
        }
        return p;
      });
      expectClose("parameters", run(sgd({ learningRate: 0.05, momentum: 0.8, nesterov })), expected, 1e-5);
    });
  });

  test.each([adam({ learningRate: 0.1 }), adamW(), sgd()])(
    "$name that may overwrite takes the same steps",
    (optimizer) => {
      expect(run(optimizer, true)).toEqual(run(optimizer));
    },
  );

  test("an update that may overwrite spares memory that others share", () => {
    const optimizer = adam();
    const [parameters, gradient, state] = [tf.tensor1d(start), tf.tensor1d(gradientAt(1)), optimizer.init(SIZE)];
    const snapshot = [parameters, state.mean].map((tensor) => tf.clone(tensor!));
    const next = optimizer.update(parameters, gradient, state, { step: 1, learningRate: 1, overwrite: true });
    tf.dispose([parameters, { ...state }]);
    expectClose("parameters", snapshot[0]!.dataSync(), start, 1e-7);
    expectClose("mean", snapshot[1]!.dataSync(), new Float32Array(SIZE), 0);
    tf.dispose([gradient, snapshot, next.parameters, { ...next.state }]);
  });

  test("an update leaves its inputs as they were", () => {
    const optimizer = adam();
    const [parameters, gradient, state] = [tf.tensor1d(start), tf.tensor1d(gradientAt(1)), optimizer.init(SIZE)];
    const next = optimizer.update(parameters, gradient, state, { step: 1, learningRate: 1 });
    expectClose("parameters", parameters.dataSync(), start, 1e-7);
    expectClose("mean", state.mean!.dataSync(), new Float32Array(SIZE), 0);
    tf.dispose([parameters, gradient, { ...state }, next.parameters, { ...next.state }]);
  });
});

test("schedules warm up linearly and end where they should", () => {
  const cosine = cosineDecay({ warmup: 10, final: 0.1 });
  const linear = linearDecay({ warmup: 10 });
  expect([constant(7, 100), cosine(5, 100), linear(5, 100)]).toEqual([1, 0.5, 0.5]);
  expect([cosine(10, 100), cosine(100, 100), linear(100, 100)]).toEqual([1, 0.1, 0]);
  expect(cosine(55, 100)).toBeCloseTo(0.55, 12);
});

test("impossible options are refused by name", () => {
  expect(() => adam({ learningRate: 0 })).toThrow(/learningRate.*> 0/);
  expect(() => sgd({ momentum: 1 })).toThrow(/momentum.*<= 0.999999/);
});
