// `node bench/retrieval.mjs`: a large gallery indexed and queried, ours beside raw usearch and NumPy, each in a process of its own.
// Long: 1 000 000 x 256 takes most of an hour on two cores. --count 20000 for a look; --only "ours, exact" for one row, which
// with --save replaces that row of the saved results (NumPy goes first: it leaves the truth for the others).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeNpy } from "@crosstilt/formats/node";
import { describeMachine } from "./report.mjs";
import { clusteredRows } from "./retrieval/data.mjs";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    dimension: { type: "string", default: "256" },
    clusters: { type: "string", default: "10000" },
    queries: { type: "string", default: "100" },
    k: { type: "string", default: "10" },
    connectivity: { type: "string", default: "16" },
    add: { type: "string", default: "64" },
    search: { type: "string", default: "128" },
    folder: { type: "string", default: join(tmpdir(), "crosstilt-bench") },
    python: { type: "string", default: "python3" },
    only: { type: "string", multiple: true },
    save: { type: "boolean", default: false },
  },
});
const numbers = Object.fromEntries(
  ["count", "dimension", "clusters", "queries", "k", "connectivity", "add", "search"].map((name) => [
    name,
    Number(values[name]),
  ]),
);
const { count, dimension, clusters, queries } = numbers;
mkdirSync(values.folder, { recursive: true });
const files = {
  galleryFile: join(values.folder, `gallery-${count}-${dimension}-${clusters}.npy`),
  queriesFile: join(values.folder, `queries-${queries}-${dimension}-${clusters}.npy`),
};
await prepare(files.galleryFile, count, 1);
await prepare(files.queriesFile, queries, 2);

const here = (name) => fileURLToPath(new URL(`retrieval/${name}`, import.meta.url));
const settings = JSON.stringify({ ...numbers, ...files });
const contestants = {
  "NumPy, exact": [values.python, here("numpy_exact.py"), settings],
  "ours, exact": [process.execPath, here("ours.mjs"), "exact", settings],
  "ours, usearch": [process.execPath, here("ours.mjs"), "usearch", settings],
  "ours, LanceDB": [process.execPath, here("ours.mjs"), "lancedb", settings],
  "usearch itself": [process.execPath, here("raw-usearch.mjs"), settings],
};
const target = new URL("results/retrieval.json", import.meta.url);
const results = values.only && values.save ? JSON.parse(readFileSync(target, "utf8")).results : {};
const chosen = Object.entries(contestants).filter(([name]) => values.only?.includes(name) ?? true);
for (const [name, [command, ...args]] of chosen) {
  results[name] = run(command, args);
  process.stderr.write(`${name}: ${JSON.stringify(results[name])}\n`);
}
const report = { machine: describeMachine(), loadAverage: loadavg()[2], settings: numbers, results };
if (values.save) writeFileSync(target, `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(report)}\n`);

async function prepare(path, rows, seed) {
  if (existsSync(path) && statSync(path).size > 4 * rows * dimension) return;
  process.stderr.write(`writing ${path}\n`);
  await writeNpy(path, { shape: [rows, dimension], data: clusteredRows({ rows, dimension, clusters, seed }) });
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  return status === 0 ? JSON.parse(stdout) : { failed: stderr.trim().split("\n").at(-1) };
}
