import { defineLoss, evaluateLoss, type StatisticsInput } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../test/backends.js";
import { type AnyLoss, checkLoss, type LossCheckOptions } from "../src/index.js";

beforeAll(async () => {
  await useBackend("cpu");
});

const about = { summary: "s", formula: "f", source: "test", options: {} } as const;
const gap = ({ diagonal, rowLogMeanExp }: StatisticsInput) => tf.mean(tf.sub(rowLogMeanExp, diagonal)) as tf.Scalar;

/** A loss that does what `evaluate` does and claims what `claims` says. */
function loss(evaluate: (input: StatisticsInput) => tf.Scalar, claims: object = {}): AnyLoss {
  return defineLoss({ name: "mine", ...about, needs: "statistics", evaluate, ...claims });
}

/** What the suite says of a loss; fails when it says nothing. */
async function verdict(create: AnyLoss, settings?: LossCheckOptions): Promise<string> {
  try {
    await checkLoss(create, settings);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the suite found nothing wrong");
}

/** The value and a gradient that is twice too large. */
function doubledGradient(input: StatisticsInput): tf.Scalar {
  return tf.customGrad((...inputs) => {
    const value = inputs[0] as tf.Scalar;
    return { value: tf.clone(value), gradFunc: (dy: tf.Tensor) => tf.mul(dy, 2) };
  })(gap(input)) as tf.Scalar;
}

describe("checkLoss", () => {
  test("accepts a loss that is right", async () => {
    await checkLoss(loss(gap, { shiftInvariant: true }), {
      reference: ({ scores }) => {
        const gaps = scores.map(
          (row, i) => Math.log(row.reduce((sum, s) => sum + Math.exp(s), 0) / row.length) - row[i]!,
        );
        return gaps.reduce((sum, x) => sum + x, 0) / gaps.length;
      },
    });
  });

  test("says how many numbers are NaN, and where", async () => {
    const message = await verdict(loss((input) => tf.log(tf.neg(tf.square(gap(input))))));
    expect(message).toMatch(
      /^loss "mine" on cpu violates 1 of \d+ checks:\n- the loss is a finite scalar: loss: expected/,
    );
    expect(message).toMatch(/expected finite numbers, received NaN at 0 \(1 of 1\)/);
  });

  test("says which shape came in place of a scalar, once for all checks", async () => {
    const message = await verdict(loss(({ diagonal }) => diagonal as unknown as tf.Scalar));
    expect(message).toMatch(/loss "mine": total: expected a scalar tensor, received a tensor of shape \[7\]/);
    expect(message.match(/shape \[7\]/g)).toHaveLength(1);
  });

  test("says which named term is no scalar, and that a promise is none", async () => {
    const vector = loss(((input: StatisticsInput) => ({ total: gap(input), gaps: input.diagonal })) as never);
    expect(await verdict(vector)).toMatch(/loss "mine": gaps: expected a scalar tensor/);
    const promise = loss((async (input: StatisticsInput) => gap(input)) as never);
    expect(await verdict(promise)).toMatch(/evaluate\(\) to return a scalar tensor.*received a promise/);
  });

  test("counts the tensors that a loss keeps", async () => {
    const kept: tf.Tensor[] = [];
    const leaking = loss((input) => {
      kept.push(tf.keep(tf.clone(input.diagonal)));
      return gap(input);
    });
    expect(await verdict(leaking)).toMatch(/1 tensors were left behind; dispose of them or use tf.tidy/);
    tf.dispose(kept);
  });

  test("gives both values where the claimed symmetry does not hold", async () => {
    const message = await verdict(loss(gap, { swapped: () => ({}) }));
    expect(message).toMatch(
      /exchanging u and v.*: loss with u and v exchanged: expected [-\d.]+, received [-\d.]+ \(diff/,
    );
  });

  test("gives both values where the claimed shift invariance does not hold", async () => {
    const message = await verdict(loss(({ diagonal }) => tf.mean(diagonal), { shiftInvariant: true }));
    expect(message).toMatch(/adding a constant.*: loss of shifted scores: expected [-\d.]+, received [-\d.]+/);
  });

  test("notices a loss that depends on the order of the pairs", async () => {
    const first = loss(({ diagonal }) => tf.reshape(tf.slice(diagonal, 0, 1), []), { swapped: () => ({}) });
    expect(await verdict(first)).toMatch(/permuting the pairs.*: loss of permuted pairs: expected/);
  });

  test("compares a wrong gradient with central differences", async () => {
    expect(await verdict(loss(doubledGradient))).toMatch(
      /gradient along random direction 0: expected [-\d.]+, received/,
    );
  });

  test("compares a wrong value with the author's reference", async () => {
    const message = await verdict(loss(gap), { reference: () => 3 });
    expect(message).toMatch(/float64 reference: loss: expected 3, received [-\d.]+ \(difference/);
  });

  test("notices what happens for one pair only", async () => {
    const needsTwo = loss((input) => tf.div(gap(input), input.n - 1));
    expect(await verdict(needsTwo)).toMatch(/a batch of 1: loss: expected finite numbers, received NaN/);
  });

  test("asks for the factory that defineLoss returns", async () => {
    const configured = loss(gap)() as never;
    await expect(checkLoss(configured)).rejects.toThrow(
      /checkLoss: expected what defineLoss returns, received \{"name/,
    );
  });

  test("says in evaluateLoss already what is not a scalar", () => {
    const [u, v] = [tf.ones<tf.Rank.R2>([3, 2]), tf.ones<tf.Rank.R2>([3, 2])];
    const nothing = loss((() => undefined) as never);
    expect(() => evaluateLoss(nothing(), { form: { u, v }, u, v })).toThrow(/named scalars.*received undefined/);
    tf.dispose([u, v]);
  });
});
