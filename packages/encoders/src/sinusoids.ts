import * as tf from "@tensorflow/tfjs-core";

/** Sines and cosines of the place at geometric wavelengths from 2π to 10 000 · 2π, `[count, width]`. */
export function sinusoids(count: number, width: number): tf.Tensor2D {
  const values = Float32Array.from({ length: count * width }, (_, i) => {
    const [place, column] = [Math.floor(i / width), i % width];
    const angle = place / 10_000 ** ((column - (column % 2)) / width);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  return tf.tensor2d(values, [count, width]);
}
