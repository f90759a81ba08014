import type { WindowShape } from "@crosstilt/kernels-wasm";
import type * as tf from "@tensorflow/tfjs-core";

type Geometry = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** tfjs's convolution geometry in the words of the kernels. */
export function windowOf(info: Geometry): WindowShape {
  return {
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
  };
}
