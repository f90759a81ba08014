// Max and average pooling of NHWC images and their gradients. Windows are clipped to the image: padding never wins and never counts.
// Channels go four at a time; the last four overlap their neighbours where the count is no multiple of four.
import { imageBytes, pixels, Window } from "./window";

/** The current window, private to the instance: its first pixel's offset, its extent, and its pixel's place in the output. */
let corner: usize = 0;
let rows: i32 = 0;
let columns: i32 = 0;
let outPixel: usize = 0;

@inline
function channelBytes(w: Window): usize {
  return <usize>w.channels << 2;
}

@inline
function rowBytes(w: Window): usize {
  return w.width * channelBytes(w);
}

/** Makes the window of image i at output row y, column x the current one. */
@inline
function enter(w: Window, i: i32, y: i32, x: i32): void {
  const top = y * w.strideHeight - w.padTop, left = x * w.strideWidth - w.padLeft;
  const firstRow = max(top, 0), firstColumn = max(left, 0);
  rows = min(top + w.filterHeight, w.height) - firstRow;
  columns = min(left + w.filterWidth, w.width) - firstColumn;
  corner = i * imageBytes(w) + firstRow * rowBytes(w) + firstColumn * channelBytes(w);
  outPixel = (i * pixels(w) + y * w.outWidth + x) * channelBytes(w);
}

/** Whether the current window is the usual one, for which loops cost more than the work. */
@inline
function isTwoByTwo(): bool {
  return rows == 2 && columns == 2;
}

@inline
function maxima(w: Window, first: usize): v128 {
  if (isTwoByTwo()) {
    const below = first + rowBytes(w), across = channelBytes(w);
    const top = f32x4.max(v128.load(first), v128.load(first + across));
    return f32x4.max(top, f32x4.max(v128.load(below), v128.load(below + across)));
  }
  let best = f32x4.splat(-Infinity);
  for (let y = 0; y < rows; y++, first += rowBytes(w))
    for (let x = 0, at = first; x < columns; x++, at += channelBytes(w)) best = f32x4.max(best, v128.load(at));
  return best;
}

@inline
function maximum(w: Window, first: usize): f32 {
  let best: f32 = -Infinity;
  for (let y = 0; y < rows; y++, first += rowBytes(w))
    for (let x = 0, at = first; x < columns; x++, at += channelBytes(w)) best = max(best, load<f32>(at));
  return best;
}

/** out = the maximum of each window, images [begin, end). */
export function maxPool(window: usize, x: usize, out: usize, begin: i32, end: i32): void {
  const w = changetype<Window>(window), bytes = channelBytes(w);
  for (let i = begin; i < end; i++)
    for (let oy = 0; oy < w.outHeight; oy++)
      for (let ox = 0; ox < w.outWidth; ox++) {
        enter(w, i, oy, ox);
        const from = x + corner, to = out + outPixel;
        if (bytes < 16) for (let c: usize = 0; c < bytes; c += 4) store<f32>(to + c, maximum(w, from + c));
        else for (let c: usize = 0; c < bytes; c += 16) {
          const at = min(c, bytes - 16);
          v128.store(to + at, maxima(w, from + at));
        }
      }
}

/** dx = dy at the first maximum of each window (row by row), else 0. */
export function maxPoolGradient(window: usize, x: usize, dy: usize, dx: usize, begin: i32, end: i32): void {
  const w = changetype<Window>(window), bytes = channelBytes(w);
  memory.fill(dx + begin * imageBytes(w), 0, (end - begin) * imageBytes(w));
  for (let i = begin; i < end; i++)
    for (let oy = 0; oy < w.outHeight; oy++)
      for (let ox = 0; ox < w.outWidth; ox++) {
        enter(w, i, oy, ox);
        const image = x + corner, from = dy + outPixel, to = dx + corner;
        if (bytes < 16) for (let c: usize = 0; c < bytes; c += 4) giveToWinner(w, image + c, to + c, load<f32>(from + c));
        else for (let c: usize = 0; c < bytes; c += 16) {
          const at = min(c, bytes - 16);
          giveToWinners(w, image + at, to + at, v128.load(from + at), lanesFrom((c - at) >> 2));
        }
      }
}

/** A mask of the lanes from `first` on: those before were served by the vector this one overlaps. */
@inline
function lanesFrom(first: usize): v128 {
  return i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>first));
}

@inline
function giveToWinners(w: Window, first: usize, target: usize, dy: v128, open: v128): void {
  const best = maxima(w, first), across = channelBytes(w), down = rowBytes(w);
  if (isTwoByTwo()) {
    open = giveIfBest(first, target, best, dy, open);
    open = giveIfBest(first + across, target + across, best, dy, open);
    open = giveIfBest(first + down, target + down, best, dy, open);
    giveIfBest(first + down + across, target + down + across, best, dy, open);
    return;
  }
  for (let y = 0; y < rows; y++, first += down, target += down)
    for (let x = 0, at = first, to = target; x < columns; x++, at += across, to += across)
      open = giveIfBest(at, to, best, dy, open);
}

/** Gives dy to the lanes of a pixel that hold the maximum and are still open; returns those open afterwards. */
@inline
function giveIfBest(at: usize, to: usize, best: v128, dy: v128, open: v128): v128 {
  const won = v128.and(open, f32x4.eq(v128.load(at), best));
  v128.store(to, f32x4.add(v128.load(to), v128.and(won, dy)));
  return v128.andnot(open, won);
}

@inline
function giveToWinner(w: Window, first: usize, target: usize, dy: f32): void {
  const best = maximum(w, first);
  for (let y = 0; y < rows; y++, first += rowBytes(w), target += rowBytes(w))
    for (let x = 0, at = first, to = target; x < columns; x++, at += channelBytes(w), to += channelBytes(w)) {
      if (load<f32>(at) != best) continue;
      store<f32>(to, load<f32>(to) + dy);
      return;
    }
}

/** out = the mean over each window's pixels inside the image. */
export function averagePool(window: usize, x: usize, out: usize, begin: i32, end: i32): void {
  const w = changetype<Window>(window), bytes = channelBytes(w);
  for (let i = begin; i < end; i++)
    for (let oy = 0; oy < w.outHeight; oy++)
      for (let ox = 0; ox < w.outWidth; ox++) {
        enter(w, i, oy, ox);
        for (let c: usize = 0; c < bytes; c += 4) {
          let sum: f32 = 0;
          for (let y = 0, first = x + corner + c; y < rows; y++, first += rowBytes(w))
            for (let p = 0, at = first; p < columns; p++, at += bytes) sum += load<f32>(at);
          store<f32>(out + outPixel + c, sum / <f32>(rows * columns));
        }
      }
}

/** dx = dy spread evenly over each window's pixels inside the image. */
export function averagePoolGradient(window: usize, dy: usize, dx: usize, begin: i32, end: i32): void {
  const w = changetype<Window>(window), bytes = channelBytes(w);
  memory.fill(dx + begin * imageBytes(w), 0, (end - begin) * imageBytes(w));
  for (let i = begin; i < end; i++)
    for (let oy = 0; oy < w.outHeight; oy++)
      for (let ox = 0; ox < w.outWidth; ox++) {
        enter(w, i, oy, ox);
        for (let c: usize = 0; c < bytes; c += 4) {
          const share = load<f32>(dy + outPixel + c) / <f32>(rows * columns);
          for (let y = 0, first = dx + corner + c; y < rows; y++, first += rowBytes(w))
            for (let p = 0, at = first; p < columns; p++, at += bytes) store<f32>(at, load<f32>(at) + share);
        }
      }
}
