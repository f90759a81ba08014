import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "@crosstilt/formats/node";

/** SHA-256 of what a file holds; of a folder, of the names, sizes and times of its files. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    if ((await stat(path)).isDirectory()) hash.update(await listing(path));
    else for await (const chunk of createReadStream(path)) hash.update(chunk);
  } catch (error) {
    throw fileError(path, "read", error);
  }
  return hash.digest("hex");
}

async function listing(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const lines = names.map(async (name) => {
    const { size, mtimeMs } = await stat(join(folder, name));
    return `${name} ${size} ${mtimeMs}`;
  });
  return (await Promise.all(lines)).join("\n");
}
