import "#gradients";
import { demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Production mode silences the banners that tfjs prints to stderr. */
export function quieten(): void {
  tf.env().set("PROD", true);
}

/** Makes a registered backend current; gradients are registered by importing this module. */
export async function activate(name: string): Promise<void> {
  quieten();
  const done = await tf.setBackend(name);
  await tf.ready();
  demand(done, () => ({ argument: "backend", expected: `"${name}" to initialise`, received: "a failure" }));
}
