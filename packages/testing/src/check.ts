import * as tf from "@tensorflow/tfjs-core";

/** One property that is held to; `run` throws with numbers when it is violated. */
export interface Check {
  readonly name: string;
  run(): void | Promise<void>;
}

/** A violated property: what was expected, what came, and by how much. */
export class ConformanceError extends Error {
  override readonly name = "ConformanceError";
}

/** A check that also fails when it leaves tensors behind. */
export function leakFree(name: string, body: () => void | Promise<void>): Check {
  return {
    name,
    async run() {
      const before = tf.memory().numTensors;
      await body();
      const left = tf.memory().numTensors - before;
      if (left !== 0)
        throw new ConformanceError(`${name}: ${left} tensors were left behind; dispose of them or use tf.tidy`);
    },
  };
}

/** Runs all checks; throws one error that lists every violation. */
export async function runChecks(subject: string, checks: readonly Check[]): Promise<void> {
  const failures: string[] = [];
  for (const check of checks) {
    try {
      await check.run();
    } catch (error) {
      failures.push(`${check.name}: ${(error as Error).message}`);
    }
  }
  if (failures.length > 0)
    throw new ConformanceError(
      `${subject} violates ${failures.length} of ${checks.length} checks:\n${failures.join("\n")}`,
    );
}

/** Throws unless every pair of numbers agrees within `tolerance · (1 + largest expected magnitude)`. */
export function expectClose(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-5,
): void {
  if (actual.length !== expected.length)
    throw new ConformanceError(`${what}: expected ${expected.length} numbers, received ${actual.length}`);
  const magnitude = Array.from(expected).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (!(difference <= tolerance * (1 + magnitude)))
      throw new ConformanceError(
        `${what}[${i}]: expected ${expected[i]}, received ${actual[i]} (difference ${difference.toExponential(2)}, ` +
          `allowed ${(tolerance * (1 + magnitude)).toExponential(2)})`,
      );
  }
}
