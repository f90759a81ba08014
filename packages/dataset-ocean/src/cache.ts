import { createHash } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { readSafetensors, writeSafetensors } from "@crosstilt/formats/node";
import { type GenerateOptions, generatePairs, type OceanArrays } from "./generate.js";
import { coefficientCount, pathColumns } from "./generate-pair.js";
import type { Ocean } from "./ocean.js";

/** Counts changes of the numbers that the same settings give. */
const GENERATION = 1;

/** Where pairs came from: made anew, read from the cache, or made anew because the cache was not whole. */
export type Origin = "made" | "read" | "replaced";

/**
 * {@link generatePairs} with a cache: a file whose checksum, settings and range fit is read; any other is made anew and
 * replaced, whole or not at all.
 */
export async function cachedPairs(
  ocean: Ocean,
  path: string,
  options: Omit<GenerateOptions, "tolerance">,
): Promise<OceanArrays & { readonly origin: Origin }> {
  const existed = await stat(path).then(
    () => true,
    () => false,
  );
  const saved = existed ? await readPairs(ocean, path, options) : null;
  if (saved) return { ...saved, origin: "read" };
  const made = await generatePairs(ocean, options);
  await mkdir(dirname(path), { recursive: true });
  await writeSafetensors(path, {
    tensors: {
      u: { shape: [options.count, coefficientCount(ocean)], data: made.u },
      v: { shape: [options.count, ocean.settings.points, pathColumns(ocean)], data: made.v },
    },
    metadata: { settings: description(ocean, options), sha256: digest(made) },
  });
  return { ...made, origin: existed ? "replaced" : "made" };
}

/** The pairs of a file, or null when it is damaged or of other settings. */
async function readPairs(ocean: Ocean, path: string, options: GenerateOptions): Promise<OceanArrays | null> {
  const content = await readSafetensors(path).catch(() => null);
  if (content?.metadata.settings !== description(ocean, options)) return null;
  const [u, v] = [content.tensors.u?.data, content.tensors.v?.data];
  if (!(u instanceof Float32Array && v instanceof Float32Array)) return null;
  return digest({ u, v }) === content.metadata.sha256 ? { u, v } : null;
}

const description = ({ settings }: Ocean, { first = 0, count }: GenerateOptions) =>
  JSON.stringify({ generation: GENERATION, ...settings, first, count });

function digest({ u, v }: OceanArrays): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of [u, v]) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest("hex");
}
