// `npm run bench:backends`: what every backend of this machine can do and how fast, for docs/backends.md.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { backendNames, useBackend } from "@crosstilt/backends";
import { backendChecks } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { softwareGpu } from "../scripts/software-gpu.mjs";
import { startContestant } from "./contestant.mjs";
import { describeMachine } from "./report.mjs";
import { work } from "./work.mjs";

/** A piece of work gets so long on a backend, at most so many runs. */
const BUDGET = { secondsToWait: 45, secondsOfRuns: 8, runs: 9 };

const statistics = [512, 2048, 8192].map((n) => ({
  name: `statistics, value and gradient, N = ${n}, d = 64`,
  kind: "statistics",
  size: { n, d: 64 },
}));
const training = ["leNet", "transformer"].map((kind) => work.find((task) => task.kind === kind));
const threads = Math.min(8, availableParallelism());
const self = fileURLToPath(import.meta.url);

if (process.env.CROSSTILT_SOFTWARE_GPU === undefined) restartWithSoftwareGpu();
else await measureBackends();

/** The dynamic linker reads where libraries are before a process starts. */
function restartWithSoftwareGpu() {
  const env = { ...process.env, ...softwareGpu(), CROSSTILT_SOFTWARE_GPU: "offered" };
  process.exitCode = spawnSync(process.execPath, [self], { env, stdio: "inherit" }).status;
}

async function measureBackends() {
  const machine = { ...describeMachine(), load: loadavg()[0] };
  const [devices, capabilities, speeds] = [await startedBackends(), {}, {}];
  for (const name of Object.keys(devices)) {
    await useBackend(name, { threads });
    for (const check of backendChecks(tf.getBackend()))
      capabilities[check.name] = { ...capabilities[check.name], [name]: await verdict(check) };
  }
  for (const task of [...statistics, ...training]) {
    speeds[task.name] = {};
    for (const name of Object.keys(devices)) {
      const smaller = speeds[statistics[statistics.indexOf(task) - 1]?.name]?.[name];
      speeds[task.name][name] = typeof smaller === "string" ? smaller : await milliseconds(task, name);
      process.stderr.write(`${task.name}, ${name}: ${speeds[task.name][name]}\n`);
    }
  }
  const report = { machine, devices, capabilities, speeds };
  writeFileSync(new URL("results/backends.json", import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
  const page = ["vitest", "run", "packages/backends/test/capabilities.test.ts", "--update"];
  spawnSync("npx", page, { cwd: fileURLToPath(new URL("..", import.meta.url)), stdio: "inherit" });
}

/** What each backend that starts computes on. */
async function startedBackends() {
  const devices = {};
  for (const name of backendNames)
    try {
      const { why, threads: used } = await useBackend(name, { threads });
      devices[name] = used > 1 ? `${why}, ${used} threads` : why;
    } catch ({ message }) {
      process.stderr.write(`left out: ${message}\n`);
    }
  return devices;
}

async function verdict({ run }) {
  try {
    await run();
    return "passes";
  } catch ({ message }) {
    return `fails ${message.match(/\(difference .*?\)/)?.[0] ?? ""}`.trim();
  }
}

/** The fastest of a few runs after a first one; a first run that takes long is the only one. */
async function milliseconds({ kind, size }, backend) {
  const serve = fileURLToPath(new URL("ours/serve.mjs", import.meta.url));
  const { ask, stop } = await startContestant(process.execPath, [serve, kind, String(threads), backend], threads);
  const patience = AbortSignal.timeout(BUDGET.secondsToWait * 1000);
  const tooLong = new Promise((resolve) => {
    patience.onabort = () => resolve(null);
  });
  try {
    const times = await Promise.race([runs(ask, { kind, size }), tooLong]);
    return times === null ? `over ${BUDGET.secondsToWait} s a step` : Math.min(...times);
  } catch (error) {
    return `fails: ${error.message}`;
  } finally {
    stop();
  }
}

async function runs(ask, work) {
  await ask("prepare", work);
  const started = performance.now();
  const spent = () => (performance.now() - started) / 1000;
  const first = (await ask("run")).ms;
  const times = [];
  while (spent() < BUDGET.secondsOfRuns && times.length < BUDGET.runs) times.push((await ask("run")).ms);
  return times.length > 0 ? times : [first];
}
