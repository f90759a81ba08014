import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { demand } from "@crosstilt/core";

/** The file with the list of finished stages. */
export const JOURNAL = "stages.json";

interface Stage {
  readonly name: string;
  /** What it was made from: another key and the stage is run again. */
  readonly key: string;
  /** The file or folder it makes. */
  readonly product: string;
  work(): Promise<void>;
}

/** Runs a stage unless it was finished before with the same key. */
export type RunStage = (stage: Stage) => Promise<void>;

/**
 * Opens the list of finished stages that an installation keeps in its folder, so that it can be resumed.
 *
 * @throws when the folder holds something else.
 */
export async function openJournal(folder: string): Promise<RunStage> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, JOURNAL);
  const files = await readdir(folder);
  demand(files.length === 0 || files.includes(JOURNAL), () => ({
    argument: "into",
    expected: "an empty folder, or one of an earlier installation",
    received: `${folder} with ${files.slice(0, 3).join(", ")}`,
  }));
  let finished: Readonly<Record<string, string>> = files.includes(JOURNAL)
    ? JSON.parse(readFileSync(path, "utf8"))
    : {};
  const write = async (stages: typeof finished) => {
    await writeFile(`${path}.new`, JSON.stringify(stages));
    await rename(`${path}.new`, path);
    finished = stages;
  };
  await write(finished);
  return async ({ name, key, product, work }) => {
    if (finished[name] === key && existsSync(product)) return;
    const { [name]: _, ...others } = finished;
    await write(others);
    await work();
    await write({ ...others, [name]: key });
  };
}
