import { checkSizes } from "./check.js";
import type { Engine, Pointer } from "./engine.js";

/** Geometry of a window (filter or pool) sliding over images `[batch, height, width, channels]`; dilation 1. */
export interface WindowShape {
  batch: number;
  height: number;
  width: number;
  channels: number;
  filterHeight: number;
  filterWidth: number;
  /** Default 1. */
  strideHeight?: number;
  strideWidth?: number;
  /** Zeros above and left of the image; default 0. */
  padTop?: number;
  padLeft?: number;
  outHeight: number;
  outWidth: number;
}

export type ResolvedWindow = Required<WindowShape> & { paddedHeight: number; paddedWidth: number };

/** Fills in defaults and refuses impossible sizes. */
export function resolveWindow(kernel: string, shape: WindowShape): ResolvedWindow {
  const { strideHeight = 1, strideWidth = 1, padTop = 0, padLeft = 0, ...given } = shape;
  const { batch, height, width, channels, filterHeight, filterWidth, outHeight, outWidth } = given;
  checkSizes(kernel, { batch, height, width, channels, outHeight, outWidth, padTop, padLeft });
  checkSizes(kernel, { filterHeight, filterWidth, strideHeight, strideWidth }, 1);
  const paddedHeight = Math.max((outHeight - 1) * strideHeight + filterHeight, padTop + height);
  const paddedWidth = Math.max((outWidth - 1) * strideWidth + filterWidth, padLeft + width);
  const strides = { strideHeight, strideWidth, padTop, padLeft };
  const names = { batch, height, width, channels, filterHeight, filterWidth, outHeight, outWidth };
  return { ...names, ...strides, paddedHeight, paddedWidth };
}

/** Bytes of the descriptor that `writeWindow` writes; the order is that of assembly/window.ts. */
export const windowBytes = 64;

export function writeWindow(engine: Engine, pointer: Pointer, w: ResolvedWindow, outChannels = w.channels): void {
  const fields = [
    ...[w.height, w.width, w.channels, w.filterHeight, w.filterWidth, w.strideHeight, w.strideWidth],
    ...[w.padTop, w.padLeft, w.outHeight, w.outWidth, w.paddedHeight, w.paddedWidth, outChannels],
  ];
  engine.int32(pointer, fields.length).set(fields);
}

export const imageSize = (w: ResolvedWindow) => w.height * w.width * w.channels;
export const pixelCount = (w: ResolvedWindow) => w.outHeight * w.outWidth;
export const tapCount = (w: ResolvedWindow) => w.filterHeight * w.filterWidth * w.channels;
