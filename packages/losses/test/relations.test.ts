import { createGenerator, evaluateLoss, type Loss } from "@crosstilt/core";
import { cosine, innerProduct } from "@crosstilt/metrics";
import { randomMatrix } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { useBackend } from "../../../test/backends.js";
import {
  barlowTwins,
  clip,
  conditional,
  conditionalMmd,
  decoupled,
  infoNce,
  informationBounds,
  joint,
  jointMmd,
  learnedNormalisers,
  losses,
  margin,
  multiPositive,
  nPair,
  ntXent,
  siglip,
  spectral,
  triplet,
  vicReg,
} from "../src/index.js";
import { logMeanExp, mean } from "./references.js";

await useBackend("wasm");

const N = 9;
const generator = createGenerator(2);
const [u, v] = [randomMatrix(generator, N, 4), randomMatrix(generator, N, 4)];
const S = tf.tidy(() => tf.matMul(u, v, false, true).arraySync()) as number[][];
const columns = S.map((_, j) => S.map((row) => row[j]!));

type Extra = Partial<Parameters<typeof evaluateLoss>[1]>;
const total = (loss: Loss, extra: Extra = {}): number =>
  tf.tidy(() => {
    const parameters = loss.parameters((extra.u ?? u).shape[1]);
    return evaluateLoss(loss, {
      form: { u, v },
      u,
      v,
      samplesU: u,
      samplesV: v,
      parameters,
      ...extra,
    }).total.dataSync()[0];
  })!;
const near = (a: number, b: number, digits = 5) => expect(a).toBeCloseTo(b, digits);
/** The loss of a score matrix itself, as embeddings S and I. */
const totalOf = (loss: Loss, scores: number[][], extra: Extra = {}): number => {
  const [rows, unit] = [tf.tensor2d(scores), tf.eye(scores.length)];
  const value = total(loss, { form: { u: rows, v: unit }, u: rows, v: unit, ...extra });
  tf.dispose([rows, unit]);
  return value;
};

/** A law on 6 equally likely u and v, as density ratios of a doubly stochastic matrix. */
const ratios = ((): number[][] => {
  let matrix = Array.from({ length: 6 }, () => Array.from({ length: 6 }, () => Math.exp(generator.normal())));
  for (let k = 0; k < 200; k++) {
    matrix = matrix.map((row) => row.map((x) => x / mean(row)));
    const sums = matrix[0]!.map((_, j) => mean(matrix.map((row) => row[j]!)));
    matrix = matrix.map((row) => row.map((x, j) => x / sums[j]!));
  }
  return matrix;
})();

/** That f over score matrices is least at `best`: every small step in a random direction leads up. */
function leastAt(f: (scores: number[][]) => number, best: number[][]): void {
  for (let k = 0; k < 20; k++) {
    const step = best.map((row) => row.map(() => 0.02 * generator.normal()));
    for (const sign of [1, -1])
      expect(f(best.map((row, i) => row.map((x, j) => x + sign * step[i]![j]!)))).toBeGreaterThan(f(best));
  }
}

const overBoth = (f: (ratio: number, i: number, j: number) => number) =>
  mean(ratios.map((row, i) => mean(row.map((x, j) => f(x, i, j)))));

/** Normal pairs of correlations σ as embeddings `[n, d]`. */
function correlated(n: number, sigma: readonly number[]) {
  const x = Array.from({ length: n }, () => sigma.map(() => generator.normal()));
  const y = x.map((row) =>
    row.map((value, k) => sigma[k]! * value + Math.sqrt(1 - sigma[k]! ** 2) * generator.normal()),
  );
  return { u: tf.tensor2d(x), v: tf.tensor2d(y) };
}

/** Losses of batches of n pairs of correlation 0.6 with s = u v/2, at normalisers `K h²/2`, the same batches for every K. */
function onBatches(loss: Loss, n: number, K: number, runs = 1500): { mean: number; error: number; values: number[] } {
  const draws = createGenerator(41);
  const values = Array.from({ length: runs }, () =>
    tf.tidy(() => {
      const x = Array.from({ length: n }, () => [draws.normal()]);
      const y = x.map(([value]) => [0.6 * value! + 0.8 * draws.normal()]);
      const [rows, partners] = [tf.tensor2d(x), tf.tensor2d(y)];
      const head = (side: string) => ({
        [`${side}.c`]: tf.scalar(0),
        [`${side}.w`]: tf.zeros([1]),
        [`${side}.K`]: tf.tensor2d([[K]]),
      });
      const parameters = { ...head("normaliserU"), ...head("normaliserV") };
      const form = { u: rows, v: partners, scale: tf.scalar(0.5) };
      return total(loss, { form, u: rows, v: partners, parameters });
    }),
  );
  const average = mean(values);
  return { mean: average, error: Math.sqrt(mean(values.map((x) => (x - average) ** 2)) / runs), values };
}

