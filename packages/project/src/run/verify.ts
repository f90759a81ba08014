import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { demand } from "@crosstilt/core";
import { fileError, readBytes, type SealState, sealState } from "@crosstilt/formats/node";

/** A file and what its checksum says of it. */
export interface VerifiedFile {
  /** Relative to the folder that was asked about. */
  readonly file: string;
  /** `none`: it has no checksum, since it was written before there were any, or since the checksum itself is damaged. */
  readonly state: SealState;
}

/** The files of runs, models and galleries that answers come from. */
const SEALED = /^(model|gallery|checkpoint|(?:names|columns)-[0-9a-f]+)\.json$|\.safetensors$/;

/**
 * Compares every file of a run, an exported model, a gallery or a folder of them with the checksum it carries: model.json,
 * weights, checkpoints, indexes and names. Galleries of LanceDB have checksums of their own.
 *
 * @throws when there is no such folder, or nothing in it that has checksums.
 * @example
 * const damaged = (await verify("runs/shop")).filter(({ state }) => state !== "intact");
 */
export async function verify(folder: string): Promise<VerifiedFile[]> {
  const found = await filesIn(folder);
  demand(found.length > 0, () => ({
    argument: folder,
    expected: "a run, a model or a gallery",
    received: "a folder without their files",
  }));
  return Promise.all(
    found.map(async (path) => ({ file: relative(folder, path), state: sealState(await readBytes(path)) })),
  );
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
    throw fileError(folder, "read", error);
  });
  const files = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".")) return [];
    if (entry.isDirectory()) return entry.name.endsWith(".lance") ? [] : filesIn(path);
    return SEALED.test(entry.name) ? [path] : [];
  });
  return (await Promise.all(files)).flat().sort();
}
