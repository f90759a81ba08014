import { createGenerator, evaluateLoss, type Loss, type LossTerms } from "@crosstilt/core";
import { cosine, innerProduct, quadratic } from "@crosstilt/metrics";
import { expectClose, lossChecks, randomMatrix } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import {
  clip,
  conditional,
  infoNce,
  informationBounds,
  joint,
  losses,
  lossForDivergence,
  multiPositive,
  nPair,
} from "../src/index.js";
import { logMeanExp, mean, references } from "./references.js";

/** Loss terms as numbers on random embeddings `[n, 4]`. */
function termsOf(
  loss: Loss,
  n: number,
  seed = 1,
  form?: (u: tf.Tensor2D, v: tf.Tensor2D) => object,
): Record<string, number> {
  const generator = createGenerator(seed);
  const [u, v] = [randomMatrix(generator, n, 4), randomMatrix(generator, n, 4)];
  const terms = tf.tidy(() => evaluateLoss(loss, { form: { u, v, ...form?.(u, v) }, u, v }));
  const numbers = Object.fromEntries(
    Object.entries(terms as LossTerms).map(([name, term]) => [name, term.dataSync()[0]!]),
  );
  tf.dispose([u, v, terms]);
  return numbers;
}

onEveryBackend(() => {
  test("every loss of the catalogue has a reference", () => {
    expect(losses.map(({ definition }) => definition.name).filter((name) => !(name in references))).toEqual([]);
  });

  describe.each(losses.map((loss) => [loss.definition.name, loss] as const))("the %s loss", (name, loss) => {
    // The hinges of triplet and margin have kinks, which a central difference smears.
    const gradientTolerance = ["triplet", "margin"].includes(name) ? 2e-2 : undefined;
    for (const check of lossChecks(loss, { gradientTolerance, reference: references[name] }))
      test(check.name, () => check.run());
  });

  test.each(["margin", "barlow-twins", "vicreg", "nt-xent"])(
    "the %s loss agrees with its reference on small embeddings, on large ones and far from the origin",
    (name) => {
      const loss = losses.find(({ definition }) => definition.name === name)!();
      const generator = createGenerator(3);
      const [x, y] = [randomMatrix(generator, 8, 3), randomMatrix(generator, 8, 3)];
      for (const [factor, offset] of [
        [1e-3, 0],
        [30, 0],
        [1, 200],
      ]) {
        const [u, v] = [x, y].map((side) => tf.tidy(() => tf.add(tf.mul(side, factor!), offset!) as tf.Tensor2D));
        const total = tf.tidy(() => evaluateLoss(loss, { form: { u: u!, v: v! }, u: u!, v: v! }).total);
        const expected = references[name]!({ scores: [], u: u!.arraySync(), v: v!.arraySync() });
        expectClose(`${name} at scale ${factor}, offset ${offset}`, total.dataSync(), [expected], 2e-5);
        tf.dispose([u, v, total]);
      }
      tf.dispose([x, y]);
    },
  );

  describe.each(["off-diagonal", "shuffled"] as const)("the joint loss with the %s product", (product) => {
    for (const check of lossChecks(joint, { options: { product }, minimumPairs: 2 }))
      test(check.name, () => check.run());
  });

  test.each([1, 2, 17, 64])("CLIP is conditional(1, 1) + log N on %i pairs (Thm 2.8)", (n) => {
    expectClose("CLIP", [termsOf(clip(), n).total!], [termsOf(conditional(), n).total! + Math.log(n)], 1e-6);
  });

  test("conditional is linear in its weights", () => {
    const at = (lambdaU: number, lambdaV: number) => termsOf(conditional({ lambdaU, lambdaV }), 12).total;
    expectClose("combination", [at(3, 0.5)!], [1.5 * at(2, 0)! + 0.25 * at(0, 2)!], 1e-6);
  });

  test.each([1, 2, 3, 4, 5])("conditional never exceeds joint (Thm 3.10), seed %i", (seed) => {
    expect(termsOf(conditional(), 20, seed).total).toBeLessThanOrEqual(termsOf(joint(), 20, seed).total! + 1e-6);
  });

  test("InfoNCE is one direction of the conditional loss + log N, and N-pair without penalty is InfoNCE", () => {
    const both = (["u-given-v", "v-given-u"] as const).map((direction) => termsOf(infoNce({ direction }), 9).total!);
    const one = [conditional({ lambdaU: 2, lambdaV: 0 }), conditional({ lambdaU: 0, lambdaV: 2 })];
    expectClose(
      "InfoNCE",
      both,
      one.map((loss) => termsOf(loss, 9).total! + Math.log(9)),
      1e-6,
    );
    expectClose("N-pair", [termsOf(nPair(), 9).total!], [both[1]!], 1e-6);
  });

  test("soft targets that are the identity give the conditional loss, and duplicates share their weight", () => {
    const generator = createGenerator(6);
    const [u, v] = [randomMatrix(generator, 4, 3), randomMatrix(generator, 4, 3)];
    const at = (targets?: tf.Tensor2D) =>
      tf.tidy(() => evaluateLoss(multiPositive(), { form: { u, v }, u, v, targets }).total.dataSync()[0]);
    expect(() => at()).toThrow('loss "multi-positive": expected targets that say how much each u belongs to each v');
    const identity = tf.eye(4);
    expect(() => tf.tidy(() => at(tf.eye(3)))).toThrow("targets: expected finite numbers >= 0 of shape [4,4]");
    const uniform = tf.ones<tf.Rank.R2>([4, 4]);
    const scores = tf.tidy(() => (tf.matMul(u, v, false, true) as tf.Tensor2D).arraySync());
    const shifted = (rows: number[][]) => mean(rows.map((row) => logMeanExp(row) - mean(row)));
    const columns = scores[0]!.map((_, j) => scores.map((row) => row[j]!));
    expectClose("identity targets", [at(identity)!], [references.conditional!({ scores, u: [], v: [] })], 1e-5);
    expectClose("uniform targets", [at(uniform)!], [(shifted(scores) + shifted(columns)) / 2], 1e-5);
    tf.dispose([u, v, uniform, identity]);
  });

  test("the information bounds of a Gaussian pair lie below its mutual information and near it at the true score", () => {
    const generator = createGenerator(21);
    const [n, rho] = [1500, 0.8];
    const rows = Array.from({ length: n }, () => {
      const x = generator.normal();
      return [x, rho * x + Math.sqrt(1 - rho * rho) * generator.normal()];
    });
    const slope = 1 / (1 - rho * rho);
    const side = (k: number) => tf.tensor2d(rows.map((row) => [row[k]!]));
    const curvature = (k: number) => tf.tensor1d(rows.map((row) => -0.5 * slope * rho * rho * row[k]! ** 2));
    const form = { u: side(0), v: side(1), scale: tf.scalar(slope * rho), alpha: curvature(0), beta: curvature(1) };
    const truth = -0.5 * Math.log(1 - rho * rho);
    for (const [name, bound] of Object.entries(informationBounds(form)))
      if (name !== "nwj") expect(Math.abs(bound - truth), name).toBeLessThan(0.1);
    expect(informationBounds(form).nwj).toBeLessThanOrEqual(informationBounds(form).donskerVaradhan + 1e-6);
    tf.dispose(form);
  });

  test("on the unit sphere cosine, inner product and quadratic are one model", () => {
    const generator = createGenerator(4);
    const u = tf.tidy(() => cosine().form(randomMatrix(generator, 9, 4), randomMatrix(generator, 9, 4), {}).u);
    const v = tf.tidy(() => cosine().form(randomMatrix(generator, 9, 4), randomMatrix(generator, 9, 4), {}).v);
    const totals = [cosine, innerProduct, quadratic].map((metric) =>
      tf.tidy(
        () =>
          evaluateLoss(conditional(), { form: metric({ temperature: 0.2 }).form(u, v, {}), u, v }).total.dataSync()[0]!,
      ),
    );
    tf.dispose([u, v]);
    expectClose("losses", totals.slice(1), [totals[0]!, totals[0]!], 1e-6);
  });

  test("label given image is cross-entropy of logits + log prior, minus the label entropy (Prop. 6.1)", () => {
    const generator = createGenerator(8);
    const [n, classes] = [400, 5];
    const logits = Array.from({ length: n }, () => Array.from({ length: classes }, () => 2 * generator.normal()));
    const labels = Array.from({ length: n }, () =>
      Math.min(classes - 1, Math.floor(classes * generator.uniform() ** 2)),
    );
    const prior = Array.from({ length: classes }, (_, k) => labels.filter((label) => label === k).length / n);
    const crossEntropy = mean(
      logits.map((row, i) => {
        const shifted = row.map((logit, k) => logit + Math.log(prior[k]!));
        return Math.log(shifted.reduce((sum, s) => sum + Math.exp(s), 0)) - shifted[labels[i]!]!;
      }),
    );
    const entropy = -prior.reduce((sum, p) => sum + p * Math.log(p), 0);
    const [u, v] = [
      tf.tensor2d(logits),
      tf.tidy(() => tf.oneHot(tf.tensor1d(labels, "int32"), classes, 1, 0, "float32") as tf.Tensor2D),
    ];
    const loss = conditional({ lambdaU: 0, lambdaV: 2 });
    const total = tf.tidy(() => evaluateLoss(loss, { form: { u, v }, u, v }).total.dataSync()[0])!;
    tf.dispose([u, v]);
    expectClose("loss", [total], [crossEntropy - entropy], 1e-6);
  });

  test("pairs of different count are refused with both shapes", () => {
    const [u, v] = [tf.zeros<tf.Rank.R2>([3, 2]), tf.zeros<tf.Rank.R2>([4, 2])];
    expect(() => evaluateLoss(conditional(), { form: { u, v }, u, v })).toThrow(/\[3,2\].*\[4,2\]/);
    tf.dispose([u, v]);
  });
});

test("divergences that samples cannot give are refused with the reason", () => {
  for (const name of ["reverse-kl", "chi-squared", "hellinger", "total-variation"] as const)
    expect(() => lossForDivergence(name)).toThrow(/integrand holds.*Remark 3.5.*forward-kl/);
  expect(lossForDivergence("energy-distance").options).toMatchObject({ kernelU: "energy", kernelV: "energy" });
});

test("unknown and impossible options are refused by name", () => {
  expect(() => conditional({ lambda: 1 } as never)).toThrow(/"lambda".*lambdaU/);
  expect(() => conditional({ lambdaU: -1 })).toThrow(/lambdaU.*>= 0.*-1/);
  expect(() => joint({ product: "some" as never })).toThrow(/one of all, off-diagonal, shuffled/);
});
