import { demand } from "@crosstilt/formats";
import { pngDataUrl } from "./png.js";

/** A small grayscale image, `[height, width]` in row-major order: gray levels 0 to 255 as bytes, or 0 to 1 as floats. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array | Float32Array;
}

/** Screen pixels that small images are drawn for, with room for dense screens and print. */
const RESOLUTION = 224;

/** The image as PNG, dark ink on white. */
export function inkUrl(argument: string, { width, height, pixels }: GrayImage): string {
  demand(pixels.length === width * height && pixels.length > 0, () => ({
    argument,
    expected: `${width} x ${height} pixels`,
    received: String(pixels.length),
  }));
  const level =
    pixels instanceof Uint8Array ? (ink: number) => 255 - ink : (ink: number) => Math.round(255 * (1 - ink));
  const scale = Math.max(1, Math.round(RESOLUTION / Math.max(width, height)));
  return pngDataUrl({ width, height, pixels: Uint8Array.from(pixels, level) }, scale);
}
