import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { blocks } from "@crosstilt/core";
import type { FileSplits } from "@crosstilt/dataset-files";
import { fileError } from "@crosstilt/formats/node";
import * as tf from "@tensorflow/tfjs-core";

/** SHA-256 of all that a training sees of its pairs: their numbers, in order, and their groups. */
export async function digestOfPairs({
  train,
  validation,
  origins,
}: Pick<FileSplits, "train" | "validation" | "origins">): Promise<string> {
  const hash = createHash("sha256");
  for (const pairs of [train, ...(validation ? [validation] : [])]) {
    hash.update(`${pairs.length} ${JSON.stringify(pairs.shape)}`);
    for (const rows of blocks(pairs.length, BLOCK)) {
      const batch = await pairs.batch(rows);
      for (const side of [batch.u, batch.v]) {
        const { buffer, byteOffset, byteLength } = (await side.data()) as Float32Array;
        hash.update(new Uint8Array(buffer, byteOffset, byteLength));
      }
      tf.dispose(batch);
    }
  }
  for (const { groups = [] } of [origins.train, origins.validation])
    for (const group of groups) hash.update(JSON.stringify(group));
  return hash.digest("hex");
}

/** Pairs that are read at a time. */
const BLOCK = 1024;

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
