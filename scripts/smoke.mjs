// Starts what users start, on the Node that runs this: the command line, doctor, a program, a tiny training, a score.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGenerator, writeNpy } from "crosstilt";

const path = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "crosstilt-smoke-"));
const at = (file) => join(folder, file);

/** What a program prints; ends the smoke where it fails. */
function run(program, ...args) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [path(program), ...args], {
    encoding: "utf8",
  });
  if (status === 0) return stdout;
  return fail(`${[program, ...args].join(" ")} ended with ${signal ?? status}`, `${stdout}${stderr}`);
}

function fail(problem, output) {
  rmSync(folder, { recursive: true, force: true });
  process.stderr.write(`smoke on Node ${process.version}: ${problem}\n${output}\n`);
  process.exit(1);
}

/** The JSON of a program, whose number of this name must be finite. */
function finite(name, ...command) {
  const printed = run(...command);
  const result = JSON.parse(printed.trimEnd().split("\n").at(-1));
  return Number.isFinite(result[name]) ? result : fail(`${command.join(" ")} gave no finite ${name}`, printed);
}

/** Two files of 400 pairs that share three numbers. */
async function writePairs() {
  const { normal } = createGenerator(1);
  const u = Float32Array.from({ length: 400 * 3 }, normal);
  const v = u.map((value) => value ** 3 + 0.3 * normal());
  for (const [name, data] of Object.entries({ u, v })) await writeNpy(at(`${name}.npy`), { shape: [400, 3], data });
}

const crosstilt = "apps/cli/bin/crosstilt.js";
run(crosstilt, "--version");
const { chosen, backends } = finite("threads", crosstilt, "doctor", "--json");
const { limit } = backends.find(({ name }) => name === "wasm");
if (chosen.name !== "wasm") fail("the wasm backend does not start", JSON.stringify(backends, null, 2));
finite("epochs", "examples/arrays-to-model.mjs", at("model"));
await writePairs();
finite("validationLoss", "examples/two-files.mjs", at("u.npy"), at("v.npy"), at("files"));
run(crosstilt, "init", at("config.yaml"), "--u", at("u.npy"), "--v", at("v.npy"), "--epochs", "1", "--json");
finite("validationLoss", crosstilt, "train", at("config.yaml"), "--out", at("trained"), "--json");
finite(
  "loss",
  crosstilt,
  "score",
  "--u",
  at("u.npy"),
  "--v",
  at("u.npy"),
  "--metric",
  "cosine",
  "--loss",
  "clip",
  "--json",
);
rmSync(folder, { recursive: true });
process.stdout.write(`ok   Node ${process.version}: ${chosen.why}${limit ? `; no wider ones, since ${limit}` : ""}\n`);
