import { describe, expect, test } from "vitest";
import { keptBytes } from "../src/index.js";
import { variants, withKernels } from "./heap.js";
import { centralDifferences, dot, expectClose, randomArray, remember, uniform } from "./numbers.js";
import { offsets, type Problem, problem, scoreMatrix } from "./score-problems.js";

function logMeanExp(values: number[]): number {
  const highest = Math.max(...values);
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0) / values.length);
}

function reference(p: Problem) {
  const scores = scoreMatrix(p);
  const columns = scores[0]!.map((_, j) => scores.map((row) => row[j]!));
  const counted = (values: number[], i: number) => values.filter((_, j) => !p.excludeDiagonal || i !== j);
  return {
    diagonal: scores.slice(0, p.m).map((row, i) => row[i]!),
    row: scores.map((row, i) => logMeanExp(counted(row, i))),
    column: columns.map((column, j) => logMeanExp(counted(column, j))),
  };
}

const ordinary = [
  problem(1, 1, 1),
  problem(5, 7, 3),
  problem(64, 64, 3),
  problem(65, 130, 10, offsets(65, 130, 2)),
  problem(67, 3, 7, { excludeDiagonal: true }),
  problem(4, 70, 9, { excludeDiagonal: true, ...offsets(4, 70, 1) }),
  problem(130, 129, 12, { scale: -3 }),
];

/** Scores far outside what one shift can serve, and the relative accuracy float32 scores of that size allow. */
const extreme = [
  problem(70, 66, 4, { scale: 100 }),
  problem(66, 70, 4, { scale: 3000, excludeDiagonal: true }),
  problem(20, 30, 3, { scale: 1, ...offsets(20, 30, 1e4) }),
  problem(9, 9, 3, { u: new Float32Array(27), v: new Float32Array(27) }),
  problem(9, 9, 3, { u: new Float32Array(27).fill(2), v: new Float32Array(27).fill(2), scale: 100 }),
  problem(70, 70, 2, { alpha: new Float32Array(70).fill(-900), beta: new Float32Array(70).fill(-900) }),
  problem(3, 3, 1, { u: [100, -100, 100], v: [100, 100, 100] }),
];

const smooth = [...ordinary.slice(0, 3), problem(65, 9, 2, offsets(65, 9, 2)), ...ordinary.slice(4, 6)];
const steep = [
  problem(20, 16, 4, { scale: 100 }),
  problem(9, 9, 3, { u: new Float32Array(27).fill(0.5), v: new Float32Array(27).fill(0.5), scale: 100 }),
  problem(5, 6, 2, { scale: 700, excludeDiagonal: true }),
  problem(6, 5, 2, { alpha: new Float32Array(6).fill(-900), beta: new Float32Array(5).fill(-900) }),
];
const enormous = problem(40, 40, 3, { scale: 1, ...offsets(40, 40, 1e4) });

type Gradients = Record<"u" | "v" | "alpha" | "beta" | "scale", ArrayLike<number>>;

const expectedStatistics = remember(reference);

/** Random gradients of the three outputs. */
const weightsOf = remember(({ n, m }: Problem) => {
  const random = uniform(3);
  const [diagonal, row, column] = [Math.min(n, m), n, m].map((count) => randomArray(count, random));
  return { diagonal: diagonal!, row: row!, column: column! };
});

/** Central differences of the weighted outputs; the step suits how steep the problem is. */
const expectedGradients = remember((p: Problem): Gradients => {
  const weights = weightsOf(p);
  const along = (at: ArrayLike<number>, change: (values: Float64Array) => Partial<Problem>) =>
    centralDifferences(
      (values) => {
        const { diagonal, row, column } = reference({ ...p, ...change(values) });
        return dot(weights.diagonal, diagonal) + dot(weights.row, row) + dot(weights.column, column);
      },
      at,
      smooth.includes(p) ? 1e-4 : 1e-6,
    );
  const { alpha = new Float32Array(p.n), beta = new Float32Array(p.m) } = p;
  return {
    u: along(p.u, (u) => ({ u })),
    v: along(p.v, (v) => ({ v })),
    alpha: along(alpha, (values) => ({ alpha: values })),
    beta: along(beta, (values) => ({ beta: values })),
    scale: along([p.scale], ([scale]) => ({ scale: scale! })),
  };
});

