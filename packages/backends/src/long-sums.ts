import * as tf from "@tensorflow/tfjs-core";

/** From so many numbers on, one after another loses digits. */
const LONG = 2 ** 14;
const BLOCK = { atLeast: 64, atMost: 4096 };

/**
 * Makes a backend add up and average all numbers of a large tensor in two stages, blocks first: stock kernels add long runs
 * one by one, which errs by 4e-5 for a million numbers on WebGPU and 2e-6 on libtensorflow.
 */
export function sumInBlocks(backendName: string): void {
  const reshape = kernelOf(tf.Reshape, backendName);
  for (const kernelName of [tf.Sum, tf.Mean]) {
    const stock = kernelOf(kernelName, backendName);
    const kernelFunc: tf.KernelFunc = (call) => (isLong(call) ? inBlocks(stock, reshape, call) : stock(call));
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ kernelName, backendName, kernelFunc });
  }
}

type Call = Parameters<tf.KernelFunc>[0];

const kernelOf = (name: string, backend: string): tf.KernelFunc => tf.getKernel(name, backend).kernelFunc;

const blockLength = (size: number): number => {
  for (let length = BLOCK.atMost; length >= BLOCK.atLeast; length--) if (size % length === 0) return length;
  return 0;
};

function isLong({ inputs: { x }, attrs }: Call): boolean {
  const size = tf.util.sizeFromShape(x!.shape);
  const everything = tf.util.parseAxisParam(attrs!.axis as number[], x!.shape).length === x!.shape.length;
  return x!.dtype === "float32" && everything && size >= LONG && blockLength(size) > 0;
}

/** Blocks have one length, so the mean of their means is the mean. */
function inBlocks(
  stock: tf.KernelFunc,
  reshape: tf.KernelFunc,
  { inputs: { x }, backend, attrs }: Call,
): tf.TensorInfo {
  const size = tf.util.sizeFromShape(x!.shape);
  const shape = [size / blockLength(size), blockLength(size)];
  const run = (kernel: tf.KernelFunc, input: tf.TensorInfo, options: object) =>
    kernel({ inputs: { x: input }, backend, attrs: options as tf.NamedAttrMap }) as tf.TensorInfo;
  const then = (kernel: tf.KernelFunc, input: tf.TensorInfo, options: object) => {
    const output = run(kernel, input, options);
    (backend as tf.KernelBackend).disposeData(input.dataId);
    return output;
  };
  const blocks = run(reshape, x!, { shape });
  const parts = then(stock, blocks, { axis: [1], keepDims: false });
  const whole = then(stock, parts, { axis: [0], keepDims: false });
  return attrs!.keepDims ? then(reshape, whole, { shape: x!.shape.map(() => 1) }) : whole;
}
