import { refusal } from "@crosstilt/core";
import type { DecodedImage } from "./decoded-image.js";

/** The pixels of any image that sharp reads, of its first frame, turned as its EXIF says; what is transparent lies on white. */
export async function decodeByLibrary(bytes: Uint8Array, path: string, mostPixels: number): Promise<DecodedImage> {
  const { default: sharp } = await loadSharp(path);
  const image = sharp(bytes, { limitInputPixels: mostPixels, failOn: "warning" });
  const { space = "srgb", depth } = await image.metadata();
  const isGray = /^(b-w|grey16)$/.test(space);
  const isDeep = depth === "ushort";
  const { data, info } = await image
    .autoOrient()
    .flatten({ background: "#fff" })
    .toColourspace(isGray ? (isDeep ? "grey16" : "b-w") : isDeep ? "rgb16" : "srgb")
    .raw({ depth: isDeep ? "ushort" : "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { height, width, channels } = info;
  if (channels !== 1 && channels !== 3) throw new Error(`${channels} channels, where 1 or 3 are known`);
  if (!isDeep) return { height, width, channels, data: new Uint8Array(data), largest: 255 };
  return { height, width, channels, data: new Uint16Array(new Uint8Array(data).buffer), largest: 65_535 };
}

async function loadSharp(path: string) {
  try {
    return await import("sharp");
  } catch {
    throw refusal({
      argument: path,
      expected: "a PNG or JPEG image, or the package sharp for others",
      received: "another image, and no such package",
      remedy: "Run: npm install sharp",
    });
  }
}