/** The conditional loss of infinite batches there, `−aσ + a²/2`, and the exact normaliser's `K = a²`. */
const [LIMIT, EXACT] = [-0.5 * 0.6 + 0.125, 0.25];

const embeddingsOnly = (loss: Loss) => () => {
  const metric = { u: tf.tidy(() => tf.mul(u, 7) as tf.Tensor2D), v };
  near(total(loss, { form: metric }), total(loss));
  metric.u.dispose();
};

/** A check for every relation of every loss, in the order of the catalogue. */
const checks: Record<string, (() => void)[]> = {
  conditional: [
    () => near(total(conditional()) + Math.log(N), total(clip())),
    () => {
      near(total(conditional({ lambdaU: 2, lambdaV: 0 })) + Math.log(N), total(infoNce({ direction: "u-given-v" })));
      const [left, right] = [conditional({ lambdaU: 2, lambdaV: 0 }), conditional({ lambdaU: 0, lambdaV: 2 })].map(
        (x) => total(x),
      );
      near(total(conditional({ lambdaU: 0.6, lambdaV: 3 })), 0.3 * left! + 1.5 * right!);
    },
    () => expect(total(conditional())).toBeLessThanOrEqual(total(joint()) + 1e-6),
    () => near(total(conditional({ correction: "jackknife" })), jackknife(S), 4),
    () => {
      const labels = [0, 0, 0, 1, 1, 2];
      const prior = [3 / 6, 2 / 6, 1 / 6];
      const logits = labels.map(() => prior.map(() => generator.normal()));
      const scores = logits.map((row) => labels.map((label) => row[label]!));
      const crossEntropy = mean(
        labels.map((label, i) => {
          const terms = logits[i]!.map((x, k) => x + Math.log(prior[k]!));
          return Math.log(terms.reduce((sum, x) => sum + Math.exp(x), 0)) - terms[label]!;
        }),
      );
      const entropy = prior.reduce((sum, p) => sum - p * Math.log(p), 0);
      near(totalOf(conditional({ lambdaU: 0, lambdaV: 2 }), scores), crossEntropy - entropy);
    },
  ],
  clip: [() => near(total(clip()), total(conditional()) + Math.log(N))],
  joint: [
    () => expect(total(joint({ product: "all" }))).toBeGreaterThanOrEqual(total(conditional()) - 1e-6),
    () => near(-total(joint()), informationBounds({ u, v }).donskerVaradhan),
  ],
  "info-nce": [
    () => {
      near(total(infoNce({ direction: "u-given-v" })), total(conditional({ lambdaU: 2, lambdaV: 0 })) + Math.log(N));
      near(total(infoNce({ direction: "v-given-u" })), total(conditional({ lambdaU: 0, lambdaV: 2 })) + Math.log(N));
    },
    () => {
      const rows = correlated(1000, [0.8]);
      for (const sharpness of [0.5, 1, 2]) {
        const form = { ...rows, scale: tf.scalar(sharpness) };
        const bound = Math.log(1000) - total(infoNce(), { ...rows, form });
        expect(bound).toBeLessThan(-0.5 * Math.log(1 - 0.64) + 0.1);
        form.scale.dispose();
      }
      tf.dispose([rows.u, rows.v]);
    },
  ],
  "multi-positive": [
    () => {
      const targets = tf.eye(S.length);
      near(total(multiPositive(), { targets }), total(conditional()));
      targets.dispose();
    },
    () => {
      const classes = [0, 0, 0, 1, 1, 2, 2, 2, 2];
      const positives = classes.map((a) => classes.filter((b) => a === b).length);
      const targets = tf.tensor2d(classes.map((a, i) => classes.map((b) => (a === b ? 1 / positives[i]! : 0))));
      const supervised = mean(
        S.map((row, i) => mean(row.filter((_, j) => classes[i] === classes[j]).map((s) => logMeanExp(row) - s))),
      );
      near(total(multiPositive({ lambdaU: 0, lambdaV: 2 }), { targets }), supervised);
      targets.dispose();
    },
  ],
  "conditional-mmd": [
    () => {
      // On a finite law: E_j |Σ_i (ρ_ij − truth_ij) k(x_i, ·)|²/2 is the loss's population value plus a constant.
      const k = ratios.map((_, i) => ratios.map((__, j) => Math.exp(-((i - j) ** 2) / 8)));
      const population = (rho: number[][]) =>
        mean(
          ratios.map((_, j) =>
            mean(
              ratios.map((__, i) =>
                mean(
                  ratios.map((___, l) => k[i]![l]! * (0.5 * rho[i]![j]! * rho[l]![j]! - ratios[i]![j]! * rho[l]![j]!)),
                ),
              ),
            ),
          ),
        );
      const half = (rho: number[][]) =>
        0.5 *
        mean(
          ratios.map((_, j) =>
            mean(
              ratios.map((__, i) =>
                mean(
                  ratios.map((___, l) => k[i]![l]! * (rho[i]![j]! - ratios[i]![j]!) * (rho[l]![j]! - ratios[l]![j]!)),
                ),
              ),
            ),
          ),
        );
      const flat = ratios.map((row) => row.map(() => 1));
      const tilted = ratios.map((row) => row.map((x) => 0.5 + 0.5 * x));
      near(population(flat) - population(tilted), half(flat) - half(tilted), 10);
      leastAt(population, ratios);
    },
    () => {
      // No scores: every normaliser is exact, and what is left is minus half the mean kernel of different samples, both sides.
      const zero = S.map((row) => row.map(() => 0));
      for (const normalisers of ["all", "leave-one-out"] as const) {
        const options = { normalisers, kernelU: "energy", kernelV: "energy" } as const;
        const distances = (rows: number[][]) =>
          mean(
            rows.flatMap((a, i) =>
              rows.flatMap((b, j) => (i === j ? [] : [-Math.hypot(...a.map((x, t) => x - b[t]!))])),
            ),
          );
        const expected = -0.5 * (distances(u.arraySync()) + distances(v.arraySync()));
        near(totalOf(conditionalMmd(options), zero), expected, 4);
      }
    },
  ],
  "joint-mmd": [
    () => {
      const scores = (sharpness: number) => S.map((row) => row.map((s) => sharpness * s));
      const gram = (rows: number[][]) => rows.map((a) => rows.map((b) => -Math.hypot(...a.map((x, t) => x - b[t]!))));
      const [ku, kv] = [gram(u.arraySync()), gram(v.arraySync())];
      const squared = (s: number[][]) => {
        const mass = s.flat().reduce((sum, x) => sum + Math.exp(x), 0);
        const w = s.map((row, i) => row.map((x, j) => Math.exp(x) / mass - (i === j ? 1 / N : 0)));
        return w.reduce(
          (sum, row, i) =>
            sum +
            row.reduce(
              (part, a, j) =>
                part +
                w.reduce(
                  (inner, other, k) => inner + other.reduce((x, b, l) => x + a * b * ku[i]![k]! * kv[j]![l]!, 0),
                  0,
                ),
              0,
            ),
          0,
        );
      };
      const options = { kernelU: "energy", kernelV: "energy" } as const;
      near(
        totalOf(jointMmd(options), scores(1)) - totalOf(jointMmd(options), scores(0.2)),
        squared(scores(1)) - squared(scores(0.2)),
        4,
      );
    },
  ],
  siglip: [
    () => {
      // Population of batches of N: one true pair to N − 1 others of the product of marginals.
      const softplus = (x: number) => Math.log1p(Math.exp(x));
      const risk = (logits: number[][]) =>
        overBoth((ratio, i, j) => ratio * softplus(-logits[i]![j]!) + (N - 1) * softplus(logits[i]![j]!));
      leastAt(
        risk,
        ratios.map((row) => row.map((x) => Math.log(x) - Math.log(N - 1))),
      );
    },
    () => {
      const at = (temperature: number) =>
        tf.tidy(() => total(siglip({ scale: 10 * temperature }), { form: cosine({ temperature }).form(u, v, {}) }));
      near(at(0.1), at(1), 4);
    },
  ],
  "learned-normalisers": [
    () => {
      const exact = onBatches(learnedNormalisers(), 5, EXACT);
      expect(Math.abs(exact.mean - LIMIT)).toBeLessThan(4 * exact.error);
      for (const K of [0, 0.6]) {
        const { values } = onBatches(learnedNormalisers(), 5, K);
        const excess = values.map((value, i) => value - exact.values[i]!);
        const deviation = Math.sqrt(mean(excess.map((x) => (x - mean(excess)) ** 2)) / excess.length);
        expect(mean(excess)).toBeGreaterThan(3 * deviation);
      }
    },
    () => {
      const [few, many] = [3, 20].map((n) => onBatches(learnedNormalisers(), n, EXACT));
      expect(Math.abs(few!.mean - many!.mean)).toBeLessThan(4 * Math.hypot(few!.error, many!.error));
      const [few_, many_] = [3, 20].map((n) => onBatches(conditional(), n, EXACT));
      expect(Math.abs(few_!.mean - many_!.mean)).toBeGreaterThan(6 * Math.hypot(few_!.error, many_!.error));
      expect(few!.error).toBeGreaterThan(few_!.error);
    },
    () => {
      // log E e^{uv/2} over a standard normal u, by the trapezoidal rule.
      for (const v of [-2, 0.3, 1.7]) {
        const places = Array.from({ length: 801 }, (_, i) => -10 + i / 40);
        const integral = places.reduce((sum, x) => sum + Math.exp((x * v) / 2 - (x * x) / 2) / 40, 0);
        near(Math.log(integral / Math.sqrt(2 * Math.PI)), (EXACT * v * v) / 2, 10);
      }
    },
  ],
  dcl: [
    () => {
      const gap = (n: number) => {
        const rows = correlated(n, [0.6, 0.3]);
        const value = total(decoupled(), { form: rows, ...rows }) - total(conditional(), { form: rows, ...rows });
        tf.dispose([rows.u, rows.v]);
        return Math.abs(value);
      };
      expect(gap(1500)).toBeLessThan(0.1 * gap(30));
    },
    () => {
      const others = (rows: number[][]) =>
        mean(rows.map((row, i) => logMeanExp(row.filter((_, j) => j !== i)) - row[i]!));
      near(total(decoupled()), (others(S) + others(columns)) / 2);
    },
  ],
  "n-pair": [() => near(total(nPair({ penalty: 0 })), total(infoNce({ direction: "v-given-u" })))],
  triplet: [
    () => {
      const temperature = 1e-3;
      const shortfall = (rows: number[][]) =>
        mean(
          rows.map((row, i) => {
            const others = row.filter((_, j) => j !== i).map((s) => s / temperature);
            return Math.max(0, temperature * logMeanExp(others) - row[i]!);
          }),
        );
      near(total(triplet({ mining: "hard", margin: 0 })), (shortfall(S) + shortfall(columns)) / 2, 2);
    },
  ],
  spectral: [
    () => {
      leastAt((s) => overBoth((ratio, i, j) => s[i]![j]! ** 2 - 2 * ratio * s[i]![j]!), ratios);
      // With s = Σ a_k x_k y_k of whitened pairs the loss is Σ a² − 2aσ: the best a of rank one is σ₁, on the first pair.
      const rows = correlated(3000, [0.8, 0.3]);
      const value = (a: readonly number[]) => {
        const scaled = tf.tidy(() => tf.mul(rows.u, tf.tensor1d([...a])) as tf.Tensor2D);
        const loss = total(spectral(), { u: scaled, v: rows.v, form: { u: scaled, v: rows.v } });
        scaled.dispose();
        return loss;
      };
      expect(Math.abs(value([0.8, 0]) + 0.64)).toBeLessThan(0.1);
      expect(Math.abs(value([0, 0.3]) + 0.09)).toBeLessThan(0.1);
      for (const other of [
        [0.5, 0],
        [1.1, 0],
        [0, 0.3],
      ])
        expect(value([0.8, 0])).toBeLessThan(value(other));
      tf.dispose([rows.u, rows.v]);
    },
  ],
  margin: [embeddingsOnly(margin())],
  "nt-xent": [
    () => {
      const unit = (rows: number[][]) => rows.map((row) => row.map((x) => x / Math.hypot(...row)));
      const [a, b] = [unit(u.arraySync()), unit(v.arraySync())];
      const cos = a.map((x) => b.map((y) => x.reduce((sum, value, k) => sum + value * y[k]!, 0) / 0.5));
      const within = (rows: number[][]) =>
        rows.map((x, i) =>
          rows.flatMap((y, j) => (i === j ? [] : [x.reduce((sum, value, k) => sum + value * y[k]!, 0) / 0.5])),
        );
      const loss = (same: (rows: number[][]) => number[][]) => {
        const one = (rows: number[][], own: number[][]) =>
          mean(rows.map((row, i) => Math.log([...row, ...own[i]!].reduce((sum, s) => sum + Math.exp(s), 0)) - row[i]!));
        return (
          (one(cos, same(a)) +
            one(
              cos.map((_, j) => cos.map((row) => row[j]!)),
              same(b),
            )) /
          2
        );
      };
      near(total(ntXent()), loss(within));
      const plain = tf.tidy(() => total(clip(), { form: cosine({ temperature: 0.5 }).form(u, v, {}) }));
      near(
        plain,
        loss((rows) => rows.map(() => [])),
      );
    },
  ],
  "barlow-twins": [
    embeddingsOnly(barlowTwins()),
    () => {
      // The population value of encoders diag(1, 1) and of two copies of the first pair, σ = (.9, .1), by its formula and by samples.
      const rows = correlated(20_000, [0.9, 0.1]);
      const copies = tf.tidy(() => ({
        u: tf.gather(rows.u, tf.tensor1d([0, 0], "int32"), 1) as tf.Tensor2D,
        v: tf.gather(rows.v, tf.tensor1d([0, 0], "int32"), 1) as tf.Tensor2D,
      }));
      const [cca, collapsed] = [rows, copies].map((x) => total(barlowTwins(), { ...x, form: x }));
      expect(Math.abs(cca! - 0.82)).toBeLessThan(0.03);
      expect(Math.abs(collapsed! - 0.028)).toBeLessThan(0.003);
      const strict = barlowTwins({ redundancy: 1 });
      expect(total(strict, { ...rows, form: rows })).toBeLessThan(total(strict, { ...copies, form: copies }));
      tf.dispose([rows.u, rows.v, copies.u, copies.v]);
    },
  ],
  vicreg: [
    () => {
      embeddingsOnly(vicReg())();
      const only = vicReg({ invariance: 1, variance: 0, covariance: 0 });
      const [a, b] = [u.arraySync(), v.arraySync()];
      near(total(only), mean(a.flatMap((row, i) => row.map((x, k) => (x - b[i]![k]!) ** 2))));
    },
    () => {
      const hinge = (rows: number[][]) =>
        mean(
          rows[0]!.map((_, k) => {
            const column = rows.map((row) => row[k]!);
            const variance = column.reduce((sum, x) => sum + (x - mean(column)) ** 2, 0) / (N - 1);
            return Math.max(0, 1 - Math.sqrt(variance + 1e-4));
          }),
        );
      const short = [u, v].map((x) => tf.tidy(() => tf.mul(x, 0.2) as tf.Tensor2D));
      const code = 25 * (hinge(short[0]!.arraySync()) / 2 + hinge(short[1]!.arraySync()) / 2);
      const ours = vicReg({ invariance: 0, covariance: 0, variance: 12.5 });
      near(total(ours, { u: short[0], v: short[1] }), code, 4);
      tf.dispose(short);
    },
  ],
};

function jackknife(scores: number[][]): number {
  const one = (rows: number[][]) =>
    mean(
      rows.map((row, i) => {
        const less = row.flatMap((_, k) => (k === i ? [] : [logMeanExp(row.filter((__, j) => j !== k))]));
        return N * logMeanExp(row) - (N - 1) * mean(less) - row[i]!;
      }),
    );
  return (one(scores) + one(scores.map((_, j) => scores.map((row) => row[j]!)))) / 2;
}

describe.each(losses.map(({ definition }) => [definition.name, definition.relations ?? []] as const))(
  "what the page of %s says",
  (name, relations) => {
    test("is checked, sentence by sentence", () => {
      expect(checks[name]!.length).toBe(relations.length);
    });
    test.each(relations.map((relation, i) => [relation, i] as const))("%s", (_, i) => {
      checks[name]![i]!();
    });
  },
);

test("the inner product is the metric of these checks", () => {
  near(
    tf.tidy(() => total(clip(), { form: innerProduct().form(u, v, {}) })),
    total(clip()),
  );
});
