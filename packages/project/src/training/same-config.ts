import { join } from "node:path";
import type { Catalogue } from "@crosstilt/catalogue";
import { describe, refusal } from "@crosstilt/core";
import type { ProjectConfig } from "../config/config.js";
import { readProject } from "../config/read-project.js";
import { exists, runFiles } from "../run/run-folder.js";

/** Refuses to go on with a run that was begun with another config, naming the first difference; no run is fine. */
export async function demandSameConfig(config: ProjectConfig, folder: string, catalogue: Catalogue): Promise<void> {
  const path = join(folder, runFiles.config);
  if (!(await exists(path))) return;
  const saved = await readProject(path, async () => catalogue);
  const difference = firstDifference(saved.config, config, []);
  if (!difference) return;
  throw refusal({
    argument: difference.path.join("."),
    expected: `${describe(difference.before)}, as in the run to resume (${path})`,
    received: describe(difference.now),
    remedy: "Resume with the run's own config, or train into another folder",
  });
}

interface Difference {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly now: unknown;
}

function firstDifference(before: unknown, now: unknown, path: readonly string[]): Difference | undefined {
  if (!isObject(before) || !isObject(now))
    return JSON.stringify(before) === JSON.stringify(now) ? undefined : { path, before, now };
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const difference = firstDifference(before[name], now[name], [...path, name]);
    if (difference) return difference;
  }
  return undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
