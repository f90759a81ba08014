import * as tf from "@tensorflow/tfjs-core";
import { presentBackends, withBackend } from "./present-backends.js";

/** One property that is held to; `run` throws with numbers when it is violated. */
export interface Check {
  readonly name: string;
  /** Nothing further can be said when this is violated. */
  readonly essential?: boolean;
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
        throw new ConformanceError(`${left} tensors were left behind; dispose of them or use tf.tidy, never tf.keep`);
    },
  };
}

/** The check, with nothing further to be said when it is violated. */
export const essential = (check: Check): Check => ({ ...check, essential: true });

/** Runs all checks on every loaded backend; throws one error that lists every violation on the first that has any. */
export async function runOnEveryBackend(subject: string, checks: readonly Check[]): Promise<void> {
  for (const name of presentBackends()) await withBackend(name, () => runChecks(`${subject} on ${name}`, checks));
}

/** Runs checks up to an essential one that fails; throws one error that lists all violations, equal words once. */
export async function runChecks(subject: string, checks: readonly Check[]): Promise<void> {
  const failures = new Map<string, string[]>();
  for (const check of checks) {
    try {
      await check.run();
    } catch (error) {
      const { message } = error as Error;
      failures.set(message, [...(failures.get(message) ?? []), check.name]);
      if (check.essential) break;
    }
  }
  if (failures.size === 0) return;
  const lines = [...failures].map(([message, names]) => `- ${names.join("; ")}: ${message}`);
  const count = [...failures.values()].flat().length;
  throw new ConformanceError(`${subject} violates ${count} of ${checks.length} checks:\n${lines.join("\n")}`);
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
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= tolerance * (1 + magnitude)))
      throw new ConformanceError(
        `${actual.length === 1 ? what : `${what}[${i}]`}: expected ${expected[i]}, received ${actual[i]} ` +
          `(difference ${difference.toExponential(2)}, allowed ${(tolerance * (1 + magnitude)).toExponential(2)})`,
      );
  }
}

/** Throws when a number is NaN or infinite, with how many are and where the first stands. */
export function expectFinite(what: string, actual: ArrayLike<number>): void {
  const bad = Array.from(actual, (value, i) => ({ value, i })).filter(({ value }) => !Number.isFinite(value));
  if (bad.length > 0)
    throw new ConformanceError(
      `${what}: expected finite numbers, received ${bad[0]!.value} at ${bad[0]!.i} (${bad.length} of ${actual.length})`,
    );
}

/** Throws unless two shapes are the same. */
export function expectShape(what: string, actual: readonly number[], expected: readonly number[]): void {
  if (String(actual) !== String(expected))
    throw new ConformanceError(`${what}: expected shape [${expected}], received [${actual}]`);
}
