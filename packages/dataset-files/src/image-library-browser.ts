import type { DecodedImage } from "./decoded-image.js";
import { upright, webpOrientation } from "./exif-orientation.js";
import { imageFormatOf } from "./image-format.js";

/**
 * The pixels of an image that the browser itself decodes (WebP, GIF and AVIF; TIFF in few), of its first frame, turned as its EXIF
 * says, always in colours of 8 bits; what is transparent lies on white. Throws for those that the browser does not know.
 */
export async function decodeByLibrary(bytes: Uint8Array, _path: string, mostPixels: number): Promise<DecodedImage> {
  const isWebp = imageFormatOf(bytes) === "WebP";
  const imageOrientation = isWebp ? "none" : "from-image";
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]), { imageOrientation });
  try {
    const { width, height } = bitmap;
    if (width * height > mostPixels) throw new Error(`${width * height} pixels, where ${mostPixels} are the most`);
    const image = { width, height, channels: 3, data: withoutOpacity(paint(bitmap)), largest: 255 } as const;
    return isWebp ? upright(image, webpOrientation(bytes)) : image;
  } finally {
    bitmap.close();
  }
}

/** Red, green, blue and opacity of each pixel, on white. */
function paint(bitmap: ImageBitmap): Uint8ClampedArray {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("the browser has no canvas to draw it on");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

const withoutOpacity = (pixels: Uint8ClampedArray): Uint8Array => {
  const colours = new Uint8Array((pixels.length / 4) * 3);
  for (let i = 0; i < colours.length; i++) colours[i] = pixels[4 * Math.floor(i / 3) + (i % 3)]!;
  return colours;
};
