/** An image as numbers from 0 to `largest`, `[height, width, channels]` in row-major order; channels is 1 (gray) or 3 (RGB). */
export interface DecodedImage {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array | Uint16Array | Float32Array;
  readonly largest: number;
}
