import {
  createGenerator,
  type Factory,
  type Metric,
  type MetricDefinition,
  type OptionSchema,
  type OptionValues,
  scores,
} from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type Check, ConformanceError, expectClose, leakFree, runChecks } from "./check.js";
import { expectGradient } from "./gradient.js";
import { randomMatrix } from "./random.js";

// biome-ignore lint/suspicious/noExplicitAny: a suite takes metrics of every schema.
export type AnyMetric = Factory<any, MetricDefinition<any>, Metric>;

export interface MetricCheckOptions<S extends OptionSchema = OptionSchema> {
  readonly options?: Partial<OptionValues<S>>;
  /** The score of one pair of embeddings by plain arithmetic in float64, at freshly initialised parameters. */
  readonly reference?: (u: readonly number[], v: readonly number[]) => number;
  /** How far central differences may be off, for strongly curved scores (default 3e-3, relative to 1 + magnitude). */
  readonly gradientTolerance?: number;
}

/** The properties every metric must have, as checks to hand to a test runner one by one. */
export function metricChecks(
  create: AnyMetric,
  { options = {}, reference, gradientTolerance }: MetricCheckOptions = {},
): Check[] {
  const metric = create(options);
  const matrix = (u: tf.Tensor2D, v: tf.Tensor2D) =>
    scores(metric.form(u, v, metric.parameters(u.shape[1], createGenerator(5))));
  const withEmbeddings = (body: (u: tf.Tensor2D, v: tf.Tensor2D) => void) => {
    const generator = createGenerator(13);
    const [u, v] = [randomMatrix(generator, 5, 3), randomMatrix(generator, 4, 3)];
    try {
      tf.tidy(() => body(u, v));
    } finally {
      tf.dispose([u, v]);
    }
  };
  const valueChecks = reference
    ? [
        leakFree("scores agree with the float64 reference", () =>
          withEmbeddings((u, v) => {
            const [us, vs] = [u.arraySync(), v.arraySync()];
            const expected = us.flatMap((row) => vs.map((column) => reference(row, column)));
            expectClose("scores", matrix(u, v).dataSync(), expected);
          }),
        ),
      ]
    : [];
  return [
    ...valueChecks,
    leakFree("the gradient agrees with central differences", () =>
      withEmbeddings((u, v) => {
        const weights = randomMatrix(createGenerator(17), 5, 4);
        const f = ([x, y]: tf.Tensor[]) =>
          tf.sum(tf.mul(matrix(x as tf.Tensor2D, y as tf.Tensor2D), weights)) as tf.Scalar;
        expectGradient("scores", f, [u, v], createGenerator(19), gradientTolerance);
      }),
    ),
    leakFree("the score of a pair does not depend on the other pairs", () =>
      withEmbeddings((u, v) => {
        const alone = matrix(tf.slice(u, 2, 1), tf.slice(v, 1, 1)).dataSync();
        expectClose("score of one pair alone", alone, [matrix(u, v).arraySync()[2][1]]);
      }),
    ),
    leakFree("zero embeddings give finite scores and gradients", () =>
      withEmbeddings((u, v) => {
        const f = (x: tf.Tensor, y: tf.Tensor) => tf.sum(matrix(x as tf.Tensor2D, y as tf.Tensor2D));
        const { value, grads } = tf.valueAndGrads(f)([tf.zerosLike(u), tf.zerosLike(v)]);
        const numbers = [value, ...grads].flatMap((tensor) => Array.from(tensor.dataSync()));
        if (!numbers.every(Number.isFinite)) throw new ConformanceError(`expected finite numbers, received ${numbers}`);
      }),
    ),
  ];
}

/**
 * Runs the conformance suite on a metric.
 *
 * @throws ConformanceError that lists every violated property with numbers.
 * @example
 * await checkMetric(cosine, { options: { temperature: 0.07 } });
 */
export const checkMetric = (create: AnyMetric, settings: MetricCheckOptions = {}): Promise<void> =>
  runChecks(`metric "${create.definition.name}"`, metricChecks(create, settings));
