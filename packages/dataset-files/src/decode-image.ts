import { demand, refusal } from "@crosstilt/core";
import { convertIndexedToRgb, type DecodedPng, decode as decodePng } from "fast-png";
import jpeg from "jpeg-js";

/** An image as numbers in [0, 1], `[height, width, channels]` in row-major order; channels is 1 (gray) or 3 (RGB). */
export interface DecodedImage {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly data: Float32Array;
}

/** Pixels beyond which an image is refused, so that a small file cannot take all memory. */
const MOST_PIXELS = 2 ** 26;

/**
 * The pixels of a PNG (8 or 16 bits, or with a palette; what is transparent lies on white) or of a baseline or progressive
 * JPEG. Refuses damaged and other files by name.
 */
export function decodeImage(bytes: Uint8Array, path: string): DecodedImage {
  const format = formatOf(bytes);
  demand(format !== undefined, () => ({
    argument: path,
    expected: "a PNG or JPEG image",
    received: "a file of another kind",
  }));
  try {
    return format === "PNG" ? fromPng(bytes, path) : fromJpeg(bytes);
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

function formatOf(bytes: Uint8Array): "PNG" | "JPEG" | undefined {
  const starts = (...signature: number[]) => signature.every((byte, i) => bytes[i] === byte);
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "PNG";
  return starts(0xff, 0xd8, 0xff) ? "JPEG" : undefined;
}

function fromPng(bytes: Uint8Array, path: string): DecodedImage {
  demandPixels(bytes, path);
  const png = decodePng(bytes, { checkCrc: true });
  if (png.palette) {
    const { palette } = png;
    const channels = palette[0]?.length ?? 3;
    const data = convertIndexedToRgb({ ...png, palette });
    return flatten({ ...png, data, channels, depth: 8 });
  }
  demand(png.depth === 8 || png.depth === 16, () => ({
    argument: path,
    expected: "8 or 16 bits a channel",
    received: String(png.depth),
    remedy: "Write the image with 8 bits a channel",
  }));
  return flatten(png);
}

/** The size stands in the header, before anything is unpacked. */
function demandPixels(bytes: Uint8Array, path: string): void {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels = header.getUint32(16) * header.getUint32(20);
  demand(pixels <= MOST_PIXELS, () => ({
    argument: path,
    expected: `at most ${MOST_PIXELS} pixels`,
    received: String(pixels),
    remedy: "Make the image smaller",
  }));
}

/** Gray or RGB in [0, 1] of what may have an alpha channel. */
function flatten({
  width,
  height,
  data,
  channels,
  depth,
}: Pick<DecodedPng, "width" | "height" | "data" | "channels" | "depth">): DecodedImage {
  const colours = channels >= 3 ? 3 : 1;
  const largest = depth === 16 ? 65535 : 255;
  const pixels = new Float32Array(width * height * colours);
  for (let i = 0; i < width * height; i++) {
    const opacity = channels === colours ? 1 : data[i * channels + colours] / largest;
    for (let c = 0; c < colours; c++)
      pixels[i * colours + c] = opacity * (data[i * channels + c] / largest) + (1 - opacity);
  }
  return { width, height, channels: colours, data: pixels };
}

function fromJpeg(bytes: Uint8Array): DecodedImage {
  const options = { useTArray: true, formatAsRGBA: false, tolerantDecoding: false } as const;
  const { width, height, data } = jpeg.decode(bytes, { ...options, maxResolutionInMP: MOST_PIXELS / 1e6 });
  const channels = data.length / (width * height);
  if (channels !== 1 && channels !== 3) throw new Error(`${channels} channels, where 1 or 3 are known`);
  return { width, height, channels, data: Float32Array.from(data, (value) => value / 255) };
}
