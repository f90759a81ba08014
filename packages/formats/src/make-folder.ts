import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { refusal } from "./refusal.js";

/**
 * Makes a folder that files can be written to, with those above it; one that exists is left as it is. `argument` is what the
 * error calls it: the option it came from.
 *
 * @throws when it cannot be made, is a file, or must not be written to.
 * @example
 * await makeFolder("runs/mnist", "--out");
 */
export async function makeFolder(folder: string, argument: string = folder): Promise<void> {
  try {
    await make(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw refusal({
      argument,
      expected: "a folder that can be made and written to",
      received: `"${folder}" (${(error as NodeJS.ErrnoException).code})`,
      remedy: "Choose another folder",
    });
  }
}

/** Step by step: the recursive mkdir of Node never ends where nothing can be made below a folder that exists, as in /proc. */
async function make(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  if (dirname(folder) !== folder) await make(dirname(folder));
  await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST" || !(await isFolder(folder))) throw error;
  });
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
