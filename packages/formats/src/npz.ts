import { unzipSync, zipSync } from "fflate";
import type { NumericArray } from "./array.js";
import { decodeNpy, encodeNpy } from "./npy.js";
import { demand, refusal } from "./refusal.js";

/** All archives carry the same date, so that equal arrays give equal bytes. */
const DATE = new Date(1980, 0, 1);

export interface NpzOptions {
  /** Deflate the entries, as `numpy.savez_compressed` does (default false). */
  readonly compress?: boolean;
}

/**
 * The arrays in an NPZ archive (`numpy.savez`, `numpy.savez_compressed`) by name.
 * Refuses damaged archives, members that are not NPY, and the same name twice.
 *
 * @example
 * const { images, captions } = decodeNpz(bytes, "pairs.npz");
 */
export function decodeNpz(bytes: Uint8Array, source = "NPZ data"): Record<string, Required<NumericArray>> {
  const arrays = Object.entries(unzip(bytes, source)).map(([member, content]) => {
    return [member.slice(0, -".npy".length), decodeNpy(content, `${source}, member "${member}"`)] as const;
  });
  return Object.fromEntries(arrays);
}

/**
 * An NPZ archive that `numpy.load` reads back as the same arrays.
 *
 * @example
 * const bytes = encodeNpz({ u: { shape: [2], data: Float32Array.of(1, 2) } }, { compress: true });
 */
export function encodeNpz(
  arrays: Readonly<Record<string, NumericArray>>,
  { compress = false }: NpzOptions = {},
): Uint8Array {
  const members = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, encodeNpy(array)] as const);
  return zipSync(Object.fromEntries(members), { level: compress ? 6 : 0, mtime: DATE });
}

function unzip(bytes: Uint8Array, source: string): Record<string, Uint8Array> {
  const seen = new Set<string>();
  const check = ({ name }: { name: string }) => {
    demand(name.endsWith(".npy") && !seen.has(name), () => ({
      argument: source,
      expected: "members with names of their own that end in .npy",
      received: seen.has(name) ? `"${name}" twice` : `"${name}"`,
      remedy: "Write the archive with numpy.savez",
    }));
    seen.add(name);
    return true;
  };
  try {
    return unzipSync(bytes, { filter: check });
  } catch (error) {
    const { code, message } = error as Error & { code?: number };
    if (code === undefined) throw error;
    throw refusal({
      argument: source,
      expected: "a complete NPZ (zip) archive",
      received: `${bytes.length} bytes that cannot be unpacked: ${message}`,
      remedy: "The file is truncated or not an archive; write it again",
    });
  }
}
