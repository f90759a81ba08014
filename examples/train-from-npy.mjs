// Two NPY files to a trained model to answers, in one program. node train-from-npy.mjs [folder]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { useBestBackend } from "@crosstilt/backends";
import { createCatalogue } from "@crosstilt/catalogue";
import { createGenerator } from "@crosstilt/core";
import { writeNpy } from "@crosstilt/formats/node";
import { disposeModel, evaluate, openRun, resolveConfig, retrieve, train } from "@crosstilt/project";

const folder = process.argv[2] ?? join("runs", "train-from-npy");
await mkdir(folder, { recursive: true });

// Stand-ins for your embeddings: row i of u.npy belongs to row i of v.npy.
const generator = createGenerator(1);
const [count, u, v] = [2000, [], []];
for (let i = 0; i < count; i++) {
  const shared = Array.from({ length: 4 }, () => generator.normal());
  for (let j = 0; j < 16; j++) u.push(shared[j % 4] + 0.3 * generator.normal());
  for (let j = 0; j < 8; j++) v.push(shared[j % 4] ** 3 + 0.3 * generator.normal());
}
await writeNpy(join(folder, "u.npy"), { shape: [count, 16], data: Float32Array.from(u) });
await writeNpy(join(folder, "v.npy"), { shape: [count, 8], data: Float32Array.from(v) });

await useBestBackend();
const catalogue = createCatalogue();
const config = resolveConfig(
  { data: { u: join(folder, "u.npy"), v: join(folder, "v.npy") }, training: { epochs: 15, batchSize: 256 } },
  catalogue,
);
const { validationLoss } = await train(config, join(folder, "run"), { catalogue, overwrite: true });

const run = await openRun(join(folder, "run"), async () => catalogue);
const { uToV } = await evaluate(run);
const [{ matches }] = await retrieve(run, { given: "u", queries: join(folder, "u.npy"), k: 3 });
disposeModel(run);

process.stdout.write(
  `${JSON.stringify({ validationLoss, gallery: uToV.gallery, "recall@5": uToV.metrics["recall@5"], matches })}\n`,
);
