import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileError } from "./file-error.js";

export type FileContent = Uint8Array | string | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Writes a file whole or not at all: a temporary file beside it is written, flushed to the disk and renamed over it, and
 * removed when anything fails. Content may come in pieces, which are never joined in memory. The folder must exist. Refuses full disks and folders that cannot be written, by name.
 *
 * @example
 * await writeFileAtomic("run/checkpoint.json", JSON.stringify(state));
 */
export async function writeFileAtomic(path: string, content: FileContent): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}-${randomBytes(6).toString("hex")}.tmp`);
  try {
    await withFile(temporary, "wx", async (file) => {
      // Node writes iterables piece by piece, which its type declarations do not say.
      await file.writeFile(content as Uint8Array);
      await file.sync();
    });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw fileError(path, "write", error);
  }
  await flushFolder(folder);
}

/** Makes the new name itself survive a power cut, where the system can. */
async function flushFolder(folder: string): Promise<void> {
  await withFile(folder, "r", (handle) => handle.sync()).catch(() => {});
}

async function withFile(path: string, flags: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}
