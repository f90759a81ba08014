import type { ApplyContext, Generator, Parameters } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { attention } from "./attention.js";
import { dense, denseParameters } from "./dense.js";
import { dropout } from "./dropout.js";
import { gelu } from "./gelu.js";
import { layerNorm, layerNormParameters } from "./layer-norm.js";

/** What the MLP of a block does between its two maps. */
export type MlpKind = "gelu" | "bilinear";

export interface BlockOptions {
  readonly mlp: MlpKind;
  readonly heads: number;
  readonly dropout: number;
  readonly context: ApplyContext | undefined;
}

/** Parameters of a block; the last maps of both branches start smaller by √(2 depth), so that deep stacks keep their scale. */
export function blockParameters(
  name: string,
  { width, hidden, depth, mlp }: { width: number; hidden: number; depth: number; mlp: MlpKind },
  generator: Generator,
): Parameters {
  return {
    ...layerNormParameters(`${name}.attentionNorm`, width),
    ...denseParameters(`${name}.qkv`, width, 3 * width, generator),
    ...shrunk(denseParameters(`${name}.output`, width, width, generator), depth),
    ...layerNormParameters(`${name}.mlpNorm`, width),
    ...denseParameters(`${name}.expand`, width, hidden, generator),
    ...(mlp === "bilinear" ? denseParameters(`${name}.gate`, width, hidden, generator) : {}),
    ...shrunk(denseParameters(`${name}.contract`, hidden, width, generator), depth),
  };
}

/** `x + attention(norm(x))`, then `x + mlp(norm(x))`, on tokens `[n, tokens, width]`. */
export function attentionBlock(
  name: string,
  parameters: Parameters,
  x: tf.Tensor3D,
  { mlp, heads, dropout: rate, context }: BlockOptions,
): tf.Tensor3D {
  const [, count, width] = x.shape;
  const rows = tf.reshape(x, [-1, width]) as tf.Tensor2D;
  const qkv = dense(`${name}.qkv`, parameters, layerNorm(`${name}.attentionNorm`, parameters, rows));
  const mixed = dense(`${name}.output`, parameters, attention(qkv, count, heads));
  const attended = tf.add(rows, dropout(mixed, rate, context)) as tf.Tensor2D;
  const normed = layerNorm(`${name}.mlpNorm`, parameters, attended);
  const expanded = dense(`${name}.expand`, parameters, normed);
  const bent = mlp === "gelu" ? gelu(expanded) : tf.mul(expanded, dense(`${name}.gate`, parameters, normed));
  const contracted = dense(`${name}.contract`, parameters, bent as tf.Tensor2D);
  return tf.reshape(tf.add(attended, dropout(contracted, rate, context)), x.shape) as tf.Tensor3D;
}

function shrunk(parameters: Parameters, depth: number): Parameters {
  const entries = Object.entries(parameters).map(([name, tensor]) => {
    const smaller = tf.div(tensor, Math.sqrt(2 * depth));
    tensor.dispose();
    return [name, smaller];
  });
  return Object.fromEntries(entries);
}
