import { demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** The names of the backends that were loaded into tfjs; refuses when there is none to compute on. */
export function presentBackends(): string[] {
  const names = Object.keys(tf.engine().registryFactory);
  demand(names.length > 0, () => ({
    argument: "backend",
    expected: "at least one loaded backend",
    received: "none",
    remedy: "Call useBestBackend() of @crosstilt/backends first",
  }));
  return names;
}

/** Makes a loaded backend current for a piece of work, and then the earlier one again. */
export async function withBackend(name: string, work: () => Promise<void>): Promise<void> {
  const earlier = tf.engine().backendName;
  try {
    await makeCurrent(name);
    await work();
  } finally {
    if (earlier) await makeCurrent(earlier);
  }
}

/** Makes a loaded backend current; refuses unknown names and backends that do not start. */
export async function makeCurrent(name: string): Promise<void> {
  const present = presentBackends();
  demand(present.includes(name), () => ({
    argument: "backend",
    expected: "a name that is registered with tfjs",
    received: `"${name}", where ${present.join(", ")} are loaded`,
    remedy: "Load it first, for example with useBackend of @crosstilt/backends",
  }));
  const started = tf.engine().backendName === name || (await tf.setBackend(name));
  demand(started, () => ({ argument: `backend "${name}"`, expected: "a backend that starts", received: "a failure" }));
}
