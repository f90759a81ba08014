import type * as tf from "@tensorflow/tfjs-core";

/** n samples as a kernel sees them. */
export interface KernelInput {
  /** The samples as rows, `[n, d]`. */
  readonly x: tf.Tensor2D;
  /** `|x_i − x_j|²`, `[n, n]`, zero on the diagonal. */
  readonly squaredDistances: tf.Tensor2D;
  /** `⟨x_i, x_j⟩`, `[n, n]`; computed when asked for. */
  readonly innerProducts: tf.Tensor2D;
  /** The length ℓ over which the kernel falls off, > 0. */
  readonly bandwidth: number;
}

/** A kernel on samples: the similarity in which maximum mean discrepancies compare laws. */
export interface Kernel {
  readonly kind: "kernel";
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The Gram matrix `k(x_i, x_j)`, `[n, n]`; the caller disposes of it. */
  evaluate(input: KernelInput): tf.Tensor2D;
}
