import { type DecodedPng, decode as decodePng } from "fast-png";
import jpeg from "jpeg-js";
import type { DecodedImage } from "./decoded-image.js";
import { exifOrientation, upright } from "./exif-orientation.js";
import { jpegChannels } from "./jpeg-segments.js";

/** The pixels of a PNG; what is transparent lies on white. Throws for damaged ones. */
export function fromPng(bytes: Uint8Array): DecodedImage {
  const png = decodePng(bytes, { checkCrc: true });
  const samples = png.depth < 8 ? unpackedSamples(png) : png.data;
  if (png.palette) return onWhite({ ...png, ...throughPalette(samples, png.palette), largest: 255 });
  const opaque = { ...png, data: samples, largest: 2 ** png.depth - 1 };
  return onWhite(png.transparency ? withoutColour(opaque, png.transparency) : opaque);
}

/** Samples of less than a byte, which lie together, the first in the highest bits; each row begins a byte. */
function unpackedSamples({ data, width, height, depth }: DecodedPng): Uint8Array {
  const stride = Math.ceil((width * depth) / 8);
  const samples = new Uint8Array(width * height);
  const mask = 2 ** depth - 1;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const bit = x * depth;
      samples[i] = (data[y * stride + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask;
    }
  return samples;
}

function throughPalette(samples: ArrayLike<number>, palette: readonly (readonly number[])[]) {
  const channels = palette[0]?.length ?? 3;
  const data = new Uint8Array(samples.length * channels);
  for (let i = 0; i < samples.length; i++) {
    const colour = palette[samples[i]!];
    if (!colour) throw new Error(`colour ${samples[i]} of a palette of ${palette.length}`);
    data.set(colour, i * channels);
  }
  return { data, channels };
}

/** Interleaved channels, the last of which may be the opacity. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray | Uint16Array;
  readonly channels: number;
  readonly largest: number;
}

/** Pixels of one colour as transparent ones. */
function withoutColour(pixels: Pixels, colour: ArrayLike<number>): Pixels {
  const { data, channels, largest } = pixels;
  const count = data.length / channels;
  const widened = new Uint16Array(count * (channels + 1));
  for (let i = 0; i < count; i++) {
    let same = true;
    for (let c = 0; c < channels; c++) {
      widened[i * (channels + 1) + c] = data[i * channels + c]!;
      if (data[i * channels + c] !== colour[c]) same = false;
    }
    widened[i * (channels + 1) + channels] = same ? 0 : largest;
  }
  return { ...pixels, data: widened, channels: channels + 1 };
}

/** Gray or RGB of what may have an opacity. */
function onWhite({ width, height, data, channels, largest }: Pixels): DecodedImage {
  const colours = channels >= 3 ? 3 : 1;
  if (channels === colours) return { width, height, channels, data: plain(data), largest };
  const flat = new Uint16Array(width * height * colours);
  for (let i = 0; i < width * height; i++) {
    const opacity = data[i * channels + colours]! / largest;
    for (let c = 0; c < colours; c++)
      flat[i * colours + c] = Math.round(65_535 * (opacity * (data[i * channels + c]! / largest) + 1 - opacity));
  }
  return { width, height, channels: colours, data: flat, largest: 65_535 };
}

const plain = (data: Pixels["data"]): DecodedImage["data"] =>
  data instanceof Uint8ClampedArray ? new Uint8Array(data.buffer, data.byteOffset, data.length) : data;

/** The pixels of a JPEG, turned as its EXIF says. Throws for damaged ones, and for more than so many pixels. */
export function fromJpeg(bytes: Uint8Array, mostPixels: number): DecodedImage {
  const options = { useTArray: true, formatAsRGBA: false, tolerantDecoding: false } as const;
  const { width, height, data } = jpeg.decode(bytes, { ...options, maxResolutionInMP: mostPixels / 1e6 });
  const channels = data.length / (width * height);
  if (channels !== 1 && channels !== 3) throw new Error(`${channels} channels, where 1 or 3 are known`);
  // The library gives gray as three equal channels.
  const isGray = channels === 3 && jpegChannels(bytes) === 1;
  const pixels = isGray ? data.filter((_, i) => i % 3 === 0) : data;
  return upright(
    { width, height, channels: isGray ? 1 : channels, data: pixels, largest: 255 },
    exifOrientation(bytes),
  );
}
