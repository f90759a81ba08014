import { readFileSync } from "node:fs";

/** What `npm run bench:backends` writes: one run on one machine. */
interface BackendReport {
  readonly machine: {
    readonly processor: string;
    readonly processors: number;
    readonly memoryGiB: number;
    readonly platform: string;
    readonly node: string;
    /** Processes that wanted to run when the measurement began, its own not among them. */
    readonly load: number;
  };
  readonly devices: Readonly<Record<string, string>>;
  /** For each check, what became of it on each backend: "passes", or what failed. */
  readonly capabilities: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** For each piece of work, milliseconds on each backend, or why there are none. */
  readonly speeds: Readonly<Record<string, Readonly<Record<string, number | string>>>>;
}

export const report: BackendReport = JSON.parse(
  readFileSync(new URL("../../../bench/results/backends.json", import.meta.url), "utf8"),
);

/** The page that shows a report. */
export function backendPage({ machine, devices, capabilities, speeds }: BackendReport): string {
  const names = Object.keys(devices);
  const { processor, processors, memoryGiB, platform, node, load } = machine;
  return [
    "# Backends",
    "",
    "How to get each of them: [native.md](native.md). Written from `bench/results/backends.json`, which",
    "`npm run bench:backends` writes in one run on one machine:",
    `${processor}, ${processors} processors, ${memoryGiB} GiB, ${platform}, Node ${node}.`,
    "",
    ...names.map((name) => `- **${name}**: ${devices[name]}`),
    "",
    "## What they can do",
    "",
    "What training needs of a backend: values and gradients against float64 loops, by `checkBackend` of",
    "`@crosstilt/testing`. The tests hold every backend that is there to its column.",
    "",
    ...table("check", names, capabilities),
    "",
    "## How fast they are",
    "",
    "The fastest of a few runs, on all processors where a backend uses them. A software adapter says nothing about a GPU.",
    `Load of the machine by others when the measurement began: ${load.toFixed(1)} on ${processors} processors.`,
    "",
    ...table("work", names, speeds),
    "",
  ].join("\n");
}

function table(head: string, names: readonly string[], rows: BackendReport["speeds"]): string[] {
  const lines = Object.entries(rows).map(([name, cells]) => [name, ...names.map((column) => cell(cells[column]!))]);
  return [[head, ...names], ["---", ...names.map(() => "---")], ...lines].map((cells) => `| ${cells.join(" | ")} |`);
}

function cell(value: number | string): string {
  if (typeof value === "string") return value;
  if (value >= 1000) return `${(value / 1000).toFixed(value >= 10_000 ? 0 : 1)} s`;
  return `${value.toFixed(value >= 10 ? 0 : 1)} ms`;
}
