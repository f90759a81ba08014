import type { DecodedImage } from "./decoded-image.js";
import { jpegSegments } from "./jpeg-segments.js";

/** How a camera held an image, by the numbers of EXIF; 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const [APP1, ORIENTATION] = [0xffe1, 0x0112];
/** The first four letters of the identifier. */
const EXIF = 0x45786966;
/** What WebP calls the part with it. */
const EXIF_CHUNK = 0x45584946;

/** The orientation that a JPEG's EXIF says; 1 where it says nothing that can be read. */
export function exifOrientation(bytes: Uint8Array): Orientation {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (const { marker, start } of jpegSegments(view))
      if (marker === APP1 && view.getUint32(start) === EXIF) return orientationOf(view, start + 6);
  } catch {
    // What stands beyond the end says nothing; the decoder tells whether the image is whole.
  }
  return 1;
}

/** The orientation that a WebP's EXIF says, which browsers pass over; 1 where it says nothing that can be read. */
export function webpOrientation(bytes: Uint8Array): Orientation {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (let at = 12; at + 8 <= bytes.length; at += 8 + 2 * Math.ceil(view.getUint32(at + 4, true) / 2)) {
      if (view.getUint32(at) !== EXIF_CHUNK) continue;
      // Some writers put the identifier of JPEG before it.
      return orientationOf(view, view.getUint32(at + 8) === EXIF ? at + 14 : at + 8);
    }
  } catch {
    // As above.
  }
  return 1;
}

/** The orientation in a TIFF header and its first directory. */
function orientationOf(view: DataView, start: number): Orientation {
  const little = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  const count = view.getUint16(directory, little);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    if (view.getUint16(entry, little) !== ORIENTATION) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}

/** The image as it was meant to be seen. */
export function upright(image: DecodedImage, orientation: Orientation): DecodedImage {
  if (orientation === 1) return image;
  const { width, height, channels, data } = image;
  const [mirrored, upsideDown, transposed] = [
    [2, 3, 6, 7],
    [3, 4, 7, 8],
    [5, 6, 7, 8],
  ].map((all) => all.includes(orientation));
  const [newHeight, newWidth] = transposed ? [width, height] : [height, width];
  const turned = data.slice();
  for (let y = 0; y < newHeight; y++)
    for (let x = 0; x < newWidth; x++) {
      const [across, down] = [mirrored ? newWidth - 1 - x : x, upsideDown ? newHeight - 1 - y : y];
      const from = transposed ? across * width + down : down * width + across;
      for (let c = 0; c < channels; c++) turned[(y * newWidth + x) * channels + c] = data[from * channels + c]!;
    }
  return { ...image, height: newHeight, width: newWidth, data: turned };
}
