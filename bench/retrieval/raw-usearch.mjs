import { readNpy } from "@crosstilt/formats/node";
import { Index, MetricKind, ScalarKind } from "usearch";
import { latencies, peakMiB, recallAgainst } from "./report.mjs";

const settings = JSON.parse(process.argv[2]);
const { count, dimension, k, queries: asked } = settings;
const vectors = (await readNpy(settings.galleryFile)).data;
const queries = (await readNpy(settings.queriesFile)).data;

const index = new Index({
  ...{ dimensions: dimension, metric: MetricKind.IP, quantization: ScalarKind.F16, multi: false },
  ...{ connectivity: settings.connectivity, expansion_add: settings.add, expansion_search: settings.search },
});
const started = performance.now();
index.add(
  BigUint64Array.from({ length: count }, (_, i) => BigInt(i)),
  vectors,
  0,
);
const buildSeconds = (performance.now() - started) / 1000;

const single = await latencies(asked, (i) => index.search(queries.subarray(i * dimension, (i + 1) * dimension), k, 0));
const together = performance.now();
const { keys } = index.search(queries, k, 0);
const batchMsPerQuery = (performance.now() - together) / asked;
const recall = recallAgainst(settings.queriesFile, keys, asked, k);
process.stdout.write(JSON.stringify({ buildSeconds, recall, ...single, batchMsPerQuery, peakMiB: peakMiB() }));
