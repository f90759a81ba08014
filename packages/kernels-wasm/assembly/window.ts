// Geometry of a window sliding over NHWC images, as TypeScript writes it into scratch memory: one i32 a field, in this order.
import { copyBlock } from "./blocks";

@unmanaged
export class Window {
  height: i32;
  width: i32;
  channels: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  padTop: i32;
  padLeft: i32;
  outHeight: i32;
  outWidth: i32;
  /** Of the image with its padding, at least what the windows reach. */
  paddedHeight: i32;
  paddedWidth: i32;
  outChannels: i32;
}

@inline
export function pixels(w: Window): i32 {
  return w.outHeight * w.outWidth;
}

@inline
export function taps(w: Window): i32 {
  return w.filterHeight * w.filterWidth * w.channels;
}

@inline
export function imageBytes(w: Window): usize {
  return <usize>(w.height * w.width * w.channels) << 2;
}

@inline
export function paddedRowBytes(w: Window): usize {
  return <usize>(w.paddedWidth * w.channels) << 2;
}

@inline
export function isPadded(w: Window): bool {
  return w.paddedHeight > w.height || w.paddedWidth > w.width;
}

/** Byte offset of each window's first tap in the padded image, the last repeated to a multiple of four. */
export function pixelOffsets(w: Window, table: usize): void {
  for (let i = 0, last = pixels(w) - 1; i < last + 4; i++) {
    const pixel = min(i, last);
    const y = (pixel / w.outWidth) * w.strideHeight, x = (pixel % w.outWidth) * w.strideWidth;
    store<u32>(table + (i << 2), <u32>(y * paddedRowBytes(w) + ((x * w.channels) << 2)));
  }
}

/** Byte offset of each filter tap from its window's first one, the last repeated to a multiple of four. */
export function tapOffsets(w: Window, table: usize): void {
  const run = w.filterWidth * w.channels;
  for (let i = 0, last = taps(w) - 1; i < last + 4; i++) {
    const tap = min(i, last);
    store<u32>(table + (i << 2), <u32>((tap / run) * paddedRowBytes(w) + ((tap % run) << 2)));
  }
}

/** Where the image itself starts in the padded one. */
@inline
function inner(w: Window, padded: usize): usize {
  return padded + w.padTop * paddedRowBytes(w) + ((w.padLeft * w.channels) << 2);
}

/** The image with its border: itself when there is none, else its copy in `padded`, whose border must be zero already. */
export function padImage(w: Window, image: usize, padded: usize): usize {
  if (!isPadded(w)) return image;
  const row = w.width * w.channels;
  copyBlock(image, row << 2, inner(w, padded), paddedRowBytes(w), w.height, row);
  return padded;
}

/** Copies the inside of a padded image back. */
export function cropImage(w: Window, padded: usize, image: usize): void {
  const row = w.width * w.channels;
  copyBlock(inner(w, padded), paddedRowBytes(w), image, row << 2, w.height, row);
}
