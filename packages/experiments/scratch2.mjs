import { useBackend } from "@crosstilt/backends";
import { loadMnist } from "@crosstilt/dataset-mnist";
import { adam, cosineDecay, fit, linearDecay, startFit } from "@crosstilt/train";
import { accuracy, labelDiversity, predictions } from "./dist/mnist/measures.js";
import { mnistLosses, mnistModel } from "./dist/mnist/models.js";
import { labelScores } from "./dist/mnist/scores.js";

await useBackend("wasm");
const data = await loadMnist();
const model = mnistModel([28, 28, 1], 10);
for (const [lr, sched, epochs, seed] of [
  [2e-3, "cos", 6, 1],
  [2e-3, "cos", 6, 2],
  [2e-3, "lin", 6, 1],
  [1e-3, "const", 6, 1],
  [6e-3, "cos", 6, 1],
  [4e-3, "cos", 8, 1],
]) {
  const loss = mnistLosses.labelGivenImage;
  const opt = {
    loss,
    epochs,
    batchSize: 512,
    seed,
    optimizer: adam({ learningRate: lr }),
    schedule:
      sched === "cos"
        ? cosineDecay({ warmup: 60 })
        : sched === "lin"
          ? linearDecay({ warmup: 60, final: 0.05 })
          : undefined,
  };
  const st = startFit(model, opt);
  for await (const _e of fit(model, data.train, st, opt));
  const s = await labelScores(model, st.parameters, data.test);
  console.log(
    lr,
    sched,
    epochs,
    seed,
    accuracy(predictions(s), data.test.raw.labels),
    Array.from({ length: 10 }, (_, l) =>
      labelDiversity(s, data.test.raw.labels, l, 1).effectiveSampleSize.toFixed(0),
    ).join(" "),
  );
}
