import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type KernelCall, replaceKernel } from "../replace-kernel.js";
import { windowOf } from "./window.js";

/** Convolutions with both gradients: stock tfjs has no filter gradient, so convolutions could not be trained. */
export function installConvolution(heap: HeapKernels): void {
  replaceKernel(tf.Conv2D, (call: KernelCall<"x" | "filter", Window>, stock) => {
    const { x, filter } = call.inputs;
    const info = geometry(call.attrs, x.shape, filter.shape);
    return supported(info) || !stock ? forward(heap, x, filter, info) : stock(call);
  });
  replaceKernel(tf.FusedConv2D, (call: FusedCall, stock) => {
    const { x, filter, bias } = call.inputs;
    const { activation } = call.attrs;
    const info = geometry(call.attrs, x.shape, filter.shape);
    const ours = supported(info) && (activation === "linear" || activation === "relu");
    return ours || !stock ? forward(heap, x, filter, info, bias, activation) : stock(call);
  });
  replaceKernel(
    tf.Conv2DBackpropFilter,
    ({ inputs: { x, dy }, attrs }: KernelCall<"x" | "dy", Window & { filterShape: number[] }>) => {
      const info = demandSupported(geometry(attrs, x.shape, attrs.filterShape));
      return filterGradient(heap, x, dy, info, attrs.filterShape);
    },
  );
  replaceKernel(
    tf.Conv2DBackpropInput,
    (call: KernelCall<"dy" | "filter", Window & { inputShape: number[] }>, stock) => {
      const { dy, filter } = call.inputs;
      const info = geometry(call.attrs, call.attrs.inputShape, filter.shape);
      return supported(info) || !stock ? inputGradient(heap, dy, filter, info) : stock(call);
    },
  );
}

type Geometry = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

interface Window {
  readonly strides: number;
  readonly pad: "same" | "valid" | number;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dimRoundingMode: "floor";
  readonly dilations?: number;
}

interface FusedCall extends KernelCall<"x" | "filter", Window & { activation: string }> {
  readonly inputs: KernelCall<"x" | "filter">["inputs"] & { readonly bias?: tf.TensorInfo };
}

function geometry(window: Window, inputShape: number[], filterShape: number[]): Geometry {
  const { strides, pad, dataFormat, dimRoundingMode, dilations } = window;
  const format = tf.backend_util.convertConv2DDataFormat(dataFormat ?? "NHWC");
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    false,
    format,
  );
}

const supported = ({ dilationHeight, dilationWidth, dataFormat }: Geometry) =>
  dilationHeight === 1 && dilationWidth === 1 && dataFormat === "channelsLast";

function demandSupported(info: Geometry): Geometry {
  if (supported(info)) return info;
  throw new Error("conv2d: the filter gradient on wasm needs dilations of 1 and the NHWC format; use the cpu backend");
}

function forward(
  heap: HeapKernels,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  info: Geometry,
  bias?: tf.TensorInfo,
  activation?: string,
): tf.TensorInfo {
  const out = heap.output(info.outShape);
  const pointers = { x: heap.pointer(x), filter: heap.pointer(filter), out: heap.pointer(out) };
  heap.kernels.conv2d({
    ...windowOf(info),
    outChannels: info.outChannels,
    ...pointers,
    bias: bias ? heap.pointer(bias) : 0,
    activation: activation === "relu" ? "relu" : "none",
  });
  return out;
}

function filterGradient(
  heap: HeapKernels,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  info: Geometry,
  filterShape: number[],
): tf.TensorInfo {
  const out = heap.output(filterShape);
  const pointers = { x: heap.pointer(x), dy: heap.pointer(dy), dFilter: heap.pointer(out) };
  heap.kernels.conv2dFilterGradient({ ...windowOf(info), outChannels: info.outChannels, ...pointers });
  return out;
}

function inputGradient(heap: HeapKernels, dy: tf.TensorInfo, filter: tf.TensorInfo, info: Geometry): tf.TensorInfo {
  const out = heap.output(info.inShape);
  const pointers = { dy: heap.pointer(dy), filter: heap.pointer(filter), dx: heap.pointer(out) };
  heap.kernels.conv2dInputGradient({ ...windowOf(info), outChannels: info.outChannels, ...pointers });
  return out;
}
