// Serves a model that was trained in the browser (or exported), and asks it. node serve-browser-model.mjs MODEL GALLERY
import { project, readNpy, useBestBackend } from "crosstilt";

const [folder, gallery] = process.argv.slice(2);
await useBestBackend();
// The page saves model.json and model.safetensors; a gallery is any file of samples of one side.
const run = await project.openRun(folder);
const { url, stop } = await project.serve({ run, galleries: { v: await project.embedFile(run, "v", gallery) } });

const { data, shape } = await readNpy(gallery.replace("v.npy", "u.npy"));
const response = await fetch(`${url}retrieve`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ given: "u", samples: [Array.from(data.subarray(0, shape[1]))], k: 3 }),
});
process.stdout.write(`${JSON.stringify({ status: response.status, ...(await response.json()) })}\n`);
await stop();
project.disposeModel(run);
