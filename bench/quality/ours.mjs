// Our default on one paired set, as a user gets it: `crosstilt train` of a config that names the files only, then the hits on the test pairs.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRun, readRunPairs } from "@crosstilt/project";
import { embedPairs } from "@crosstilt/train";
import { arrayPairs, queryRanks, useBestBackend } from "crosstilt";

const cli = fileURLToPath(new URL("../../apps/cli/bin/crosstilt.js", import.meta.url));

/** Hits of every test query both ways, the seconds of the whole command and who carries what; the seed draws the validation pairs. */
export async function trainOurs(set, seed, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = (name) => join(set, `${name}.npy`);
  const data = {
    u: file("u"),
    v: file("v"),
    test: { u: file("test-u"), v: file("test-v") },
    split: { validation: 0.1, splitSeed: seed },
  };
  writeFileSync(join(folder, "config.yaml"), JSON.stringify({ data }));
  const began = performance.now();
  const { pool, folder: run, pairs } = crosstilt(["train", "config.yaml", "--json"], folder);
  const seconds = (performance.now() - began) / 1000;
  return { seconds, pairs, pool, hits: await hitsOf(run) };
}

function crosstilt(args, cwd) {
  const options = { cwd, encoding: "utf8", maxBuffer: 1 << 26 };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], options);
  if (status !== 0) throw new Error(`crosstilt ${args.join(" ")}: ${stderr}`);
  return JSON.parse(stdout);
}

async function hitsOf(folder) {
  await useBestBackend();
  const run = await openRun(folder);
  const { u, v } = await readRunPairs(run, "test");
  const { model, parameters, description } = run;
  const scores = await embedPairs({ model, parameters, centre: description.centre }, arrayPairs(u, v));
  const own = Array.from({ length: scores.shape[0] }, (_, row) => [row]);
  const hits = (matrix) =>
    queryRanks(matrix, own).map(({ groups: [{ better, tied }] }) => (better === 0 ? 1 / tied : 0));
  return { uToV: hits(scores), vToU: hits(scores.transposed()) };
}
