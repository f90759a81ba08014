import { open } from "node:fs/promises";
import { fileError } from "./file-error.js";

/** Bytes asked of the system at once; it reads at most 2 GiB, and so does Node's own `readFile` in all. */
const CHUNK = 2 ** 30;

/**
 * The whole of a file, also beyond the 2 GiB of `fs.readFile`. Refuses missing and unreadable files by name.
 *
 * @example
 * const { tensors } = decodeSafetensors(await readBytes("model.safetensors"), "model.safetensors");
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readAll(path);
  } catch (error) {
    throw fileError(path, "read", error);
  }
}

async function readAll(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array((await file.stat()).size);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, Math.min(CHUNK, bytes.length - filled), filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}
