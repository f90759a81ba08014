// Arrays to a saved and reloaded model. node arrays-to-model.mjs [folder]
import * as ct from "crosstilt";

/** Stand-ins for your embeddings: row i of u belongs to row i of v. */
function pairsOf(n, seed) {
  const { normal } = ct.createGenerator(seed);
  const u = Float32Array.from({ length: n * 6 }, normal);
  const v = u.map((value) => value ** 3 + 0.3 * normal());
  return ct.arrayPairs({ data: u, shape: [n, 6] }, { data: v, shape: [n, 6] });
}

await ct.useBestBackend();
const [pairs, validation, test] = [pairsOf(2000, 1), pairsOf(400, 2), pairsOf(400, 3)];
const spec = { u: ct.mlp(), v: ct.mlp(), metric: ct.cosine(), loss: ct.conditional() };
const model = await ct.train(spec, pairs, { validation, epochs: 8 });
await ct.save(model, process.argv[2] ?? "runs/arrays-to-model");
const again = await ct.load(process.argv[2] ?? "runs/arrays-to-model");
const reports = [await ct.evaluate(model, test), await ct.evaluate(again, test)];
const recall = reports.map(({ uToV }) => uToV.metrics["recall@5"]);
process.stdout.write(`${JSON.stringify({ recall, epochs: model.epochs.length })}\n`);
for (const trained of [model, again]) trained.dispose();
