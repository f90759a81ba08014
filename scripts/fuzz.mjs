// Damages the files of the fixtures and reads them with every reader: whatever comes, it must be read or refused, soon, and
// within the memory that is stated. `npm run fuzz -- --seconds 60 --seed 1 --cases 1000`; the same seed gives the same files,
// `--keep folder` keeps those that are faults or never end, and `--slack 10` allows slow machines ten times as long.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { decodeImage } from "../packages/dataset-files/dist/decode-image.js";
import { readTable } from "../packages/dataset-files/dist/index.js";
import { decodeDrifters } from "../packages/dataset-ocean/dist/drifters/index.js";
import { generatorOf, mutate } from "./fuzz/mutate.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    cases: { type: "string", default: "1000000000" },
    only: { type: "string", default: "" },
    keep: { type: "string" },
    slack: { type: "string", default: "1" },
  },
});
/** Milliseconds: a reader that hangs is ended after 2 seconds, and 3 more where it has just started; nothing may take longer. */
const LONGEST = 6000 * Number(values.slack);
/** Bytes beyond what the process has at its start. */
const MOST_MEMORY = 2 ** 31;

const fixtures = (name) => fileURLToPath(new URL(`../packages/${name}`, import.meta.url));
/** Of archives with members that are refused, those that are not. */
const table = (bytes, name) =>
  readTable(name, { bytes, columns: name.endsWith(".npz") ? ["f8", "fortran", "unicode", "moment"] : undefined });
const readers = {
  "dataset-files/test/fixtures/written": table,
  "dataset-files/test/fixtures/written/npy": table,
  "dataset-files/test/fixtures/pictures": decodeImage,
  "dataset-ocean/test/fixtures": (bytes, name) => decodeDrifters(bytes, { name }),
};
const files = Object.entries(readers).flatMap(([folder, read]) =>
  readdirSync(fixtures(folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(json|py)$/.test(entry.name) && entry.name.includes(values.only))
    .map(({ name }) => ({ name, read, bytes: new Uint8Array(readFileSync(join(fixtures(folder), name))) })),
);

const random = generatorOf(Number(values.seed));
const pick = () => files[Math.floor(random() * files.length)];
const counts = { cases: 0, read: 0, refused: 0, ended: 0 };
const faults = [];
const begun = performance.now();
const memory = process.memoryUsage().rss;
// A library's promise that nobody waits for must not end the process.
process.on("unhandledRejection", (error) => faults.push(`unhandled: ${error}`));

while (counts.cases < Number(values.cases) && performance.now() - begun < 1000 * Number(values.seconds)) {
  const { name, read, bytes } = pick();
  const known = faults.length;
  const damaged = mutate(bytes, pick().bytes, random);
  counts.cases += 1;
  const started = performance.now();
  let ended = false;
  try {
    await read(damaged, name);
    counts.read += 1;
  } catch (error) {
    ended = error.message.includes("decoder busy");
    counts[ended ? "ended" : "refused"] += 1;
    if (error.name !== "CrosstiltError") faults.push(`case ${counts.cases}, ${name}: ${error.stack ?? error}`);
  }
  const elapsed = performance.now() - started;
  if (elapsed > LONGEST) faults.push(`case ${counts.cases}, ${name}: ${Math.round(elapsed)} ms`);
  const grown = process.memoryUsage().rss - memory;
  if (grown > MOST_MEMORY) faults.push(`case ${counts.cases}, ${name}: ${Math.round(grown / 2 ** 20)} MiB`);
  if (values.keep && (ended || faults.length > known))
    writeFileSync(join(values.keep, `${values.seed}-${counts.cases}-${name}`), damaged);
  if (faults.length > 20) break;
}

process.stdout.write(`${JSON.stringify({ seed: Number(values.seed), ...counts, faults: faults.length })}\n`);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exit(faults.length > 0 ? 1 : 0);
