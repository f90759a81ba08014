// `npm run bench`: our time beside that of peers, medians of interleaved runs.
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { chooseBinary } from "@crosstilt/kernels-wasm/node";
import { failures } from "./check.mjs";
import { committedRows, resultsOfThisNode } from "./committed.mjs";
import { measure } from "./measure.mjs";
import { describeMachine, table } from "./report.mjs";
import { work } from "./work.mjs";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    threads: { type: "string" },
    python: { type: "string", default: "python3" },
  },
});

const { simd } = await chooseBinary();
const all = Number(options.threads ?? Math.min(8, availableParallelism()));
const machine = { ...describeMachine(), simd };
const committed = committedRows(simd);
const rows = [];
for (const task of work) {
  if ((task.full && !options.full) || !task.name.includes(options.only)) continue;
  for (const threads of threadCounts(task)) {
    process.stderr.write(`${task.name}, ${threads} threads\n`);
    rows.push(...(await measure(task, threads, options.python)));
  }
}

const report = { machine, rows };
if (options.save) {
  writeFileSync(new URL(`${resultsOfThisNode}.json`), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(new URL(`${resultsOfThisNode}.md`), table(report));
}
process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : table(report));
if (options.check) {
  const lost = failures(rows, committed);
  process.stderr.write(lost.map((line) => `${line}\n`).join(""));
  process.exitCode = lost.length > 0 ? 1 : 0;
}

function threadCounts({ onlyOneThread, onlyAllThreads }) {
  if (onlyOneThread) return [1];
  return onlyAllThreads || all === 1 ? [all] : [1, all];
}
