// `node bench/health.mjs`: how long /health and one short question wait while eight clients ask a server for as much as its limits allow.
// --count 20000 for a look.
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { useBackend } from "@crosstilt/backends";
import { createCatalogue } from "@crosstilt/catalogue";
import { writeNpy } from "@crosstilt/formats/node";
import { disposeModel, openRun, resolveConfig, serve, train } from "@crosstilt/project";
import { normals } from "./ours/data.mjs";
import { describeMachine } from "./report.mjs";

const WIDTH = 16;

if (isMainThread) await main();
else parentPort.postMessage(await probe(workerData));

async function main() {
  const { values } = parseArgs({ options: { count: { type: "string", default: "300000" } } });
  const count = Number(values.count);
  const folder = mkdtempSync(join(tmpdir(), "crosstilt-health-"));
  const run = await makeRun(folder);
  const dimension = run.model.dimension;
  const gallery = { vectors: normals(count * dimension, 3), dimension, scale: 1 / dimension };
  const named = { side: "v", names: Array.from({ length: count }, (_, i) => String(i)), gallery };
  const service = await serve({ run, galleries: { v: named } });
  const client = new Worker(new URL(import.meta.url), { workerData: service.url });
  const rounds = await new Promise((resolve, reject) => client.once("message", resolve).once("error", reject));
  await service.stop();
  disposeModel(run);
  rmSync(folder, { recursive: true });
  const report = { machine: describeMachine(), loadAverage: loadavg()[0], count, dimension, rounds };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exit(0);
}

async function makeRun(folder) {
  await useBackend("wasm", { threads: 1 });
  const catalogue = createCatalogue();
  const side = async (name, seed) => {
    const path = join(folder, `${name}.npy`);
    await writeNpy(path, { shape: [3000, WIDTH], data: normals(3000 * WIDTH, seed) });
    return path;
  };
  const data = { u: await side("u", 1), v: await side("v", 2), split: { test: 0.01, validation: 0.05 } };
  await train(resolveConfig({ data, training: { epochs: 1 } }, catalogue), join(folder, "run"), { catalogue });
  return openRun(join(folder, "run"), async () => catalogue);
}

/** In a thread of its own, so that clients wait for the server alone. */
async function probe(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const ask = (path, body) =>
    new Promise((resolve, reject) => {
      const method = body ? "POST" : "GET";
      const sent = request(`${url}${path}`, { agent, method, headers: { "content-type": "application/json" } });
      sent.on("response", (answer) => answer.resume().on("end", () => resolve(answer.statusCode)));
      sent.on("error", reject).end(body && JSON.stringify(body));
    });
  const timed = async (path, body) => {
    const begun = performance.now();
    await ask(path, body);
    return performance.now() - begun;
  };
  const rounds = [];
  for (let round = 0; round < 4; round++) {
    const samples = Array.from({ length: 64 }, (_, i) =>
      Array.from({ length: WIDTH }, (_, j) => Math.sin(i + j + round)),
    );
    await ask("health");
    const begun = performance.now();
    let ended = false;
    const large = Promise.all(Array.from({ length: 8 }, () => ask("retrieve", { samples, k: 1000 }))).finally(() => {
      ended = true;
    });
    const [health, short] = [[], []];
    while (!ended) {
      health.push(await timed("health"));
      if (health.length % 20 === 0) short.push(await timed("retrieve", { samples: samples.slice(0, 1), k: 5 }));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const statuses = await large;
    rounds.push({
      seconds: (performance.now() - begun) / 1000,
      statuses,
      health: spread(health),
      short: spread(short),
    });
  }
  return rounds;
}

function spread(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) };
}
