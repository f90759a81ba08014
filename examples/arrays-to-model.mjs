// Arrays to a saved and reloaded model. node arrays-to-model.mjs [folder]
import {
  arrayPairs,
  conditional,
  cosine,
  createGenerator,
  evaluate,
  load,
  mlp,
  save,
  train,
  useBestBackend,
} from "crosstilt";

const folder = process.argv[2] ?? "runs/arrays-to-model";
/** Stand-ins for your embeddings: row i of u belongs to row i of v. */
function samples(n, seed) {
  const generator = createGenerator(seed);
  const shared = Float32Array.from({ length: n * 6 }, () => generator.normal());
  const seen = shared.map((value) => value ** 3 + 0.3 * generator.normal());
  return [
    { data: shared, shape: [n, 6] },
    { data: seen, shape: [n, 6] },
  ];
}

await useBestBackend();
const [pairs, validation, test] = [2000, 400, 400].map((n, part) => arrayPairs(...samples(n, part)));
const model = await train({ u: mlp(), v: mlp(), metric: cosine(), loss: conditional() }, pairs, {
  validation,
  epochs: 8,
});
await save(model, folder);
const again = await load(folder);
const [first, second] = [await evaluate(model, test), await evaluate(again, test)];
const recall = [first, second].map(({ uToV }) => uToV.metrics["recall@5"]);
process.stdout.write(`${JSON.stringify({ recall, epochs: model.epochs.length })}\n`);
for (const trained of [model, again]) trained.dispose();
