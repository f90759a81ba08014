import { createGenerator, type Parameters } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { transformer } from "../src/index.js";
import { normalCdf } from "./normal-cdf.js";

const shape = [4, 2];
const options = { dimension: 3, width: 4, heads: 2, depth: 1, hidden: 5 };
const path = (n: number) =>
  tf.tensor(
    Float32Array.from({ length: n * 8 }, (_, i) => Math.sin(3 * i + 1)),
    [n, 4, 2],
  );

/** The network in float64 loops, one sequence at a time. */
function byLoops(parameters: Parameters, sequence: number[][], mlp = "gelu"): number[] {
  const value = (name: string) => parameters[name]!.arraySync() as number[] & number[][];
  const dense = (name: string, rows: number[][]) =>
    rows.map((row) =>
      value(`${name}.bias`).map((bias, j) =>
        row.reduce((sum, x, i) => sum + x * value(`${name}.kernel`)[i]![j]!, bias),
      ),
    );
  const norm = (name: string, rows: number[][]) =>
    rows.map((row) => {
      const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
      const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
      return row.map(
        (x, i) => (value(`${name}.gain`)[i]! * (x - mean)) / Math.sqrt(variance + 1e-5) + value(`${name}.bias`)[i]!,
      );
    });
  const add = (a: number[][], b: number[][]) => a.map((row, i) => row.map((x, j) => x + b[i]![j]!));
  const attend = (qkv: number[][]) =>
    qkv.map((query) =>
      [0, 1, 2, 3].map((column) => {
        const first = 2 * Math.floor(column / 2);
        const weights = qkv.map((key) =>
          Math.exp((query[first]! * key[4 + first]! + query[first + 1]! * key[5 + first]!) / Math.SQRT2),
        );
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        return qkv.reduce((sum, row, i) => sum + (weights[i]! / total) * row[8 + column]!, 0);
      }),
    );
  const positions = sequence.map((_, i) => [Math.sin(i), Math.cos(i), Math.sin(i / 100), Math.cos(i / 100)]);
  const lifted = add(dense("lifting", sequence), positions);
  const attended = add(
    lifted,
    dense("block0.output", attend(dense("block0.qkv", norm("block0.attentionNorm", lifted)))),
  );
  const normed = norm("block0.mlpNorm", attended);
  const expanded = dense("block0.expand", normed);
  const gate = mlp === "bilinear" ? dense("block0.gate", normed) : [];
  const bent = expanded.map((row, i) => row.map((x, j) => x * (mlp === "gelu" ? normalCdf(x) : gate[i]![j]!)));
  const out = add(attended, dense("block0.contract", bent));
  return dense("projection", norm("norm", [out[3]!]))[0]!;
}

onEveryBackend(() => {
  test.each(["gelu", "bilinear"] as const)("with %s equals loops in float64", (mlp) => {
    tf.tidy(() => {
      const encoder = transformer({ ...options, mlp }).build(shape);
      const parameters = encoder.parameters(createGenerator(2));
      const inputs = path(2);
      const expected = (inputs.arraySync() as number[][][]).map((sequence) => byLoops(parameters, sequence, mlp));
      const received = encoder.apply(parameters, inputs).arraySync();
      expect(received).toEqual(expected.map((row) => row.map((x) => expect.closeTo(x, 5))));
    });
  });

  test("with a period, sees a path shifted by whole periods as the same", () => {
    tf.tidy(() => {
      const encoder = transformer({ ...options, period: 2, increments: true }).build(shape);
      const parameters = encoder.parameters(createGenerator(2));
      const [here, there] = [path(1), tf.add(path(1), 4)].map(
        (input) => encoder.apply(parameters, input).arraySync()[0],
      );
      expect(there).toEqual(here!.map((x) => expect.closeTo(x, 4)));
    });
  });

  test("drops activations in training only, by the generator alone", () => {
    tf.tidy(() => {
      const encoder = transformer({ ...options, dropout: 0.5 }).build(shape);
      const parameters = encoder.parameters(createGenerator(2));
      const input = path(1);
      const run = (seed?: number) =>
        encoder
          .apply(
            parameters,
            input,
            seed === undefined ? undefined : { training: true, generator: createGenerator(seed) },
          )
          .arraySync()[0];
      expect(run(1)).toEqual(run(1));
      expect(run(1)).not.toEqual(run(2));
      expect(run()).not.toEqual(run(1));
      expect(run()).toEqual(run());
      expect(() => encoder.apply(parameters, input, { training: true })).toThrow(/context.generator/);
    });
  });
});

describe("the transformer refuses", () => {
  test("heads that do not divide the width", () => {
    expect(() => transformer({ ...options, heads: 3 }).build(shape)).toThrow(/heads.*divisor of the width 4/);
  });

  test("inputs that are not sequences", () => {
    expect(() => transformer(options).build([4, 2, 2])).toThrow(/sequences.*shape \[4,2,2\]/);
  });

  test("patches that do not divide the points", () => {
    expect(() => transformer({ ...options, patch: 3 }).build(shape)).toThrow(/patch.*divisor of the 4 points/);
  });
});
