// Two-dimensional convolution of NHWC images and its gradients as tiles of matrix products. No im2col:
// along one filter row the patch of a pixel is contiguous, so a tile reads patches where they lie.
import { copyBlock, packPanels } from "./blocks";
import { paddedRow, panelColumns, panelCount, panelRow } from "./panel";
import { clippedTile, setWalk, tile } from "./tile";
import {
  cropImage, imageBytes, isPadded, padImage, paddedRowBytes, pixelOffsets, pixels, tapOffsets, taps, Window,
} from "./window";
import { zeroRow } from "./workspace";

@inline
function at(base: usize, offsets: usize, index: i32): usize {
  return base + load<u32>(offsets + (index << 2));
}

@inline
function paddedBytes(w: Window): usize {
  return w.paddedHeight * paddedRowBytes(w);
}

/** out = max(x * filter + bias, floor) for images [begin, end). Scratch: offsets, bias row, filter panels, padded image. */
export function convolution(
  window: usize, x: usize, filter: usize, bias: usize, out: usize, relu: bool, begin: i32, end: i32, scratch: usize,
): void {
  const w = changetype<Window>(window);
  const channels = w.outChannels, count = panelCount(channels), outStride = <usize>channels << 2;
  const offsets = scratch, biasRow = offsets + ((pixels(w) + 3) << 2), panels = biasRow + paddedRow(channels);
  const padded = panels + taps(w) * paddedRow(channels);
  pixelOffsets(w, offsets);
  memory.fill(biasRow, 0, paddedRow(channels));
  if (bias) copyBlock(bias, 0, biasRow, 0, 1, channels);
  packPanels(filter, outStride, false, taps(w), channels, panels);
  if (isPadded(w)) memory.fill(padded, 0, paddedBytes(w));
  setWalk(4, w.filterHeight, w.filterWidth * w.channels, paddedRowBytes(w));
  const floor: f32 = relu ? 0 : -Infinity;
  for (let i = begin; i < end; i++) {
    const image = padImage(w, x + i * imageBytes(w), padded), target = out + i * pixels(w) * outStride;
    // A panel that sticks out writes into pixels whose own values come later: only the image's last tiles must be clipped.
    for (let p = count - 1; p >= 0; p--) {
      const panel = panels + p * taps(w) * panelRow, inside = channels - p * panelColumns, first = p * panelRow;
      const reach = min(panelColumns, (inside + 7) & ~7);
      for (let pixel = 0; pixel < pixels(w); pixel += 4)
        clippedTile(
          at(image, offsets, pixel), at(image, offsets, pixel + 1), at(image, offsets, pixel + 2), at(image, offsets, pixel + 3),
          panel, biasRow + first, 0, target + pixel * outStride + first, outStride, floor,
          pixels(w) - pixel, (pixels(w) - pixel - 3) * channels >= p * panelColumns + reach ? reach : inside,
        );
    }
  }
}

/** dFilter of images [begin, end) into `out`[taps, outChannels]. Scratch: offsets, sums, panels of dy, padded image. */
export function convolutionFilterGradient(
  window: usize, x: usize, dy: usize, out: usize, begin: i32, end: i32, scratch: usize,
): void {
  const w = changetype<Window>(window);
  const channels = w.outChannels, count = panelCount(channels), dyStride = <usize>channels << 2;
  const rows = (taps(w) + 3) & ~3, sumStride = paddedRow(channels);
  const offsets = scratch, sums = offsets + (rows << 2), panels = sums + rows * sumStride;
  const padded = panels + pixels(w) * sumStride;
  tapOffsets(w, offsets);
  memory.fill(sums, 0, rows * sumStride);
  if (isPadded(w)) memory.fill(padded, 0, paddedBytes(w));
  setWalk((w.strideWidth * w.channels) << 2, w.outHeight, w.outWidth, w.strideHeight * paddedRowBytes(w));
  for (let i = begin; i < end; i++) {
    const image = padImage(w, x + i * imageBytes(w), padded);
    packPanels(dy + i * pixels(w) * dyStride, dyStride, false, pixels(w), channels, panels);
    for (let p = 0; p < count; p++)
      for (let r = 0; r < rows; r += 4) {
        const sum = sums + r * sumStride + p * panelRow;
        tile(
          at(image, offsets, r), at(image, offsets, r + 1), at(image, offsets, r + 2), at(image, offsets, r + 3),
          panels + p * pixels(w) * panelRow, sum, sumStride, sum, sumStride, -Infinity, channels - p * panelColumns,
        );
      }
  }
  copyBlock(sums, sumStride, out, dyStride, taps(w), channels);
}

