import { BinaryCell } from "./binary-cell.js";
import type { EncodedImage } from "./image-column.js";

/**
 * The cells of a column of pictures as images: structs of `bytes` and `path`, as the library datasets of Hugging Face writes
 * them, or the bytes alone where `binary` says so. Undefined for other columns.
 */
export function picturesOf(
  cells: readonly unknown[],
  binary: string | undefined,
  place: (row: number) => string,
): (EncodedImage | null)[] | undefined {
  const first = cells.find((cell) => cell !== null && cell !== undefined);
  if (!(binary === "image" && first instanceof BinaryCell) && bytesOf(first) === undefined) return undefined;
  return cells.map((cell, row) => {
    const bytes = cell instanceof BinaryCell ? cell.bytes : bytesOf(cell);
    return bytes ? { place: place(row), bytes: () => bytes } : null;
  });
}

/** The picture in a struct; undefined for other cells. */
function bytesOf(cell: unknown): Uint8Array | undefined {
  if (typeof cell !== "object" || cell === null || !("bytes" in cell) || !("path" in cell)) return undefined;
  const { bytes } = cell;
  return bytes instanceof Uint8Array ? bytes : undefined;
}
