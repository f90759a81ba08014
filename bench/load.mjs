// `node bench/load.mjs`: a served model under load for a minute, with well-formed, malformed and oversized requests, killed and
// started again in the middle. Fails when it crashes, loses index data or keeps growing. --seconds 10 for a look.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { useBestBackend } from "@crosstilt/backends";
import { createCatalogue } from "@crosstilt/catalogue";
import { createGenerator } from "@crosstilt/core";
import { writeNpy } from "@crosstilt/formats/node";
import { disposeModel, openRun, ownGallery, resolveConfig, saveGallery, train } from "@crosstilt/project";
import autocannon from "autocannon";
import { describeMachine } from "./report.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    connections: { type: "string", default: "32" },
    pairs: { type: "string", default: "20000" },
    save: { type: "boolean", default: false },
  },
});
const [seconds, connections, pairs] = [values.seconds, values.connections, values.pairs].map(Number);
const folder = mkdtempSync(join(tmpdir(), "crosstilt-load-"));
const [run, index] = [join(folder, "run"), join(folder, "index")];
await makeRun();

const sample = Array.from({ length: 16 }, (_, j) => Math.sin(j));
const post = (path, body) => ({ method: "POST", path, body, headers: { "content-type": "application/json" } });
const good = post("/retrieve", JSON.stringify({ samples: [sample, sample], k: 10 }));
const requests = [
  ...[good, good, good, { method: "GET", path: "/health" }],
  ...[post("/retrieve", "{"), post("/retrieve", '{"samples":[[1,"x"]]}'), post("/nowhere", "{}")],
  post("/retrieve", JSON.stringify({ samples: ["x".repeat(2 ** 20)] })),
];

let running;
const before = await healthOf(await start());
const first = await load(running.url, seconds / 2);
const memoryEarly = first.memoryBytes;
running.child.kill("SIGKILL");
await once(running.child, "exit");
const after = await healthOf(await start());
const second = await load(running.url, seconds / 2);
const valid = await autocannon({ url: running.url, connections, duration: Math.min(10, seconds), requests: [good] });
const last = await metrics(running.url);
running.child.kill("SIGTERM");
const [code] = await once(running.child, "exit");
rmSync(folder, { recursive: true });

const result = {
  // What else the machine was doing: latencies on a busy one say little.
  ...{ machine: describeMachine(), loadAverage: loadavg()[1], pairs, connections, seconds },
  mixed: [first, second],
  wellFormed: summary(valid),
  memoryMiB: { early: mebibytes(memoryEarly), late: mebibytes(last.memoryBytes) },
};
const complaints = [
  JSON.stringify(before.galleries) === JSON.stringify(after.galleries) ? [] : ["index data was lost"],
  code === 0 ? [] : [`ended with ${code}`],
  last.memoryBytes < 1.5 * memoryEarly ? [] : ["memory grew"],
  [first, second].every(({ statuses }) => !statuses["500"]) ? [] : ["answered 500"],
].flat();
if (values.save) writeFileSync(new URL("results/load.json", import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(`${JSON.stringify({ ...result, complaints })}\n`);
process.exitCode = complaints.length > 0 ? 1 : 0;

async function makeRun() {
  const generator = createGenerator(1);
  const side = (width) => ({
    shape: [pairs, width],
    data: Float32Array.from({ length: pairs * width }, () => generator.normal()),
  });
  await writeNpy(join(folder, "u.npy"), side(16));
  await writeNpy(join(folder, "v.npy"), side(16));
  await useBestBackend();
  const catalogue = createCatalogue();
  const data = { u: join(folder, "u.npy"), v: join(folder, "v.npy"), split: { test: 0.01, validation: 0 } };
  await train(resolveConfig({ data, training: { epochs: 1 } }, catalogue), run, { catalogue });
  const opened = await openRun(run, async () => catalogue);
  await saveGallery(opened, await ownGallery(opened, "v"), index, { engine: "usearch" });
  disposeModel(opened);
}

async function start() {
  const bin = fileURLToPath(new URL("../apps/cli/bin/crosstilt.js", import.meta.url));
  const args = [bin, "serve", run, "--index", index, "--port", "0", "--json"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [text] = await once(child.stdout, "data");
  running = { child, url: JSON.parse(String(text)).url };
  return running.url;
}

async function healthOf(url) {
  return (await fetch(`${url}health`)).json();
}

async function metrics(url) {
  return (await fetch(`${url}metrics`)).json();
}

async function load(url, duration) {
  const report = await autocannon({ url, connections, duration, requests });
  return { ...summary(report), memoryBytes: (await metrics(url)).memoryBytes };
}

function summary({ latency, requests: counts, errors, statusCodeStats = {} }) {
  const statuses = Object.fromEntries(Object.entries(statusCodeStats).map(([status, { count }]) => [status, count]));
  const { p50, p90, p99, max } = latency;
  return { requestsPerSecond: counts.average, latencyMs: { p50, p90, p99, max }, statuses, errors };
}

function mebibytes(bytes) {
  return Math.round(bytes / 2 ** 20);
}
