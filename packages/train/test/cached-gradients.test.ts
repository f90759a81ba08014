import {
  createGenerator,
  defineEncoder,
  type Loss,
  type Pairs,
  type Parameters,
  termsAndGradients,
} from "@crosstilt/core";
import { leNet, linear, mlp } from "@crosstilt/encoders";
import { barlowTwins, conditional, jointMmd, siglip } from "@crosstilt/losses";
import { bilinear, cosine, innerProduct } from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { adam, type BimodalModel, bimodal, disposeState, fit, pairObjective, startFit } from "../src/index.js";

function noise(length: number, shape: { u: number[]; v: number[] }): Pairs {
  const draw = (side: number[], seed: number) => {
    const generator = createGenerator(seed);
    const size = side.reduce((product, axis) => product * axis, length);
    return tf.tensor(
      Float32Array.from({ length: size }, () => generator.normal()),
      [length, ...side],
    );
  };
  return {
    length,
    shape,
    batch: (indices) =>
      tf.tidy(() => {
        const rows = tf.tensor1d(Array.from(indices), "int32");
        return { u: tf.gather(draw(shape.u, 1), rows), v: tf.gather(draw(shape.v, 2), rows) };
      }),
  };
}

async function differentiate(model: BimodalModel, loss: Loss, count: number, encoderBatch?: number) {
  const pairs = noise(count, { u: [...model.shape.u], v: [...model.shape.v] });
  const state = startFit(model, { loss, seed: 3 });
  const batch = { ...(await pairs.batch(Int32Array.from({ length: count }, (_, i) => i))) };
  const { evaluate, differentiate: inChunks } = pairObjective(model, pairs, loss, encoderBatch);
  const generator = createGenerator(1);
  const { terms, gradients } = inChunks
    ? inChunks(state.parameters, batch, generator)
    : termsAndGradients((current) => evaluate(current, batch, generator), state.parameters);
  const numbers = (named: Parameters) =>
    Object.fromEntries(Object.entries(named).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]));
  const result = { terms: numbers(terms), gradients: numbers(gradients) };
  tf.dispose([batch, terms, gradients]);
  disposeState(state);
  return result;
}

/** What is zero in theory, such as the gradient of a shift that the loss does not see, is the rounding of its neighbours. */
function expectClose(found: Record<string, number[]>, wanted: Record<string, number[]>) {
  expect(Object.keys(found)).toEqual(Object.keys(wanted));
  const floor = Math.max(1e-2, 5e-2 * Math.max(...Object.values(wanted).flat().map(Math.abs)));
  for (const [name, values] of Object.entries(wanted)) {
    const scale = Math.max(...values.map(Math.abs), floor);
    values.forEach((value, i) => {
      expect(Math.abs(found[name]![i]! - value), `${name}[${i}]`).toBeLessThan(2e-5 * scale);
    });
  }
}

onEveryBackend(() => {
  const vectors = { u: [5], v: [3] };
  const encoders = { u: mlp({ hidden: [6], dimension: 4 }), v: linear({ dimension: 4 }) };
  const learned = cosine({ temperature: "learned" });

  test.each<[string, BimodalModel, Loss]>([
    ["conditional with a learned temperature", bimodal({ ...encoders, metric: learned }, vectors), conditional()],
    ["siglip with its own bias", bimodal({ ...encoders, metric: innerProduct() }, vectors), siglip()],
    [
      "a bilinear metric",
      bimodal({ ...encoders, metric: bilinear() }, vectors),
      conditional({ lambdaU: 2, lambdaV: 0 }),
    ],
    ["Barlow Twins on embeddings", bimodal({ ...encoders, metric: learned }, vectors), barlowTwins()],
    ["MMD on raw samples", bimodal({ ...encoders, metric: learned }, vectors), jointMmd()],
    [
      "images",
      bimodal({ u: leNet({ dimension: 4 }), v: encoders.v, metric: learned }, { u: [12, 12, 1], v: [3] }),
      conditional(),
    ],
  ])("%s: chunks of every size give the value and gradients of the whole batch", async (_, model, loss) => {
    const whole = await differentiate(model, loss, 11);
    for (const size of [1, 4, 11, 100]) {
      const { terms, gradients } = await differentiate(model, loss, 11, size);
      expectClose(terms, whole.terms);
      expectClose(gradients, whole.gradients);
    }
  });

  test("a fit in chunks takes the steps of a fit without", async () => {
    const model = bimodal({ ...encoders, metric: learned }, vectors);
    const pairs = noise(30, vectors);
    const losses = async (encoderBatch?: number) => {
      const options = { loss: conditional(), epochs: 2, batchSize: 13, seed: 2, optimizer: adam(), encoderBatch };
      const state = startFit(model, options);
      const seen: number[] = [];
      for await (const event of fit(model, pairs, state, options)) seen.push(event.loss);
      disposeState(state);
      return seen;
    };
    const [chunked, plain] = [await losses(5), await losses()];
    expect(chunked).toHaveLength(8);
    chunked.forEach((loss, i) => {
      expect(loss).toBeCloseTo(plain[i]!, 5);
    });
    expect(new Set(plain).size).toBe(8);
  });

  test("a chunk draws the same random numbers in both of its runs", async () => {
    const draws: number[][] = [];
    const noisy = defineEncoder({
      name: "noisy",
      summary: "Multiplies by a weight and a random number.",
      options: {},
      build: (_options, [d]) => ({
        dimension: d!,
        parameters: () => ({ weight: tf.ones([d!]) }),
        apply: (parameters, x, context) => {
          const draw = context!.generator!.uniform();
          draws.push([x.shape[0], draw]);
          return tf.mul(tf.mul(x, parameters.weight!), draw) as tf.Tensor2D;
        },
      }),
    });
    await differentiate(bimodal({ u: noisy(), v: noisy(), metric: learned }, { u: [3], v: [3] }), conditional(), 7, 3);
    expect(draws).toHaveLength(12);
    expect(draws.slice(6)).toEqual(draws.slice(0, 6));
    expect(new Set(draws.map(([, draw]) => draw)).size).toBe(6);
  });

  test("an impossible chunk is refused", () => {
    const model = bimodal({ ...encoders, metric: learned }, vectors);
    expect(() => pairObjective(model, noise(4, vectors), conditional(), 0)).toThrow(
      /encoderBatch.*positive integer.*0/,
    );
  });
});
