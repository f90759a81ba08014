import { createGenerator, type LossNeed, type StatisticsOptions } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import {
  type Check,
  ConformanceError,
  essential,
  expectClose,
  expectFinite,
  leakFree,
  runOnEveryBackend,
} from "./check.js";
import { demandFactory } from "./demand-factory.js";
import { expectGradient } from "./gradient.js";
import { type AnyLoss, type LossCheckOptions, number, PAIRS, type Subject, total, withBatch } from "./loss-subject.js";

/** The properties every loss must have, as checks to hand to a test runner one by one. */
export function lossChecks(create: AnyLoss, settings: LossCheckOptions = {}): Check[] {
  const loss = create(settings.options ?? {});
  const subject: Subject = { create, loss, settings, minimum: settings.minimumPairs ?? loss.minimumPairs };
  const checks = [
    scalarCheck,
    valueCheck,
    gradientCheck,
    permutationCheck,
    extremesCheck,
    swapCheck,
    shiftCheck,
    meaningCheck,
    tileCheck,
  ];
  return checks.flatMap((make) => make(subject));
}

/**
 * Runs the conformance suite on a loss, on every backend that is loaded.
 *
 * @throws ConformanceError that lists every violated property with numbers.
 * @example
 * await checkLoss(conditional, { options: { lambdaU: 2, lambdaV: 0 } });
 */
export async function checkLoss(create: AnyLoss, settings: LossCheckOptions = {}): Promise<void> {
  demandFactory("checkLoss", "defineLoss", create);
  await runOnEveryBackend(`loss "${create.definition.name}"`, lossChecks(create, settings));
}

/** Named terms are held to be scalars by {@link evaluateLoss} itself. */
function scalarCheck(subject: Subject): Check[] {
  const evaluate = () => withBatch((u, v) => expectFinite("loss", [number(total(subject, subject.loss, u, v))]));
  return [essential(leakFree("the loss is a finite scalar", evaluate))];
}

function valueCheck(subject: Subject): Check[] {
  const { reference } = subject.settings;
  if (!reference) return [];
  return [
    leakFree("the value agrees with the float64 reference", () =>
      withBatch((u, v) => {
        const [us, vs] = [u.arraySync(), v.arraySync()];
        const scores = us.map((row) => vs.map((column) => row.reduce((sum, x, k) => sum + x * column[k]!, 0)));
        const received = number(
          total({ ...subject, settings: { ...subject.settings, metric: undefined } }, subject.loss, u, v),
        );
        expectClose("loss", [received], [reference({ scores, u: us, v: vs })]);
      }),
    ),
  ];
}

function gradientCheck(subject: Subject): Check[] {
  return [
    leakFree("the gradient agrees with central differences", () =>
      withBatch((u, v) => {
        const samples = { samplesU: u, samplesV: v };
        const f = ([x, y]: tf.Tensor[]) => total(subject, subject.loss, x as tf.Tensor2D, y as tf.Tensor2D, samples);
        expectGradient("loss", f, [u, v], createGenerator(3), subject.settings.gradientTolerance);
      }),
    ),
  ];
}

function permutationCheck(subject: Subject): Check[] {
  return [
    leakFree("permuting the pairs changes nothing", () =>
      withBatch((u, v) => {
        const order = tf.tensor1d([3, 0, 6, 1, 5, 2, 4], "int32");
        const [pu, pv] = [tf.gather(u, order), tf.gather(v, order)];
        const [before, after] = [total(subject, subject.loss, u, v), total(subject, subject.loss, pu, pv)].map(number);
        tf.dispose([order, pu, pv]);
        if (isOrderFree(subject)) expectClose("loss of permuted pairs", [after!], [before!]);
      }),
    ),
  ];
}

/** A shuffled pairing depends on the order by design; such losses say so by having no swapped form. */
const isOrderFree = ({ create, loss }: Subject): boolean =>
  create.definition.swapped === undefined || create.definition.swapped(loss.options) !== null;

