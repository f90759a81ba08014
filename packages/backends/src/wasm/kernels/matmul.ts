import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type Infos, type KernelInput, replaceKernel } from "../replace-kernel.js";

type MatMulAttributes = { transposeA: boolean; transposeB: boolean; activation?: string };

/** Matrix products: stock tfjs is scalar for transposed and for batched operands, which gradients always are. */
export function installMatMul(heap: HeapKernels): void {
  replaceKernel(tf.BatchMatMul, () => (input) => matMul(heap, input));
  replaceKernel(tf._FusedMatMul, (stock) => (input) => {
    const { activation = "linear" } = input.attrs as unknown as MatMulAttributes;
    const { bias } = input.inputs as Infos;
    const plainBias = bias === undefined || bias.shape.length === 1;
    const ours = plainBias && (activation === "linear" || activation === "relu");
    return ours || !stock ? matMul(heap, input) : (stock(input) as tf.TensorInfo);
  });
}

function matMul({ kernels, pointer, output }: HeapKernels, { inputs, attrs }: KernelInput): tf.TensorInfo {
  const { a, b, bias } = inputs as Infos;
  const { transposeA, transposeB, activation } = attrs as unknown as MatMulAttributes;
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const n = transposeB ? bRows : bColumns;
  const batchShape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const batch = tf.util.sizeFromShape(batchShape);
  const out = output([...batchShape, m, n]);
  kernels.matMul({
    a: pointer(a),
    b: pointer(b),
    out: pointer(out),
    bias: bias ? pointer(bias) : 0,
    m,
    k,
    n,
    batch,
    transposeA,
    transposeB,
    aBatch: tf.util.sizeFromShape(a.shape.slice(0, -2)),
    bBatch: tf.util.sizeFromShape(b.shape.slice(0, -2)),
    activation: activation === "relu" ? "relu" : "none",
  });
  return out;
}
