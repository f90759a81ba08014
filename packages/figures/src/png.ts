import { zlibSync } from "fflate";

/** An image of bytes: gray levels, or places in a palette. */
export interface PixelImage {
  readonly width: number;
  readonly height: number;
  /** `[height, width]` in row-major order, one byte a pixel. */
  readonly pixels: Uint8Array;
  /** 256 colours of three bytes; gray levels without it. */
  readonly palette?: Uint8Array;
}

const GRAY = 0;
const INDEXED = 3;
const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

/**
 * A PNG as data URL, which figures embed where a mark for each pixel would be too much. Every pixel becomes a square of
 * `scale` pixels, so that viewers show sharp edges.
 *
 * @example
 * const url = pngDataUrl({ width: 28, height: 28, pixels }, 4);
 */
export function pngDataUrl(image: PixelImage, scale = 1): string {
  const bytes = encodePng(enlarge(image, scale));
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(text)}`;
}

function enlarge({ width, height, pixels, palette }: PixelImage, scale: number): PixelImage {
  const wide = width * scale;
  const large = new Uint8Array(wide * height * scale);
  for (let i = 0; i < large.length; i++) {
    const [row, column] = [Math.floor(i / wide), i % wide];
    large[i] = pixels[Math.floor(row / scale) * width + Math.floor(column / scale)]!;
  }
  return { width: wide, height: height * scale, pixels: large, palette };
}

function encodePng({ width, height, pixels, palette }: PixelImage): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, palette ? INDEXED : GRAY], 8);
  // Each line begins with the byte 0: not filtered.
  const lines = new Uint8Array((width + 1) * height);
  for (let row = 0; row < height; row++) {
    lines.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  const colours = palette ? chunk("PLTE", palette) : [];
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk("IHDR", header),
    ...colours,
    ...chunk("IDAT", zlibSync(lines, { level: 9 })),
    ...chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(
    Array.from(type, (character) => character.charCodeAt(0)),
    4,
  );
  bytes.set(content, 8);
  view.setUint32(content.length + 8, checksum(bytes.subarray(4, content.length + 8)));
  return bytes;
}

/** CRC-32 as PNG wants it. */
function checksum(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
