/**
 * Trains the three models of the MNIST lab with the experiment's own settings (scale laptop, seed 1) and writes their image
 * encoders to public/mnist-models.safetensors as 16-bit floats. `--resume` goes on after an interruption.
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { useBestBackend } from "@crosstilt/backends";
import { mnistModelNames, mnistSettings, runMnist } from "@crosstilt/experiments";
import { readSafetensors, writeSafetensors } from "@crosstilt/formats/node";

const target = fileURLToPath(new URL("../public/mnist-models.safetensors", import.meta.url));
const folder = join(tmpdir(), "crosstilt-mnist-weights");

// biome-ignore lint/correctness/useHookAtTopLevel: no hook of React
const { threads } = await useBestBackend({});
const result = await runMnist({
  settings: mnistSettings("laptop", 1),
  ...{ folder, threads, resume: process.argv.includes("--resume") },
  onStep: (stage, { step, totalSteps, loss }) => {
    if (step % 50 === 0) process.stderr.write(`${stage} ${step}/${totalSteps} loss ${loss.toFixed(3)}\n`);
  },
});

/** The image encoder in a checkpoint, under `model/` and its own names. */
async function encoderOf(model) {
  const { tensors } = await readSafetensors(await checkpointOf(model));
  const own = Object.entries(tensors).filter(([name]) => name.startsWith("parameters/u."));
  return own.map(([name, { shape, data }]) => [
    name.replace("parameters/u.", `${model}/`),
    { shape, data: Float32Array.from(data), dtype: "float16" },
  ]);
}

async function checkpointOf(model) {
  const { readFile } = await import("node:fs/promises");
  const { tensors } = JSON.parse(await readFile(join(folder, model, "checkpoint.json"), "utf8"));
  return join(folder, model, tensors);
}

const encoders = (await Promise.all(mnistModelNames.map(encoderOf))).flat();
const accuracies = mnistModelNames.map((name) => [name, String(result.models[name].accuracy)]);
await writeSafetensors(target, {
  tensors: Object.fromEntries(encoders),
  metadata: { made: "npm run weights", ...Object.fromEntries(accuracies) },
});
process.stdout.write(`${target}\n${JSON.stringify(Object.fromEntries(accuracies))}\n`);
