import { describe, expect, test } from "vitest";
import { variants, withKernels } from "./heap.js";
import { centralDifferences, dot, expectClose, randomArray, remember, uniform } from "./numbers.js";
import { offsets, type Problem, problem, scoreMatrix } from "./score-problems.js";

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function reference(p: Problem) {
  const scores = scoreMatrix(p);
  const counts = (i: number, j: number) => !p.excludeDiagonal || i !== j;
  const row = scores.map((values, i) => values.reduce((sum, s, j) => sum + (counts(i, j) ? softplus(s) : 0), 0));
  return { diagonal: scores.slice(0, p.m).map((values, i) => values[i]!), row };
}

const problems = [
  problem(1, 1, 1),
  problem(5, 7, 3, offsets(5, 7, 2)),
  problem(66, 9, 2, { excludeDiagonal: true }),
  problem(4, 70, 2, { scale: -2, ...offsets(4, 70, 1) }),
  problem(9, 8, 3, { scale: 80 }),
];

const weightsOf = remember(({ n, m }: Problem) => {
  const random = uniform(4);
  return { diagonal: randomArray(Math.min(n, m), random), row: randomArray(n, random) };
});

const expected = remember((p: Problem) => {
  const { alpha = new Float32Array(p.n), beta = new Float32Array(p.m) } = p;
  const weights = weightsOf(p);
  const along = (at: ArrayLike<number>, change: (values: Float64Array) => Partial<Problem>) =>
    centralDifferences(
      (values) => {
        const { diagonal, row } = reference({ ...p, ...change(values) });
        return dot(weights.diagonal, diagonal) + dot(weights.row, row);
      },
      at,
      1e-5,
    );
  return {
    ...reference(p),
    dU: along(p.u, (u) => ({ u })),
    dV: along(p.v, (v) => ({ v })),
    dAlpha: along(alpha, (values) => ({ alpha: values })),
    dBeta: along(beta, (values) => ({ beta: values })),
    dScale: along([p.scale], ([scale]) => ({ scale: scale! })),
  };
});

describe.each(variants)("scoreSoftplus, $simd, $threads threads", (variant) => {
  test.each(problems)("values and gradients equal the float64 double loop: %#", (p) =>
    withKernels(variant, (kernels, heap) => {
      const want = expected(p);
      const put = (values?: ArrayLike<number>) => (values ? heap.put(values) : 0);
      const inputs = { ...p, u: put(p.u), v: put(p.v), alpha: put(p.alpha), beta: put(p.beta) };
      const [diagonal, rowSoftplus] = [heap.room(want.diagonal.length), heap.room(p.n)];
      kernels.scoreSoftplus({ ...inputs, diagonal, rowSoftplus });
      expectClose(heap.take(diagonal, want.diagonal.length), want.diagonal);
      expectClose(heap.take(rowSoftplus, p.n), want.row);
      const given = { dDiagonal: put(weightsOf(p).diagonal), dRow: put(weightsOf(p).row) };
      const into = {
        dU: heap.room(p.n * p.d),
        dV: heap.room(p.m * p.d),
        dAlpha: heap.room(p.n),
        dBeta: heap.room(p.m),
      };
      const dScale = kernels.scoreSoftplusGradient({ ...inputs, ...given, ...into });
      for (const name of ["dU", "dV", "dAlpha", "dBeta"] as const)
        expectClose(heap.take(into[name], want[name].length), want[name], 2e-5);
      expectClose([dScale], want.dScale, 2e-5);
    }),
  );

  test("scores of ten thousand neither overflow nor vanish", () =>
    withKernels(variant, (kernels, heap) => {
      const [u, v] = [heap.put([100, -100]), heap.put([100])];
      const [diagonal, rowSoftplus] = [heap.room(1), heap.room(2)];
      kernels.scoreSoftplus({ u, v, n: 2, m: 1, d: 1, scale: 1, diagonal, rowSoftplus });
      expect([...heap.take(rowSoftplus, 2)]).toEqual([1e4, 0]);
    }));
});
