// `node bench/quality.mjs`: our default beside ridge CCA, kernel CCA and a tuned network, on real paired sets that Python packages ship.
// Needs Python with numpy, scikit-learn, jax, matplotlib, fonttools, pillow, pandas, statsmodels and vega_datasets, named by
// CROSSTILT_PYTHON or `python3`. --sets weather cancer for some of the sets.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { trainOurs } from "./quality/ours.mjs";
import { page } from "./quality/report.mjs";
import { describeMachine } from "./report.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string", default: "5" },
    sets: { type: "string", multiple: true, default: [] },
    folder: { type: "string", default: join(tmpdir(), "crosstilt-quality") },
    save: { type: "boolean", default: false },
  },
});
const seeds = Number(values.seeds);
if (!Number.isInteger(seeds) || seeds < 1)
  throw new Error(`--seeds: expected an integer >= 1, received ${values.seeds}`);
const { CROSSTILT_PYTHON: interpreter = "python3" } = process.env;
const sets = join(values.folder, "sets");
mkdirSync(sets, { recursive: true });

const names = python("sets.py", sets, ...values.sets, ...positionals)
  .trim()
  .split("\n")
  .map((line) => line.split(" ")[0]);
const machine = describeMachine();
const measured = [];
let report = "";
for (const name of names) {
  measured.push(await measure(name));
  report = page({ machine, load: loadavg()[2], seeds, measured });
  // After every set, so that what was measured is there if a later one fails.
  if (values.save) writeFileSync(new URL("results/quality.md", import.meta.url), report);
}
process.stdout.write(report);

async function measure(name) {
  const ours = [];
  const peers = {};
  const set = join(sets, name);
  for (let seed = 1; seed <= seeds; seed++) {
    for (const [peer, run] of Object.entries(JSON.parse(python("peers.py", set, String(seed)))))
      peers[peer] = [...(peers[peer] ?? []), run];
    ours.push(await trainOurs(set, seed, join(values.folder, "runs", `${name}-${seed}`)));
    process.stderr.write(`${name}, seed ${seed}: ours ${ours.at(-1).seconds.toFixed(1)} s\n`);
  }
  return { name, ours, peers };
}

function python(script, ...args) {
  const path = fileURLToPath(new URL(`quality/${script}`, import.meta.url));
  const { status, stdout, error } = spawnSync(interpreter, [path, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status === 0) return stdout;
  throw new Error(
    `${interpreter} ${script}: ${error?.message ?? `ended with ${status}`}; CROSSTILT_PYTHON names another Python`,
  );
}
