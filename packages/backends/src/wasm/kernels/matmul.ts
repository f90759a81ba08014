import * as tf from "@tensorflow/tfjs-core";
import { type HeapKernels, matrixShape } from "../heap.js";
import { type KernelCall, replaceKernel } from "../replace-kernel.js";

interface MatMulCall extends KernelCall<"a" | "b"> {
  readonly inputs: KernelCall<"a" | "b">["inputs"] & { readonly bias?: tf.TensorInfo };
  readonly attrs: { readonly transposeA: boolean; readonly transposeB: boolean; readonly activation?: string };
}

/** Matrix products: stock tfjs is scalar for transposed and for batched operands, which gradients always are. */
export function installMatMul(heap: HeapKernels): void {
  replaceKernel(tf.BatchMatMul, (call: MatMulCall) => matMul(heap, call));
  replaceKernel(tf._FusedMatMul, (call: MatMulCall, stock) => {
    const { activation = "linear" } = call.attrs;
    const { bias } = call.inputs;
    const plainBias = bias === undefined || bias.shape.length === 1;
    const ours = plainBias && (activation === "linear" || activation === "relu");
    return ours || !stock ? matMul(heap, call) : stock(call);
  });
}

function matMul({ kernels, pointer, output }: HeapKernels, { inputs, attrs }: MatMulCall): tf.TensorInfo {
  const { a, b, bias } = inputs;
  const { transposeA, transposeB, activation } = attrs;
  const [aRows, aColumns] = matrixShape(a);
  const [bRows, bColumns] = matrixShape(b);
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
