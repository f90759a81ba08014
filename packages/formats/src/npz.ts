import { zipSync } from "fflate";
import type { NamedArrays, NumericArray } from "./array.js";
import { decodeNpyArray, demandNumbers, encodeNpy } from "./npy.js";
import { demand } from "./refusal.js";
import { zipMembers } from "./zip.js";

/** All archives carry the same date, so that equal arrays give equal bytes. */
const DATE = new Date(1980, 0, 1);
const ENDING = ".npy";

export interface NpzOptions {
  /** Deflate the entries, as `numpy.savez_compressed` does (default false). */
  readonly compress?: boolean;
}

/**
 * The arrays in an NPZ archive (`numpy.savez`, `numpy.savez_compressed`) by name.
 * Refuses damaged archives, by CRC-32 too, members that are not NPY arrays of numbers, and the same name twice.
 *
 * @example
 * const { images, captions } = decodeNpz(bytes, "pairs.npz");
 */
export function decodeNpz(bytes: Uint8Array, source = "NPZ data"): Record<string, Required<NumericArray>> {
  const { names, read, sourceOf } = openNpz(bytes, source);
  return Object.fromEntries(names.map((name) => [name, demandNumbers(read(name), sourceOf(name))]));
}

/**
 * The arrays in an NPZ archive, each unpacked and checked when it is asked for, also those of text, which are words.
 *
 * @example
 * const archive = openNpz(bytes, "pairs.npz");
 * const images = archive.read("images"); // whatever else is in the archive
 */
export function openNpz(bytes: Uint8Array, source = "NPZ data"): NamedArrays {
  const members = zipMembers(bytes, source);
  const other = members.find(({ name }) => !name.endsWith(ENDING));
  demand(other === undefined, () => ({
    argument: source,
    expected: "members whose names end in .npy",
    received: `"${other?.name}"`,
    remedy: "Write the archive with numpy.savez",
  }));
  const byName = new Map(members.map((member) => [member.name.slice(0, -ENDING.length), member]));
  const sourceOf = (name: string) => `${source}, member "${name}${ENDING}"`;
  return {
    names: [...byName.keys()],
    sourceOf,
    read: (name) => decodeNpyArray(byName.get(name)?.read() ?? new Uint8Array(), sourceOf(name)),
  };
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
  const members = Object.entries(arrays).map(([name, array]) => [`${name}${ENDING}`, encodeNpy(array)] as const);
  return zipSync(Object.fromEntries(members), { level: compress ? 6 : 0, mtime: DATE });
}
