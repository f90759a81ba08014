import { demand, refusal } from "@crosstilt/core";
import { decodeByLibrary } from "#image-library";
import type { DecodedImage } from "./decoded-image.js";
import type { ImageFormat } from "./image-format.js";
import { imageFormatOf } from "./image-format.js";
import { fromJpeg, fromPng } from "./image-pixels.js";

/** Pixels beyond which an image is refused, so that a small file cannot take all memory: some 300 MB. */
const MOST_PIXELS = 2 ** 25;

/**
 * The pixels of a PNG (1 to 16 bits, or with a palette), of a baseline or progressive JPEG, turned as its EXIF says, or, where
 * the optional package sharp is installed, of a WebP, GIF (its first frame), TIFF or AVIF, which browsers decode themselves but for
 * TIFF; what is transparent lies on white.
 * Refuses damaged and other files by name.
 */
export async function decodeImage(bytes: Uint8Array, path: string): Promise<DecodedImage> {
  const format = imageFormatOf(bytes);
  demand(format !== undefined, () => ({
    argument: path,
    expected: "a PNG, JPEG, WebP, GIF, TIFF or AVIF image",
    received: "a file of another kind",
    remedy: "Convert it, or leave it out",
  }));
  try {
    return await decoders[format](bytes, path);
  } catch (error) {
    if ((error as Error).name === "CrosstiltError") throw error;
    throw refusal({
      argument: path,
      expected: `a complete ${format} image`,
      received: `one that cannot be read: ${(error as Error).message}`,
      remedy: "Write the image again, or leave it out",
    });
  }
}

type Decode = (bytes: Uint8Array, path: string) => DecodedImage | Promise<DecodedImage>;

const decoders: Readonly<Record<ImageFormat, Decode>> = {
  PNG: (bytes, path) => {
    // The size stands in the header, before anything is unpacked.
    const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    demandPixels(header.getUint32(16) * header.getUint32(20), path);
    return fromPng(bytes);
  },
  JPEG: (bytes) => fromJpeg(bytes, MOST_PIXELS),
  WebP: (bytes, path) => decodeByLibrary(bytes, path, MOST_PIXELS),
  GIF: (bytes, path) => decodeByLibrary(bytes, path, MOST_PIXELS),
  TIFF: (bytes, path) => decodeByLibrary(bytes, path, MOST_PIXELS),
  AVIF: (bytes, path) => decodeByLibrary(bytes, path, MOST_PIXELS),
};

function demandPixels(pixels: number, path: string): void {
  demand(pixels <= MOST_PIXELS, () => ({
    argument: path,
    expected: `at most ${MOST_PIXELS} pixels`,
    received: String(pixels),
    remedy: "Make the image smaller",
  }));
}
