import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type Infos, type KernelInput, replaceKernel } from "../replace-kernel.js";
import { windowOf } from "./window.js";

/** Convolutions with both gradients: stock tfjs has no filter gradient, so convolutions could not be trained. */
export function installConvolution(heap: HeapKernels): void {
  replaceKernel(tf.Conv2D, (stock) => (input) => {
    const { x, filter } = input.inputs as Infos;
    const info = geometry(input, x.shape, filter.shape);
    return supported(info) || !stock ? forward(heap, x, filter, info) : (stock(input) as tf.TensorInfo);
  });
  replaceKernel(tf.FusedConv2D, (stock) => (input) => {
    const { x, filter, bias } = input.inputs as Infos;
    const { activation } = input.attrs as unknown as { activation: string };
    const info = geometry(input, x.shape, filter.shape);
    const ours = supported(info) && (activation === "linear" || activation === "relu");
    return ours || !stock ? forward(heap, x, filter, info, bias, activation) : (stock(input) as tf.TensorInfo);
  });
  replaceKernel(tf.Conv2DBackpropFilter, () => (input) => {
    const { x, dy } = input.inputs as Infos;
    const { filterShape } = input.attrs as unknown as { filterShape: number[] };
    return filterGradient(heap, x, dy, demandSupported(geometry(input, x.shape, filterShape)), filterShape);
  });
  replaceKernel(tf.Conv2DBackpropInput, (stock) => (input) => {
    const { dy, filter } = input.inputs as Infos;
    const { inputShape } = input.attrs as unknown as { inputShape: number[] };
    const info = geometry(input, inputShape, filter.shape);
    return supported(info) || !stock ? inputGradient(heap, dy, filter, info) : (stock(input) as tf.TensorInfo);
  });
}

type Geometry = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

function geometry({ attrs }: KernelInput, inputShape: number[], filterShape: number[]): Geometry {
  const { strides, pad, dataFormat, dimRoundingMode, dilations } = attrs as never as {
    strides: number;
    pad: "same" | "valid" | number;
    dataFormat: "NHWC" | "NCHW";
    dimRoundingMode: "floor";
    dilations: number;
  };
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