function extremesCheck(subject: Subject): Check[] {
  const { minimum } = subject;
  const extremes: Record<string, Extreme> = {
    "ordinary embeddings": {},
    "large scores": { scale: 30 },
    "temperature 0.01": { sharpness: 100 },
    "zero embeddings": { scale: 0 },
    "duplicate pairs": { duplicate: true },
    [`a batch of ${minimum}`]: { pairs: minimum },
  };
  return Object.entries(extremes).map(([name, { pairs, scale, sharpness, duplicate }]) =>
    leakFree(`value and gradient are finite for ${name}`, () =>
      withBatch(
        (u, v) => {
          const f = (x: tf.Tensor, y: tf.Tensor) =>
            total(subject, subject.loss, x as tf.Tensor2D, y as tf.Tensor2D, { sharpness });
          const repeated = (x: tf.Tensor2D) => tf.mul(tf.onesLike(x), tf.slice(x, 0, 1));
          tf.tidy(() => {
            const { value, grads } = tf.valueAndGrads(f)(duplicate ? [repeated(u), repeated(v)] : [u, v]);
            expectFinite("loss", value.dataSync());
            grads.forEach((gradient, side) => {
              expectFinite(`gradient with respect to ${"uv"[side]}`, gradient.dataSync());
            });
          });
        },
        pairs,
        scale,
      ),
    ),
  );
}

interface Extreme {
  readonly pairs?: number;
  readonly scale?: number;
  readonly sharpness?: number;
  readonly duplicate?: boolean;
}

function swapCheck(subject: Subject): Check[] {
  const { create, loss } = subject;
  const swapped = create.definition.swapped?.(loss.options);
  if (!swapped) return [];
  return [
    leakFree("exchanging u and v with the swapped options is the same loss", () =>
      withBatch((u, v) => {
        const exchanged = number(total(subject, create({ ...loss.options, ...swapped }), v, u));
        expectClose("loss with u and v exchanged", [exchanged], [number(total(subject, loss, u, v))]);
      }),
    ),
  ];
}

function shiftCheck(subject: Subject): Check[] {
  const { create, loss } = subject;
  if (!create.definition.shiftInvariant) return [];
  return [
    leakFree("adding a constant to all scores changes nothing", () =>
      withBatch((u, v) => {
        const shifted = number(total(subject, loss, u, v, { shift: 2.5 }));
        expectClose("loss of shifted scores", [shifted], [number(total(subject, loss, u, v))]);
      }),
    ),
  ];
}

/**
 * A log density ratio is one up to a constant, which a loss that is not blind to it has to learn by a parameter of its own; and a metric's scores mean nothing to a loss on embeddings. */
function meaningCheck({ create: { definition }, loss }: Subject): Check[] {
  if (loss.scoreMeaning === "none") return [];
  return [
    leakFree("the meaning of scores fits the rest of the definition", () => {
      if (definition.needs === "embeddings")
        throw new ConformanceError(
          `scoreMeaning: expected "none" of a loss on embeddings, received "${loss.scoreMeaning}"`,
        );
      if (loss.scoreMeaning === "log density ratio" && !definition.shiftInvariant && !definition.parameters)
        throw new ConformanceError(
          "shiftInvariant: expected true of a loss without parameters whose scores are log density ratios up to a constant, received false",
        );
    }),
  ];
}

function tileCheck(subject: Subject): Check[] {
  const need = subject.create.definition.needs as LossNeed;
  if (need === "embeddings") return [];
  return [1, 3, PAIRS].map((tileRows) =>
    leakFree(`tiles of ${tileRows} rows give the dense value and gradient`, () =>
      withBatch((u, v) => {
        const run = (statistics: StatisticsOptions) => {
          const f = (x: tf.Tensor, y: tf.Tensor) =>
            total(subject, subject.loss, x as tf.Tensor2D, y as tf.Tensor2D, { statistics });
          const { value, grads } = tf.valueAndGrads(f)([u, v]);
          const numbers = [value, ...grads].flatMap((tensor) => Array.from(tensor.dataSync()));
          tf.dispose([value, ...grads]);
          return numbers;
        };
        expectClose("tiled value and gradient", run({ engine: "tiled", tileRows }), run({ engine: "dense" }));
      }),
    ),
  );
}
