import { useBestBackend } from "@crosstilt/backends";
import { readNpy } from "@crosstilt/formats/node";
import { buildIndex } from "@crosstilt/retrieval/node";
import { latencies, peakMiB, recallAgainst } from "./report.mjs";

const [engine, text] = process.argv.slice(2);
const settings = JSON.parse(text);
const { dimension, k, queries: count } = settings;
await useBestBackend();
const gallery = { vectors: (await readNpy(settings.galleryFile)).data, dimension };
const queries = (await readNpy(settings.queriesFile)).data;

const graph = { connectivity: settings.connectivity, expansionAdd: settings.add, expansionSearch: settings.search };
const started = performance.now();
const index = await buildIndex(gallery, engine === "exact" ? { engine } : { engine, precision: "f16", ...graph });
const buildSeconds = (performance.now() - started) / 1000;

const one = (i) => index.search({ vectors: queries.subarray(i * dimension, (i + 1) * dimension), dimension }, k);
const single = await latencies(engine === "exact" ? Math.min(count, 20) : count, one);
const together = performance.now();
const { indices } = await index.search({ vectors: queries, dimension }, k);
const batchMsPerQuery = (performance.now() - together) / count;
const recall = recallAgainst(settings.queriesFile, indices, count, k);
process.stdout.write(JSON.stringify({ buildSeconds, recall, ...single, batchMsPerQuery, peakMiB: peakMiB() }));
process.exit(0);
