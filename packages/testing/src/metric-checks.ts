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
import { type Check, essential, expectClose, expectFinite, expectShape, leakFree, runOnEveryBackend } from "./check.js";
import { demandFactory } from "./demand-factory.js";
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

const extremes: Readonly<Record<string, (x: tf.Tensor2D) => tf.Tensor>> = {
  "zero embeddings": tf.zerosLike,
  "duplicate embeddings": (x) => tf.mul(tf.onesLike(x), tf.slice(x, 0, 1)),
  "long embeddings": (x) => tf.mul(x, 10),
};

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
    essential(
      leakFree("scores of any two counts of embeddings are a matrix", () =>
        withEmbeddings((u, v) => {
          expectShape("scores of 5 u and 4 v", matrix(u, v).shape, [5, 4]);
          expectShape("scores of 1 u and 4 v", matrix(tf.slice(u, 0, 1), v).shape, [1, 4]);
        }),
      ),
    ),
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
        expectClose("score of one pair alone", alone, [matrix(u, v).arraySync()[2]![1]!]);
      }),
    ),
    ...Object.entries(extremes).map(([name, change]) =>
      leakFree(`${name} give finite scores and gradients`, () =>
        withEmbeddings((u, v) => {
          const f = (x: tf.Tensor, y: tf.Tensor) => tf.sum(matrix(x as tf.Tensor2D, y as tf.Tensor2D));
          const { value, grads } = tf.valueAndGrads(f)([change(u), change(v)]);
          for (const tensor of [value, ...grads]) expectFinite("scores and gradients", tensor.dataSync());
        }),
      ),
    ),
  ];
}

/**
 * Runs the conformance suite on a metric, on every backend that is loaded.
 *
 * @throws ConformanceError that lists every violated property with numbers.
 * @example
 * await checkMetric(cosine, { options: { temperature: 0.07 } });
 */
export async function checkMetric(create: AnyMetric, settings: MetricCheckOptions = {}): Promise<void> {
  demandFactory("checkMetric", "defineMetric", create);
  await runOnEveryBackend(`metric "${create.definition.name}"`, metricChecks(create, settings));
}
