import { checkPointers, checkSizes } from "./check.js";
import { type Engine, type Pointer, padColumns, splitRange } from "./engine.js";
import type { Activation } from "./matmul.js";
import {
  pixelCount,
  type ResolvedWindow,
  resolveWindow,
  tapCount,
  type WindowShape,
  windowBytes,
  writeWindow,
} from "./window.js";

export interface ConvolutionShape extends WindowShape {
  outChannels: number;
}

export interface ConvolutionOptions extends ConvolutionShape {
  /** `[batch, height, width, channels]`. */
  x: Pointer;
  /** `[filterHeight, filterWidth, channels, outChannels]`. */
  filter: Pointer;
  /** `[batch, outHeight, outWidth, outChannels]`. */
  out: Pointer;
  /** `[outChannels]`; default none. */
  bias?: Pointer;
  /** Default "none". */
  activation?: Activation;
}

export interface FilterGradientOptions extends ConvolutionShape {
  x: Pointer;
  /** Gradient of `out`. */
  dy: Pointer;
  /** Receives the gradient, shape of `filter`. */
  dFilter: Pointer;
}

export interface InputGradientOptions extends ConvolutionShape {
  dy: Pointer;
  filter: Pointer;
  /** Receives the gradient, shape of `x`. */
  dx: Pointer;
}

export interface ConvolutionKernels {
  /**
   * out = activation(x ⋆ filter + bias) for NHWC images; any strides and pads, dilation 1.
   *
   * @throws CrosstiltError on impossible sizes or a null pointer.
   * @example kernels.conv2d({ x, filter, out, batch: 512, height: 28, width: 28, channels: 1, filterHeight: 5,
   *   filterWidth: 5, outChannels: 6, padTop: 2, padLeft: 2, outHeight: 28, outWidth: 28 });
   */
  conv2d: (options: ConvolutionOptions) => void;
  /** dFilter = Σ over images and pixels of patch ⊗ dy. */
  conv2dFilterGradient: (options: FilterGradientOptions) => void;
  /** dx = each output pixel's dy times the filter, added up where the patches overlap. */
  conv2dInputGradient: (options: InputGradientOptions) => void;
}

type Resolved = ResolvedWindow & { outChannels: number };

/** The input gradient's patches are formed for so many floats at a time, to stay in L2. */
const patchFloats = 32768;

export function convolutionKernels(engine: Engine): ConvolutionKernels {
  return {
    conv2d: (options) => {
      const w = resolve("conv2d", options);
      const { x, filter, out, bias = 0, activation = "none" } = options;
      if (pixelCount(w) * w.batch * w.outChannels === 0) return;
      checkPointers("conv2d", w.channels ? { x, filter, out } : { out });
      const bytes = offsetBytes(pixelCount(w)) + panelBytes(engine, w.outChannels, tapCount(w) + 1) + paddedBytes(w);
      runImages(engine, "convolution", w, bytes, [x, filter, bias, out, Number(activation === "relu")]);
    },
    conv2dFilterGradient: (options) => filterGradient(engine, options),
    conv2dInputGradient: (options) => {
      const w = resolve("conv2dInputGradient", options);
      const { dy, filter, dx } = options;
      if (w.batch * w.height * w.width * w.channels === 0) return;
      checkPointers("conv2dInputGradient", w.outChannels * pixelCount(w) ? { dy, filter, dx } : { dx });
      const chunk = 4 * Math.max(1, Math.floor(Math.min(patchFloats / tapCount(w), pixelCount(w) + 3) / 4));
      const bytes =
        offsetBytes(pixelCount(w)) + panelBytes(engine, tapCount(w), w.outChannels + chunk) + paddedBytes(w);
      runImages(engine, "convolutionInputGradient", w, bytes, [dy, filter, dx, chunk]);
    },
  };
}

function resolve(kernel: string, options: ConvolutionShape): Resolved {
  const { outChannels } = options;
  checkSizes(kernel, { outChannels });
  return { ...resolveWindow(kernel, options), outChannels };
}

function filterGradient(engine: Engine, options: FilterGradientOptions): void {
  const w = resolve("conv2dFilterGradient", options);
  const { x, dy, dFilter } = options;
  const size = tapCount(w) * w.outChannels;
  if (size === 0) return;
  checkPointers("conv2dFilterGradient", w.batch * pixelCount(w) ? { x, dy, dFilter } : { dFilter });
  const images = splitRange(w.batch, engine.threads);
  const rows = (tapCount(w) + 3) & ~3;
  const bytes = offsetBytes(rows) + panelBytes(engine, w.outChannels, rows + pixelCount(w)) + paddedBytes(w);
  const partials = engine.scratch(windowBytes + images.length * (size * 4 + bytes)) + windowBytes;
  const scratch = partials + images.length * size * 4;
  writeWindow(engine, partials - windowBytes, w, w.outChannels);
  const range = (part: number) => [partials + part * size * 4, ...images[part]!, scratch + part * bytes];
  engine.runParts(
    "convolutionFilterGradient",
    images.map((_, part) => [partials - windowBytes, x, dy, ...range(part)]),
  );
  engine.call("addPartials", partials, images.length, size, dFilter);
}

/** Runs a kernel over ranges of images, each with scratch of its own. */
function runImages(engine: Engine, name: string, w: Resolved, bytes: number, values: readonly number[]): void {
  const images = splitRange(w.batch, engine.threads);
  const window = engine.scratch(windowBytes + images.length * bytes);
  writeWindow(engine, window, w, w.outChannels);
  const scratch = (part: number) => window + windowBytes + part * bytes;
  engine.runParts(
    name,
    images.map((range, part) => [window, ...values, ...range, scratch(part)]),
  );
}

const offsetBytes = (count: number) => 4 * (count + 3);
const panelBytes = (engine: Engine, columns: number, depth: number) => 4 * padColumns(engine, columns) * depth;
const paddedBytes = (w: ResolvedWindow) => 4 * w.paddedHeight * w.paddedWidth * w.channels;
