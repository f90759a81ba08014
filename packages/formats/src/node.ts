import type { NumericArray } from "./array.js";
import { fileError } from "./file-error.js";
import { makeFolder } from "./make-folder.js";
import { decodeNpy, encodeNpy } from "./npy.js";
import { decodeNpz, encodeNpz, type NpzOptions } from "./npz.js";
import { readBytes } from "./read-file.js";
import { decodeSafetensors, type Safetensors, safetensorsPieces } from "./safetensors.js";
import { type FileContent, writeFileAtomic } from "./write-file-atomic.js";

export { type FileContent, fileError, makeFolder, readBytes, writeFileAtomic };

/** {@link decodeNpy} of a file; errors name its path. */
export async function readNpy(path: string): Promise<Required<NumericArray>> {
  return decodeNpy(await readBytes(path), path);
}

/** {@link encodeNpy} to a file, whole or not at all. */
export async function writeNpy(path: string, array: NumericArray): Promise<void> {
  await writeFileAtomic(path, encodeNpy(array));
}

/** {@link decodeNpz} of a file; errors name its path. */
export async function readNpz(path: string): Promise<Record<string, Required<NumericArray>>> {
  return decodeNpz(await readBytes(path), path);
}

/** {@link encodeNpz} to a file, whole or not at all. */
export async function writeNpz(
  path: string,
  arrays: Readonly<Record<string, NumericArray>>,
  options?: NpzOptions,
): Promise<void> {
  await writeFileAtomic(path, encodeNpz(arrays, options));
}

/** {@link decodeSafetensors} of a file; errors name its path. */
export async function readSafetensors(path: string): Promise<ReturnType<typeof decodeSafetensors>> {
  return decodeSafetensors(await readBytes(path), path);
}

/** {@link encodeSafetensors} to a file, whole or not at all, without a copy of the tensors in memory. */
export async function writeSafetensors(path: string, content: Safetensors): Promise<void> {
  await writeFileAtomic(path, safetensorsPieces(content));
}
