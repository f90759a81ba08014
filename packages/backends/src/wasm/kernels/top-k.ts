import { TOP_SCORES_KERNEL } from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";
import { type HeapKernels, matrixShape } from "../heap.js";
import { type KernelCall, replaceKernel } from "../replace-kernel.js";

/** Rows shorter than this are sorted faster than a kernel is called for each. */
const worthIt = 256;

/** The largest scores of a factored matrix; and the largest entries of long rows: the stock kernel sorts objects in JavaScript. */
export function installTopK(heap: HeapKernels): void {
  replaceKernel(TOP_SCORES_KERNEL, (call: TopScoresCall) => topScores(heap, call));
  replaceKernel(tf.TopK, (call: KernelCall<"x", { k: number }>, stock) => {
    const { x } = call.inputs;
    const { k } = call.attrs;
    const ours = x.dtype === "float32" && k > 0 && (x.shape.at(-1) ?? 0) >= worthIt;
    return ours ? topK(heap, x, k) : stock!(call);
  });
}

type TopScoresCall = KernelCall<"u" | "v" | "beta", { scale: number; k: number }>;

function topScores({ kernels, pointer, output }: HeapKernels, { inputs, attrs: { scale, k } }: TopScoresCall) {
  const { u, v, beta } = inputs;
  const [n, d] = matrixShape(u);
  const [values, indices] = [output([n, k]), output([n, k], "int32")];
  const pointers = { u: pointer(u), v: pointer(v), beta: pointer(beta), values: pointer(values) };
  kernels.topScores({ ...pointers, indices: pointer(indices), n, m: v.shape[0]!, d, scale, k });
  return [values, indices];
}

/** Each row as the scores of one query, the number 1, with a gallery of numbers. */
function topK({ kernels, pointer, output, floats, release }: HeapKernels, x: tf.TensorInfo, k: number) {
  const columns = x.shape.at(-1)!;
  const outShape = [...x.shape.slice(0, -1), k];
  const [values, indices, one] = [output(outShape), output(outShape, "int32"), output([1])];
  floats(one)[0] = 1;
  const rows = tf.util.sizeFromShape(outShape.slice(0, -1));
  for (let row = 0; row < rows; row++)
    kernels.topScores({
      n: 1,
      m: columns,
      d: 1,
      scale: 1,
      k,
      u: pointer(one),
      v: pointer(x) + 4 * row * columns,
      values: pointer(values) + 4 * row * k,
      indices: pointer(indices) + 4 * row * k,
    });
  release(one);
  return [values, indices];
}
