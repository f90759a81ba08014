import { refusal } from "@crosstilt/formats/refusal";
import { checkPointers } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";
import { imageSize, pixelCount, resolveWindow, type WindowShape, windowBytes, writeWindow } from "./window.js";

export interface PoolOptions extends WindowShape {
  /** `[batch, height, width, channels]`. */
  x: Pointer;
  /** `[batch, outHeight, outWidth, channels]`. */
  out: Pointer;
}

export interface AveragePoolGradientOptions extends WindowShape {
  /** Gradient of `out`. */
  dy: Pointer;
  /** Receives the gradient, shape of `x`. */
  dx: Pointer;
}

export interface MaxPoolGradientOptions extends AveragePoolGradientOptions {
  x: Pointer;
}

export interface PoolingKernels {
  /** out = the maximum of each window; padding never wins. */
  maxPool: (options: PoolOptions) => void;
  /** dx = dy at each window's maximum; of equal ones the first, row by row. */
  maxPoolGradient: (options: MaxPoolGradientOptions) => void;
  /** out = the mean over the pixels of each window that lie inside the image. */
  averagePool: (options: PoolOptions) => void;
  /** dx = dy shared evenly by those pixels. */
  averagePoolGradient: (options: AveragePoolGradientOptions) => void;
}

/** A pool of padding alone has no maximum and no mean. */
function checkTouches(kernel: string, side: string, size: number, [filter, stride, pad, out]: readonly number[]): void {
  const lastStart = (out! - 1) * stride! - pad!;
  if (out! > 0 && (pad! >= filter! || lastStart >= size))
    throw refusal({
      argument: `${kernel}: pad${side}`,
      expected: `windows that all touch the image: a pad below the filter's ${filter} and a last start below ${size}`,
      received: `pad ${pad}, and the last window starts at ${lastStart}`,
      remedy: "Lower the pad or the output size",
    });
}

export function poolingKernels(engine: Engine): PoolingKernels {
  const run = (name: string, shape: WindowShape, pointers: Readonly<Record<string, Pointer>>) => {
    const w = resolveWindow(name, shape);
    checkTouches(name, "Top", w.height, [w.filterHeight, w.strideHeight, w.padTop, w.outHeight]);
    checkTouches(name, "Left", w.width, [w.filterWidth, w.strideWidth, w.padLeft, w.outWidth]);
    if (w.batch * imageSize(w) === 0) return;
    const { dx, ...inputs } = pointers;
    if (pixelCount(w) > 0) checkPointers(name, inputs);
    if (dx !== undefined) checkPointers(name, { dx });
    const window = engine.scratch(windowBytes);
    writeWindow(engine, window, w);
    const images = splitRange(w.batch, engine.threads);
    engine.runParts(
      name,
      images.map((range) => [window, ...Object.values(pointers), ...range]),
    );
  };
  return {
    maxPool: ({ x, out, ...shape }) => run("maxPool", shape, { x, out }),
    maxPoolGradient: ({ x, dy, dx, ...shape }) => run("maxPoolGradient", shape, { x, dy, dx }),
    averagePool: ({ x, out, ...shape }) => run("averagePool", shape, { x, out }),
    averagePoolGradient: ({ dy, dx, ...shape }) => run("averagePoolGradient", shape, { dy, dx }),
  };
}
