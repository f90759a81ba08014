import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "@crosstilt/formats/node";
import { oceanModelNames } from "./models.js";
import type { OceanRunOptions, OceanSetup } from "./setup.js";
import { runDescription } from "./train-model.js";

/** Measures something once: a resumed run reads what an earlier one with the same settings wrote to `NAME/measured.json`. */
export type Remember = <T>(name: (typeof names)[number], measure: () => Promise<T>) => Promise<T>;

const names = ["baselines", "quadratic", ...oceanModelNames] as const;

/** A memory in the folder of the run, empty unless the run resumes. What is remembered must survive JSON. */
export async function createMemory(setup: OceanSetup, options: OceanRunOptions): Promise<Remember> {
  const pathOf = (name: string) => join(options.folder, name, "measured.json");
  if (!options.resume) await Promise.all(names.map((name) => rm(pathOf(name), { force: true })));
  const description = JSON.stringify(runDescription(setup, options));
  return async (name, measure) => {
    const path = pathOf(name);
    const saved = await read(path);
    if (saved?.description === description) return saved.value as Awaited<ReturnType<typeof measure>>;
    const value = await measure();
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, JSON.stringify({ description, value }));
    return value;
  };
}

/** The file's content, or null when there is none or it is damaged: it is then measured again. */
const read = (path: string): Promise<{ description?: string; value?: unknown } | null> =>
  readFile(path, "utf8").then(
    (text) => {
      try {
        return JSON.parse(text);
      } catch {
        return null;
      }
    },
    () => null,
  );
