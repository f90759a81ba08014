import { createHash } from "node:crypto";
import { readBytes } from "./read-file.js";
import { refusal } from "./refusal.js";
import { type Safetensors, safetensorsPieces } from "./safetensors.js";

/**
 * What a file says of itself before it is sealed: the value of its key `seal`, in JSON or in the metadata of safetensors. The
 * SHA-256 of all bytes, these zeros among them, then takes their place, so that a seal goes with its file wherever it is copied.
 */
const UNSEALED = `sha256-${"0".repeat(64)}`;

/** Beyond it no header of safetensors reaches, and no JSON of ours. */
const LONGEST = 2 ** 27;

const digits = /"seal": ?"sha256-([0-9a-f]{64})"/;

/** What became of a file since it was sealed; `none` where nobody did, or where the seal itself is damaged. */
export type SealState = "intact" | "broken" | "none";

/** A file that holds {@link UNSEALED} once, in its first piece, with the checksum in its place; other pieces are shared. */
function sealed(pieces: readonly Uint8Array[]): Uint8Array[] {
  const [head, ...others] = pieces;
  const begin = Buffer.from(head!).indexOf(UNSEALED) + UNSEALED.length - 64;
  const copy = Uint8Array.from(head!);
  copy.set(new TextEncoder().encode(digestOf(pieces)), begin);
  return [copy, ...others];
}

/**
 * An object as sealed JSON on one line.
 *
 * @example
 * await writeFileAtomic("model.json", sealedJson({ format: "mine/1" }));
 */
export const sealedJson = (value: object): Uint8Array =>
  sealed([new TextEncoder().encode(`${JSON.stringify({ ...value, seal: UNSEALED })}\n`)])[0]!;

/** A sealed safetensors file, in pieces. */
export const sealedSafetensors = (content: Safetensors): Uint8Array[] =>
  sealed(safetensorsPieces({ ...content, metadata: { ...content.metadata, seal: UNSEALED } }));

/** Whether the bytes of a file are those that were sealed. */
export function sealState(bytes: Uint8Array): SealState {
  const found = digits.exec(headerOf(bytes));
  if (!found) return "none";
  const begin = found.index + found[0].length - 65;
  const zeros = new TextEncoder().encode("0".repeat(64));
  return digestOf([bytes.subarray(0, begin), zeros, bytes.subarray(begin + 64)]) === found[1] ? "intact" : "broken";
}

/**
 * The bytes of a file that may be sealed. Refuses one that has changed since; one without a seal is as its reader finds it.
 *
 * @example
 * const { tensors } = decodeSafetensors(await readSealed("model.safetensors"), "model.safetensors");
 */
export async function readSealed(path: string): Promise<Uint8Array> {
  const bytes = await readBytes(path);
  demandIntact(bytes, path);
  return bytes;
}

/** Refuses bytes that have changed since they were sealed. */
export function demandIntact(bytes: Uint8Array, path: string): void {
  if (sealState(bytes) === "broken")
    throw refusal({
      argument: path,
      expected: "the bytes that were written, by the checksum in the file",
      received: "others: it is damaged, or was edited",
      remedy: "Restore it from a copy, or make it anew",
    });
}

/** The part of a file that a seal can be in, one character a byte: a header of safetensors, or all of a JSON file. */
function headerOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The length of a header is followed by zeros, which JSON never holds.
  const length = bytes.length >= 8 && head.readUInt32LE(4) === 0 ? 8 + head.readUInt32LE(0) : bytes.length;
  return head.toString("latin1", 0, Math.min(length, LONGEST));
}

function digestOf(pieces: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}
