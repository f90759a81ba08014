// The fused kernels of the wasm backend beside the plain operations of the cpu backend, and both beside loops in float64.
import { useBackend } from "@crosstilt/backends";
import { createGenerator } from "@crosstilt/core";
import { ATTENTION_KERNEL, GELU_KERNEL, LAYER_NORM_KERNEL } from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { attention } from "../src/attention.js";
import { gelu } from "../src/gelu.js";
import { layerNorm } from "../src/layer-norm.js";
import { normalCdf } from "./normal-cdf.js";

type Matrix = number[][];

interface Case {
  readonly name: string;
  readonly kernel: string;
  readonly shapes: readonly number[][];
  f(...inputs: tf.Tensor[]): tf.Tensor;
  /** The value by loops. */
  reference(...inputs: Matrix[]): Matrix;
}

const attentionCase = (batch: number, count: number, heads: number, depth: number): Case => ({
  name: `attention of ${batch} × ${count} tokens, ${heads} heads of ${depth}`,
  kernel: ATTENTION_KERNEL,
  shapes: [[batch * count, 3 * heads * depth]],
  f: (qkv) => attention(qkv as tf.Tensor2D, count, heads),
  reference: (qkv) =>
    qkv.map((row, i) => attend(row, qkv.slice(i - (i % count), i - (i % count) + count), heads, depth)),
});

function attend(query: number[], keys: Matrix, heads: number, depth: number): number[] {
  const width = heads * depth;
  return Array.from({ length: width }, (_, column) => {
    const first = column - (column % depth);
    const dot = (key: number[]) =>
      Array.from({ length: depth }, (_, i) => query[first + i]! * key[width + first + i]!).reduce((a, b) => a + b);
    const weights = keys.map((key) => Math.exp(dot(key) / Math.sqrt(depth)));
    const total = weights.reduce((a, b) => a + b);
    return keys.reduce((sum, key, j) => sum + (weights[j]! / total) * key[2 * width + column]!, 0);
  });
}

const normCase = (rows: number, width: number): Case => ({
  name: `layer norm of ${rows} × ${width}`,
  kernel: LAYER_NORM_KERNEL,
  shapes: [[rows, width], [width], [width]],
  f: (x, gain, bias) => layerNorm("norm", { "norm.gain": gain, "norm.bias": bias }, x as tf.Tensor2D),
  reference: (x, [gain], [bias]) =>
    x.map((row) => {
      const mean = row.reduce((a, b) => a + b) / width;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
      return row.map((value, i) => (gain![i]! * (value - mean)) / Math.sqrt(variance + 1e-5) + bias![i]!);
    }),
});

const geluCase = (rows: number, width: number): Case => ({
  name: `GELU of ${rows} × ${width}`,
  kernel: GELU_KERNEL,
  shapes: [[rows, width]],
  f: gelu,
  reference: (x) => x.map((row) => row.map((value) => value * normalCdf(value))),
});

const cases = [
  attentionCase(2, 1, 1, 1),
  attentionCase(3, 7, 2, 5),
  attentionCase(1, 64, 2, 8),
  attentionCase(2, 65, 1, 4),
  attentionCase(1, 130, 3, 3),
  normCase(1, 2),
  normCase(70, 5),
  normCase(3, 64),
  geluCase(1, 1),
  geluCase(13, 9),
];

function inputsOf({ name, shapes }: Case): Float32Array[] {
  const { normal } = createGenerator(name.length);
  return shapes.map((shape) => Float32Array.from({ length: tf.util.sizeFromShape(shape) }, normal));
}

const rowsOf = (values: Float32Array, columns: number): Matrix =>
  Array.from({ length: values.length / columns }, (_, i) =>
    Array.from(values.subarray(i * columns, (i + 1) * columns)),
  );

async function evaluate(backend: "cpu" | "wasm", entry: Case) {
  await useBackend(backend);
  const fused = tf.getKernel(entry.kernel, backend) !== undefined;
  const [value, ...gradients] = tf.tidy(() => {
    const inputs = inputsOf(entry).map((values, i) => tf.tensor(values, entry.shapes[i]));
    const value = entry.f(...inputs);
    const dy = tf.tensor(
      Float32Array.from({ length: value.size }, (_, i) => Math.cos(i)),
      value.shape,
    );
    return [value, ...tf.grads((...xs: tf.Tensor[]) => entry.f(...xs))(inputs, dy)].map((tensor) => tensor.dataSync());
  });
  return { fused, value, gradients };
}

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!) / Math.max(1, Math.abs(b[i]!))));

describe.each(cases.map((entry) => [entry.name, entry] as const))("%s", (_name, entry) => {
  test("is one kernel on wasm, and equals loops in float64 on both backends", async () => {
    const matrices = inputsOf(entry).map((values, i) => rowsOf(values, entry.shapes[i]!.at(-1)!));
    const expected = entry.reference(...matrices).flat();
    const [plain, fused] = [await evaluate("cpu", entry), await evaluate("wasm", entry)];
    expect([plain.fused, fused.fused]).toEqual([false, true]);
    expect(farthest(plain.value!, expected)).toBeLessThan(3e-6);
    expect(farthest(fused.value!, expected)).toBeLessThan(3e-6);
  });

  test("has the gradients of the plain formulation", async () => {
    const [plain, fused] = [await evaluate("cpu", entry), await evaluate("wasm", entry)];
    expect(fused.gradients).toHaveLength(entry.shapes.length);
    fused.gradients.forEach((gradient, i) => {
      expect(gradient).toHaveLength(plain.gradients[i]!.length);
      expect(farthest(gradient, plain.gradients[i]!)).toBeLessThan(2e-5);
    });
  });
});
