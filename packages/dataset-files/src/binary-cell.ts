import { bytesOf, decodeElements, elementTypes, hexOf, toFloat64 } from "@crosstilt/formats";

/** What bytes of a binary column may hold: text, an image, or numbers of a type, little-endian. */
export const binaryContents = ["utf8", "image", ...elementTypes] as const;

export type BinaryContent = (typeof binaryContents)[number];

/** Bytes of a binary column, which say nothing of what they hold. */
export class BinaryCell {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The bytes as a key, two digits each. */
  get hex(): string {
    return hexOf(this.bytes);
  }

  /** The text or numbers that they hold; undefined where they do not. */
  content(type: Exclude<BinaryContent, "image">): string | Float64Array | undefined {
    if (type === "utf8") return textOf(this.bytes);
    const width = bytesOf(type);
    return this.bytes.length % width === 0 ? toFloat64(decodeElements(type, this.bytes)) : undefined;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
