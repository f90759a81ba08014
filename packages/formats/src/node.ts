import type { NumericArray } from "./array.js";
import { fileError } from "./file-error.js";
import { holdFolder, removeTemporaries } from "./hold-folder.js";
import { makeFolder } from "./make-folder.js";
import { decodeNpy, encodeNpy } from "./npy.js";
import { decodeNpz, encodeNpz, type NpzOptions } from "./npz.js";
import { readBytes } from "./read-file.js";
import { decodeSafetensors, type Safetensors } from "./safetensors.js";
import { demandIntact, readSealed, type SealState, sealedJson, sealedSafetensors, sealState } from "./seal.js";
import { type FileContent, writeFileAtomic } from "./write-file-atomic.js";

export {
  demandIntact,
  type FileContent,
  fileError,
  holdFolder,
  makeFolder,
  readBytes,
  readSealed,
  removeTemporaries,
  type SealState,
  sealedJson,
  sealedSafetensors,
  sealState,
  writeFileAtomic,
};

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

/** {@link decodeSafetensors} of a file; errors name its path. Refuses one that has changed since it was sealed. */
export async function readSafetensors(path: string): Promise<ReturnType<typeof decodeSafetensors>> {
  const { tensors, metadata } = decodeSafetensors(await readSealed(path), path);
  const { seal: _, ...words } = metadata;
  return { tensors, metadata: words };
}

/** {@link encodeSafetensors} to a file, sealed, whole or not at all, without a copy of the tensors in memory. */
export async function writeSafetensors(path: string, content: Safetensors): Promise<void> {
  await writeFileAtomic(path, sealedSafetensors(content));
}
