import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("results/", import.meta.url);
const majorOf = (version) => /\d+/.exec(version)[0];

/** Where the results of this Node are committed, without the ending. */
export const resultsOfThisNode = new URL(`bench-node${majorOf(process.version)}`, folder).href;

/** What was committed for this Node, else for another with vectors as wide: ratios of other widths say nothing. */
export function committedRows(simd) {
  const files = readdirSync(folder).filter((name) => /^bench-node\d+\.json$/.test(name));
  const reports = files.map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")));
  const comparable = reports.filter(({ machine }) => machine.simd === simd);
  const own = comparable.find(({ machine }) => majorOf(machine.node) === majorOf(process.version));
  return (own ?? comparable.at(-1))?.rows ?? [];
}
