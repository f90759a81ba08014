// Two files to a trained run, its evaluation and answers. node two-files.mjs U V [folder]
import { createCatalogue, project, useBestBackend } from "crosstilt";

const [u, v, folder = "runs/two-files"] = process.argv.slice(2);
await useBestBackend();
const catalogue = createCatalogue();
const config = project.resolveConfig({ data: { u, v }, training: { epochs: 15, batchSize: 256 } }, catalogue);
const { validationLoss } = await project.train(config, folder, { catalogue, overwrite: true });

const run = await project.openRun(folder);
const { uToV } = await project.evaluate(run);
const [{ matches }] = await project.retrieve(run, { given: "u", queries: u, k: 3 });
project.disposeModel(run);
process.stdout.write(`${JSON.stringify({ validationLoss, "recall@5": uToV.metrics["recall@5"], matches })}\n`);
