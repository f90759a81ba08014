import { rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { useBestBackend } from "@crosstilt/backends";
import { readNpy } from "@crosstilt/formats/node";
import { buildDiskIndex, buildIndex } from "@crosstilt/search/node";
import { latencies, peakMiB, recallAgainst } from "./report.mjs";

const [engine, text] = process.argv.slice(2);
const settings = JSON.parse(text);
const { dimension, k, queries: count } = settings;
await useBestBackend();
const queries = (await readNpy(settings.queriesFile)).data;

const graph = { connectivity: settings.connectivity, expansionAdd: settings.add, expansionSearch: settings.search };
const gallery = engine === "lancedb" ? null : { vectors: (await readNpy(settings.galleryFile)).data, dimension };
const started = performance.now();
const index = await build();
// An exact index makes its codes when it has been asked some queries.
if (engine === "exact") await index.search({ vectors: gallery.vectors.slice(0, 64 * dimension), dimension }, k);
const buildSeconds = (performance.now() - started) / 1000;

const one = (i) => index.search({ vectors: queries.subarray(i * dimension, (i + 1) * dimension), dimension }, k);
const single = await latencies(engine === "exact" ? Math.min(count, 20) : count, one);
const together = performance.now();
const { indices } = await index.search({ vectors: queries, dimension }, k);
const batchMsPerQuery = (performance.now() - together) / count;
const recall = recallAgainst(settings.queriesFile, indices, count, k);
process.stdout.write(JSON.stringify({ buildSeconds, recall, ...single, batchMsPerQuery, peakMiB: peakMiB() }));
process.exit(0);

function build() {
  if (engine === "exact") return buildIndex(gallery, { engine });
  if (engine === "usearch") return buildIndex(gallery, { engine, precision: "f16", ...graph });
  const folder = `${settings.galleryFile}.lance`;
  rmSync(folder, { recursive: true, force: true });
  return buildDiskIndex(folder, batches(settings));
}

/** The rows of a NumPy file that is never in memory as a whole. */
async function* batches({ galleryFile, count: rows }) {
  const file = await open(galleryFile);
  const header = (await file.stat()).size - 4 * rows * dimension;
  for (let first = 0; first < rows; first += 8192) {
    const vectors = new Float32Array(Math.min(8192, rows - first) * dimension);
    await file.read(new Uint8Array(vectors.buffer), 0, vectors.byteLength, header + 4 * first * dimension);
    yield { vectors, dimension };
  }
  await file.close();
}