describe.each(variants)("scoreStatistics, $simd, $threads threads", (variant) => {
  const evaluate = (p: Problem, use: (got: Record<"diagonal" | "row" | "column", Float32Array>) => void) =>
    withKernels(variant, (kernels, heap) => {
      const [diagonal, row, column] = [heap.room(Math.min(p.n, p.m)), heap.room(p.n), heap.room(p.m)];
      const put = (values?: ArrayLike<number>) => (values ? heap.put(values) : 0);
      const inputs = { ...p, u: put(p.u), v: put(p.v), alpha: put(p.alpha), beta: put(p.beta) };
      kernels.scoreStatistics({ ...inputs, diagonal, rowLogMeanExp: row, columnLogMeanExp: column });
      use({
        diagonal: heap.take(diagonal, Math.min(p.n, p.m)),
        row: heap.take(row, p.n),
        column: heap.take(column, p.m),
      });
    });

  test.each([...ordinary, ...extreme].map((p, i) => [i, p.n, p.m, p.d, p.scale, p] as const))(
    "problem %i (%i x %i, d %i, scale %f) equals the float64 double loop",
    (_i, _n, _m, _d, _scale, p) =>
      evaluate(p, (got) => {
        const expected = expectedStatistics(p);
        for (const name of ["diagonal", "row", "column"] as const) expectClose(got[name], expected[name], 2e-6);
      }),
  );

  test("small statistics are accurate in absolute terms", () => {
    const p = problem(300, 300, 16, { spread: 0.01 });
    return evaluate(p, (got) => {
      const errors = reference(p).row.map((value, i) => Math.abs(got.row[i]! - value));
      expect(Math.max(...errors)).toBeLessThan(1e-6);
    });
  });

  test("a NaN among the embeddings is not hidden", () => {
    const p = problem(5, 5, 3, { u: Float32Array.from({ length: 15 }, (_, i) => (i === 4 ? Number.NaN : 1)) });
    return evaluate(p, ({ row, column }) => {
      expect(row[1]).toBeNaN();
      expect([...column].every(Number.isNaN)).toBe(true);
    });
  });

  const gradients = (p: Problem, check: (got: Gradients) => void, keep = false) =>
    withKernels(variant, (kernels, heap) => {
      const { diagonal, row, column } = weightsOf(p);
      const put = (values?: ArrayLike<number>) => (values ? heap.put(values) : 0);
      const inputs = { ...p, u: put(p.u), v: put(p.v), alpha: put(p.alpha), beta: put(p.beta) };
      const outputs = { rowLogMeanExp: heap.room(p.n), columnLogMeanExp: heap.room(p.m) };
      const sizes = { dU: p.n * p.d, dV: p.m * p.d, dAlpha: p.n, dBeta: p.m };
      const [dU, dV, dAlpha, dBeta] = Object.values(sizes).map(heap.room);
      const room = keep ? heap.room(keptBytes(p.n, p.m) / 4) : undefined;
      const filled = kernels.scoreStatistics({
        ...inputs,
        ...outputs,
        diagonal: heap.room(diagonal.length),
        kept: room,
      });
      const kept = filled ? room : undefined;
      const given = { dDiagonal: put(diagonal), dRow: put(row), dColumn: put(column) };
      const into = { dU: dU!, dV: dV!, dAlpha: dAlpha!, dBeta: dBeta! };
      const dScale = kernels.scoreStatisticsGradient({ ...inputs, ...outputs, ...given, ...into, kept });
      const taken = (name: keyof typeof into) => heap.take(into[name], sizes[name]);
      const [u, v, alpha, beta] = [taken("dU"), taken("dV"), taken("dAlpha"), taken("dBeta")];
      check({ u, v, alpha, beta, scale: [dScale] });
    });

  const checkGradients = (p: Problem, tolerance: number, keep = false) => {
    const expected = expectedGradients(p);
    return gradients(
      p,
      (got) => {
        for (const name of ["u", "v", "alpha", "beta"] as const) expectClose(got[name], expected[name], tolerance);
        expectClose(got.scale, expected.scale, tolerance * 10);
      },
      keep,
    );
  };

  test.each(smooth)("all gradients equal central differences: %#", (p) => checkGradients(p, 5e-6));

  test.each([...smooth, ...steep])("gradients from kept exponentials equal central differences: %#", (p) =>
    checkGradients(p, smooth.includes(p) ? 5e-6 : 3e-4, true),
  );

  test("keeping exponentials changes no bit", async () => {
    const results: Gradients[] = [];
    for (const kept of [false, true]) await gradients(problem(333, 70, 5), (got) => results.push(got), kept);
    expect(results[1]).toEqual(results[0]);
  });

  test("exponentials are kept where one shift serves all scores, and only there", () =>
    withKernels(variant, (kernels, heap) => {
      const keep = (p: Problem) => {
        const outputs = { diagonal: heap.room(p.n), rowLogMeanExp: heap.room(p.n), columnLogMeanExp: heap.room(p.m) };
        const kept = heap.room(keptBytes(p.n, p.m) / 4);
        return kernels.scoreStatistics({
          ...p,
          u: heap.put(p.u),
          v: heap.put(p.v),
          alpha: 0,
          beta: 0,
          ...outputs,
          kept,
        });
      };
      expect(keep(problem(5, 5, 3))).toBe(true);
      expect(keep(problem(3, 3, 1, { u: [100, -100, 100], v: [100, 100, 100] }))).toBe(false);
    }));

  test.each(steep)("gradients of large scores stay within float32's accuracy of the scores: %#", (p) =>
    checkGradients(p, 3e-4),
  );

  test("scores of ten thousand give finite gradients whose rows sum as the weights say", () =>
    gradients(enormous, (got) => {
      const sum = (values: ArrayLike<number>) => dot(values, new Float32Array(values.length).fill(1));
      const { diagonal, row, column } = weightsOf(enormous);
      expect(sum(got.alpha)).toBeCloseTo(sum(diagonal) + sum(row) + sum(column), 1);
      for (const values of Object.values(got)) expect(Array.from(values).every(Number.isFinite)).toBe(true);
    }));
});

describe("scoreStatistics refuses", () => {
  const valid = { u: 4, v: 4, n: 2, m: 2, d: 1, scale: 1, diagonal: 4, rowLogMeanExp: 4, columnLogMeanExp: 4 };
  test.each([
    [{ ...valid, n: 0 }, "n: expected a whole number of at least 1"],
    [{ ...valid, scale: Number.NaN }, "scale: expected a finite number, received NaN"],
    [{ ...valid, v: 0 }, "an allocation failed"],
    [
      { ...valid, n: 1, excludeDiagonal: true },
      "excludeDiagonal: expected at least 2 rows and columns, received 1 x 2",
    ],
  ])("%o", (options, message) =>
    withKernels({ simd: "plain" }, (kernels) => {
      expect(() => kernels.scoreStatistics(options)).toThrow(message);
    }),
  );
});
