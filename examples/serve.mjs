// Serves a run and asks it. node serve.mjs <run>, for example the one of train-from-npy.mjs
import { useBestBackend } from "@crosstilt/backends";
import { disposeModel, openRun, ownGallery, serve } from "@crosstilt/project";

await useBestBackend();
const run = await openRun(process.argv[2] ?? "runs/train-from-npy/run");
const { url, stop } = await serve({ run, galleries: { v: await ownGallery(run, "v") } });

const sample = Array.from({ length: 16 }, (_, j) => j / 16);
const response = await fetch(`${url}retrieve`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ given: "u", samples: [sample], k: 3 }),
});
process.stdout.write(`${JSON.stringify({ status: response.status, ...(await response.json()) })}\n`);

await stop();
disposeModel(run);
