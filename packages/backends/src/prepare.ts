import "#gradients";
import { demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Makes a registered backend current; gradients are registered by importing this module. */
export async function activate(name: string): Promise<void> {
  // Production mode silences the banner that tfjs prints to stderr from its JavaScript backend.
  tf.env().set("PROD", true);
  const done = await tf.setBackend(name);
  await tf.ready();
  demand(done, () => ({ argument: "backend", expected: `"${name}" to initialise`, received: "a failure" }));
}
