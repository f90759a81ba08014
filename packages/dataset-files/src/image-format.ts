/** Formats of images that can be read. */
export type ImageFormat = "PNG" | "JPEG" | "WebP" | "GIF" | "TIFF" | "AVIF";

/** What stands in a file's bytes, from a place on; a dot stands for any character. */
const SIGNATURES: readonly (readonly [format: ImageFormat, at: number, start: string])[] = [
  ["PNG", 0, "\x89PNG\r\n\x1a\n"],
  ["JPEG", 0, "\xff\xd8\xff"],
  ["GIF", 0, "GIF8"],
  ["TIFF", 0, "II*\0"],
  ["TIFF", 0, "MM\0*"],
  ["WebP", 8, "WEBP"],
  ["AVIF", 4, "ftypavi"],
];

/** The format of an image by its first bytes, whatever it is called; undefined for others. */
export function imageFormatOf(bytes: Uint8Array): ImageFormat | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  return SIGNATURES.find(([, at, start]) => head.startsWith(start, at))?.[0];
}
