import { describe, expect, it } from "vitest";
import {
  advise,
  analyse,
  chooseRank,
  type Matrix,
  mergeMoments,
  momentsOf,
  type OptimumOptions,
  optimum,
} from "../src/index.js";

const fine = {
  covariance: [
    [1, 0],
    [0, 1],
  ],
  split: 1,
  metric: "quadratic",
  loss: "joint",
} as const;
const optimumWith = (changes: object) => () => optimum({ ...fine, ...changes } as OptimumOptions);
const optimumOf = (covariance: Matrix) => optimumWith({ covariance });
const momentsWith = (u: unknown, v: unknown) => () => momentsOf({ u: u as Matrix, v: v as Matrix });

const cases: [name: string, run: () => unknown, message: RegExp][] = [
  [
    "a singular covariance",
    optimumOf([
      [1, 1],
      [1, 1],
    ]),
    /covariance: .*a singular one.*ridge/,
  ],
  [
    "an indefinite covariance",
    optimumOf([
      [1, 2],
      [2, 1],
    ]),
    /an indefinite one.*-1\.00e\+0.*ridge/,
  ],
  [
    "a zero covariance",
    optimumOf([
      [0, 0],
      [0, 0],
    ]),
    /a singular one/,
  ],
  [
    "an asymmetric covariance",
    optimumOf([
      [1, 0.5],
      [0.4, 1],
    ]),
    /symmetric.*\[0\]\[1\] = 0\.5/,
  ],
  [
    "an asymmetry of small coordinates beside large ones",
    optimumOf([
      [1e12, 0, 0],
      [0, 1e-6, 5e-7],
      [0, 4e-7, 1e-6],
    ]),
    /symmetric.*\[1\]\[2\] = 5e-7/,
  ],
  [
    "a wide covariance",
    optimumOf([
      [1, 0, 0],
      [0, 1, 0],
    ]),
    /covariance\[0\]: expected 2 numbers, received 3/,
  ],
  [
    "NaN",
    optimumOf([
      [1, Number.NaN],
      [0, 1],
    ]),
    /covariance\[0\]\[1\]: expected a finite number, received NaN/,
  ],
  ["a split outside the matrix", optimumWith({ split: 2 }), /split: expected a whole number from 1 to 1, received 2/],
  ["a negative ridge", optimumWith({ ridge: -1 }), /ridge: .*received -1/],
  ["a rank of 0", optimumWith({ rank: 0 }), /rank: .*received 0/],
  ["an unknown metric", optimumWith({ metric: "cosine" }), /metric: .*received cosine/],
  ["an unknown loss", optimumWith({ loss: "mmd" }), /loss: .*received mmd/],
  ["two zero weights", optimumWith({ lambdaU: 0, lambdaV: 0 }), /at least one weight/],
  ["a negative weight", optimumWith({ lambdaU: -1 }), /lambdaU: .*received -1/],
  ["a mean of another length", optimumWith({ mean: { u: [1, 2], v: [0] } }), /mean\.u: expected 1 numbers, received 2/],
  [
    "blocks that do not fit",
    () =>
      optimum({
        blocks: {
          uu: [[1]],
          uv: [[0.1]],
          vv: [
            [1, 0],
            [0, 1],
          ],
        },
        metric: "quadratic",
        loss: "joint",
      }),
    /blocks\.uv\[0\]: expected 2 numbers, received 1/,
  ],
  [
    "wide encoders",
    () => analyse({ ...fine, encoders: { G: [[1, 2]], H: [[1]] } }),
    /G\[0\]: expected 1 numbers, received 2/,
  ],
  ["unpaired samples", momentsWith([[1]], [[1], [2]]), /samples: .*received 1 and 2/],
  ["ragged samples", momentsWith([[1], [1, 2]], [[1], [2]]), /samples row 1/],
  ["NaN in samples", momentsWith([[1], [2]], [[1], [Number.NaN]]), /samples row 1: .*NaN in column 1/],
  ["no samples", momentsWith([], []), /samples\.u: expected at least one row/],
  [
    "a wrong shape",
    momentsWith({ data: [1, 2, 3], shape: [2, 2] }, [[1], [2]]),
    /samples\.u\.data: expected 4 numbers/,
  ],
  [
    "moments of different modalities",
    () => mergeMoments(momentsWith([[1]], [[1]])(), momentsWith([[1, 2]], [[1]])()),
    /moments: expected dimensions 1 and 1, received 2 and 1/,
  ],
  [
    "one fold",
    () => chooseRank({ ...fine, folds: [momentsWith([[1]], [[1]])()] }),
    /folds: expected at least two, received 1/,
  ],
  [
    "an unknown purpose",
    () => advise({ ...fine, purpose: "fun" as never }),
    /purpose: expected one of .*retrieval, received fun/,
  ],
  ["an impossible rank", () => advise({ ...fine, purpose: "joint", ranks: [2] }), /ranks: .*from 1 to 1, received 2/],
];

describe("bad input is refused by name", () => {
  for (const [name, run, message] of cases)
    it(name, () => {
      expect(run).toThrow(message);
    });

  it("a ridge repairs a singular covariance", () => {
    const { A } = optimumWith({
      covariance: [
        [1, 1],
        [1, 1],
      ],
      ridge: 0.5,
      metric: "inner-product",
      loss: "conditional",
    })();
    expect(A[0]![0]).toBeCloseTo(1 / 2.25, 14);
  });
});
