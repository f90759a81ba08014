import { type UnzipFileInfo, unzipSync, zipSync } from "fflate";
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

/** Deflate makes nothing smaller than this share; a larger promise is a damaged or hostile one. */
const LARGEST_RATIO = 1032;

function unzip(bytes: Uint8Array, source: string): Record<string, Uint8Array> {
  const seen = new Set<string>();
  for (const { name, size, originalSize } of members(bytes, source)) {
    demand(name.endsWith(".npy"), () => ({
      argument: source,
      expected: "members whose names end in .npy",
      received: `"${name}"`,
      remedy: "Write the archive with numpy.savez",
    }));
    demand(originalSize <= LARGEST_RATIO * size + LARGEST_RATIO, () => ({
      argument: `${source}, member "${name}"`,
      expected: `at most ${LARGEST_RATIO} times its ${size} compressed bytes`,
      received: String(originalSize),
    }));
    demand(!seen.has(name), () => ({ argument: source, expected: "names of their own", received: `"${name}" twice` }));
    seen.add(name);
  }
  return readable(bytes, source, () => unzipSync(bytes));
}

/** What the archive says it holds, without unpacking it. */
function members(bytes: Uint8Array, source: string): UnzipFileInfo[] {
  const found: UnzipFileInfo[] = [];
  const filter = (member: UnzipFileInfo) => {
    found.push(member);
    return false;
  };
  readable(bytes, source, () => unzipSync(bytes, { filter }));
  return found;
}

function readable<T>(bytes: Uint8Array, source: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw refusal({
      argument: source,
      expected: "a complete NPZ (zip) archive",
      received: `${bytes.length} bytes that cannot be unpacked: ${(error as Error).message}`,
      remedy: "The file is truncated or not an archive; write it again",
    });
  }
}