/** dx of images [begin, end). Scratch: offsets, panels of the transposed filter, patches, padded image. */
export function convolutionInputGradient(
  window: usize, dy: usize, filter: usize, out: usize, chunk: i32, begin: i32, end: i32, scratch: usize,
): void {
  const w = changetype<Window>(window);
  const depth = w.outChannels, stride = paddedRow(taps(w));
  const offsets = scratch, panels = offsets + ((pixels(w) + 3) << 2), patches = panels + depth * stride;
  const padded = patches + chunk * stride;
  pixelOffsets(w, offsets);
  packPanels(filter, depth << 2, true, depth, taps(w), panels);
  setWalk(4, 1, depth, 0);
  for (let i = begin; i < end; i++) {
    const image = out + i * imageBytes(w), target = isPadded(w) ? padded : image;
    memory.fill(target, 0, paddedBytes(w));
    for (let pixel = 0; pixel < pixels(w); pixel += chunk) {
      const rows = min(chunk, pixels(w) - pixel);
      multiplyPatches(dy + ((i * pixels(w) + pixel) * depth << 2), panels, patches, rows, depth, taps(w));
      scatterPatches(w, patches, stride, target, offsets + (pixel << 2), rows);
    }
    if (isPadded(w)) cropImage(w, padded, image);
  }
}

/** patches[rows, taps] = dy[rows, depth] filterᵀ; patches have room for a multiple of four rows. */
function multiplyPatches(dy: usize, panels: usize, patches: usize, rows: i32, depth: i32, columns: i32): void {
  const stride = paddedRow(columns), dyStride = <usize>depth << 2;
  for (let p = 0; p < panelCount(columns); p++)
    for (let r = 0; r < rows; r += 4) {
      const left = min(3, rows - r - 1), a0 = dy + r * dyStride;
      tile(
        a0, a0 + min(1, left) * dyStride, a0 + min(2, left) * dyStride, a0 + left * dyStride, panels + p * depth * panelRow,
        zeroRow(), 0, patches + r * stride + p * panelRow, stride, -Infinity, columns - p * panelColumns,
      );
    }
}

/** Adds each patch, one filter row after the other, to the image it was taken from. */
function scatterPatches(w: Window, patches: usize, stride: usize, image: usize, offsets: usize, rows: i32): void {
  const run = <usize>(w.filterWidth * w.channels) << 2, whole = run & ~15;
  for (let r = 0; r < rows; r++) {
    let from = patches + r * stride, to = at(image, offsets, r);
    for (let y = 0; y < w.filterHeight; y++) {
      for (let c: usize = 0; c < whole; c += 16) v128.store(to + c, f32x4.add(v128.load(to + c), v128.load(from + c)));
      for (let c = whole; c < run; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(from + c));
      from += run;
      to += paddedRowBytes(w);
    }
  }
}

/** out[size] = the sum of `count` partial results that lie one after the other. */
export function addPartials(partials: usize, count: i32, size: i32, out: usize): void {
  memory.copy(out, partials, <usize>size << 2);
  for (let p = 1; p < count; p++) {
    const partial = partials + ((p * size) << 2);
    for (let i = 0; i < size; i++) store<f32>(out + (i << 2), load<f32>(out + (i << 2)) + load<f32>(partial + (i << 2)));
  }
}
