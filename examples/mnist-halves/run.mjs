// From two files of halves to retrieval with calibrated probabilities, beside CCA of the same dimension.
// node mnist-halves/run.mjs [--train 60000] [--test 10000] [--epochs 20] [--out runs/mnist-halves]
import { join } from "node:path";
import { parseArgs } from "node:util";
import { useBestBackend } from "@crosstilt/backends";
import { createCatalogue } from "@crosstilt/catalogue";
import { writeFileAtomic } from "@crosstilt/formats/node";
import { disposeModel, evaluate, openRun, resolveConfig, train } from "@crosstilt/project";
import { ccaRecall } from "./cca.mjs";
import { writeHalves } from "./halves.mjs";

const { values } = parseArgs({
  options: {
    train: { type: "string", default: "60000" },
    test: { type: "string", default: "10000" },
    epochs: { type: "string", default: "20" },
    dimension: { type: "string", default: "64" },
    width: { type: "string", default: "1024" },
    batch: { type: "string", default: "1024" },
    ridges: { type: "string", default: "0.001,0.01,0.1" },
    out: { type: "string", default: join("runs", "mnist-halves") },
  },
});
const folder = values.out;
const [trainPairs, testPairs] = [Number(values.train), Number(values.test)];
const arrays = await writeHalves(join(folder, "data"), { train: trainPairs, test: testPairs });
const file = (name) => join(folder, "data", `${name}.npy`);

const catalogue = createCatalogue();
const encoder = () => ({ name: "mlp", hidden: [Number(values.width)], dimension: Number(values.dimension) });
const config = resolveConfig(
  {
    data: {
      ...{ u: file("train-upper"), v: file("train-lower"), transform: "none" },
      split: { test: 0.02, validation: 0.03 },
    },
    encoders: { u: encoder(), v: encoder() },
    metric: { name: "cosine", temperature: "learned" },
    loss: "conditional",
    training: {
      ...{ epochs: Number(values.epochs), batchSize: Number(values.batch) },
      optimizer: { name: "adamW", learningRate: 0.001, weightDecay: 0.01 },
      schedule: { name: "cosine", warmup: 50 },
    },
  },
  catalogue,
);

await useBestBackend();
const started = performance.now();
const trained = await train(config, join(folder, "run"), {
  ...{ catalogue, overwrite: true },
  onEpoch: ({ epoch, loss, validationLoss }) =>
    process.stderr.write(`epoch ${epoch}: loss ${loss.toFixed(3)}, validation ${validationLoss.toFixed(3)}\n`),
});
const seconds = (performance.now() - started) / 1000;
const run = await openRun(join(folder, "run"), async () => catalogue);
const ours = await evaluate(run, { pairs: { u: file("test-upper"), v: file("test-lower") } });
disposeModel(run);
const cca = await ccaRecall(arrays, run.model.dimension, values.ridges.split(",").map(Number));

const result = {
  ...{ pairs: ours.count, dimension: run.model.dimension, seconds, epochs: trained.epochs },
  recall: { ours: pick(ours.uToV.metrics), cca: pick(cca) },
  intervals: { "recall@1": ours.uToV.intervals["recall@1"], "recall@5": ours.uToV.intervals["recall@5"] },
  calibration: {
    error: ours.uToV.calibration.expectedCalibrationError,
    meanProbability: ours.uToV.calibration.confidence,
    right: ours.uToV.calibration.accuracy,
  },
  cca: { ridge: cca.ridge, weightedByCorrelation: cca.weightedByCorrelation },
};
await writeFileAtomic(join(folder, "result.json"), `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(result)}\n`);

function pick(metrics) {
  return { "recall@1": metrics["recall@1"], "recall@5": metrics["recall@5"], medianRank: metrics.medianRank };
}
