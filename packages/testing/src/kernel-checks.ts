import {
  createGenerator,
  type Factory,
  gramMatrix,
  type Kernel,
  type KernelDefinition,
  type OptionSchema,
  type OptionValues,
} from "@crosstilt/core";
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
import { randomMatrix } from "./random.js";

// biome-ignore lint/suspicious/noExplicitAny: a suite takes kernels of every schema.
export type AnyKernel = Factory<any, KernelDefinition<any>, Kernel>;

export interface KernelCheckOptions<S extends OptionSchema = OptionSchema> {
  readonly options?: Partial<OptionValues<S>>;
  /** The kernel of two samples by plain arithmetic in float64. */
  readonly reference?: (x: readonly number[], y: readonly number[], bandwidth: number) => number;
}

const SAMPLES = 7;
const BANDWIDTH = 1.3;

/** The properties every kernel on samples must have, as checks to hand to a test runner one by one. */
export function kernelChecks(create: AnyKernel, { options = {}, reference }: KernelCheckOptions = {}): Check[] {
  const kernel = create(options);
  const gram = (x: tf.Tensor) => gramMatrix(x, kernel, BANDWIDTH).arraySync();
  const withSamples = (body: (x: tf.Tensor2D) => void) => () => {
    tf.tidy(() => body(randomMatrix(createGenerator(37), SAMPLES, 3)));
  };
  const valueCheck = (expected: NonNullable<typeof reference>) =>
    leakFree(
      "the Gram matrix agrees with the float64 reference",
      withSamples((x) => {
        const rows = x.arraySync();
        const values = rows.flatMap((a) => rows.map((b) => expected(a, b, BANDWIDTH)));
        expectClose("Gram matrix", gram(x).flat(), values);
      }),
    );
  return [
    essential(
      leakFree(
        "the Gram matrix is [n, n] and finite",
        withSamples((x) => expectFinite("Gram matrix", gram(x).flat())),
      ),
    ),
    ...(reference ? [valueCheck(reference)] : []),
    leakFree(
      "k(x, y) = k(y, x)",
      withSamples((x) => {
        const values = gram(x);
        expectClose(
          "transposed Gram matrix",
          values.flatMap((_, i) => values.map((row) => row[i]!)),
          values.flat(),
        );
      }),
    ),
    leakFree(
      "the kernel of two samples does not depend on the others",
      withSamples((x) =>
        expectClose("Gram matrix of two samples", gram(tf.slice(x, 0, 2))[0]!, gram(x)[0]!.slice(0, 2)),
      ),
    ),
    leakFree(
      "no weights of sum zero have a negative discrepancy",
      withSamples((x) => demandConditionallyPositive(gram(x))),
    ),
    ...Object.entries({ zero: 0, "coinciding, far away": 1 }).map(([name, size]) =>
      leakFree(`the Gram matrix is finite where samples are ${name}`, () => {
        tf.tidy(() => expectFinite("Gram matrix", gram(tf.fill([4, 3], 1000 * size)).flat()));
      }),
    ),
  ];
}

/**
 * Runs the conformance suite on a kernel, on every backend that is loaded.
 *
 * @throws ConformanceError that lists every violated property with numbers.
 * @example
 * await checkKernel(cauchy, { reference: (x, y, l) => 1 / (1 + squaredDistance(x, y) / l ** 2) });
 */
export async function checkKernel(create: AnyKernel, settings: KernelCheckOptions = {}): Promise<void> {
  demandFactory("checkKernel", "defineKernel", create);
  await runOnEveryBackend(`kernel "${create.definition.name}"`, kernelChecks(create, settings));
}

/** A squared discrepancy is `wᵀ K w` with weights of sum zero; a kernel that makes one negative compares nothing. */
function demandConditionallyPositive(gram: readonly number[][]): void {
  const generator = createGenerator(41);
  const largest = Math.max(...gram.flat().map(Math.abs));
  for (let trial = 0; trial < 20; trial++) {
    const raw = gram.map(() => generator.normal());
    const centre = raw.reduce((sum, x) => sum + x, 0) / raw.length;
    const weights = raw.map((x) => x - centre);
    const discrepancy = gram.flatMap((row, i) => row.map((k, j) => weights[i]! * k * weights[j]!));
    const total = discrepancy.reduce((sum, x) => sum + x, 0);
    if (total < -1e-4 * largest)
      throw new ConformanceError(
        `squared discrepancy: expected at least 0, received ${total} with weights ${weights.map((w) => w.toFixed(3))}`,
      );
  }
}
