import { type Complaint, demand } from "@crosstilt/core";
import { hexOf, sizeOf } from "@crosstilt/formats";

/** An array of unsigned bytes as an IDX file holds it. */
export interface IdxArray {
  readonly shape: readonly number[];
  /** The entries in row-major order; shares the memory of the file's bytes. */
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * The array in an (unpacked) IDX file of unsigned bytes, the format of MNIST and its relatives: two zero bytes, the type,
 * the rank, the lengths as big-endian 32-bit integers, then the entries. `source` names the file in errors.
 * Refuses truncated files, other types and trailing bytes.
 *
 * @example
 * const { shape, data } = decodeIdx(bytes, "train-images-idx3-ubyte"); // shape [60000, 28, 28]
 */
export function decodeIdx(bytes: Uint8Array, source = "IDX data"): IdxArray {
  const refuse = (complaint: Omit<Complaint, "argument">) => ({ argument: source, ...complaint });
  const magic = bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === UNSIGNED_BYTE && bytes[3]! > 0;
  demand(magic, () => refuse(wrongMagic(bytes)));
  const rank = bytes[3]!;
  const offset = 4 + 4 * rank;
  demand(bytes.length >= offset, () => refuse(wrongSize(`${offset} bytes of header`, bytes.length, offset)));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = offset + sizeOf(shape);
  demand(bytes.length === size, () =>
    refuse(wrongSize(`${size} bytes for shape [${shape.join(", ")}]`, bytes.length, size)),
  );
  return { shape, data: bytes.subarray(offset) };
}

function wrongMagic(bytes: Uint8Array) {
  const start = hexOf(bytes.subarray(0, 4), " ");
  return {
    expected: "an IDX file of unsigned bytes, which begins with 00 00 08 and the number of axes",
    received: bytes.length === 0 ? "an empty file" : start,
    remedy: "Download the file again",
  };
}

function wrongSize(expected: string, received: number, needed: number) {
  const remedy = received < needed ? "The file is truncated; download it again" : "Something else follows the array";
  return { expected, received: `${received} bytes`, remedy };
}
