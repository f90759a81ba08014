import {
  type ApplyContext,
  evaluateLoss,
  type Generator,
  type Loss,
  type PairBatch,
  type Parameters,
  parametersUnder,
  termsAndGradients,
  valueAndGradients,
} from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { demandBatch, lossBatch } from "./loss-batch.js";
import type { Differentiated } from "./minimize.js";
import type { BimodalModel, Side } from "./model.js";

/**
 * Loss terms and gradients of a batch whose encoders see only `encoderBatch` samples at a time (Gao et al. 2021): all are
 * embedded without a tape, the loss is differentiated with respect to embeddings, and the encoders run again, chunk by
 * chunk, with those gradients coming in. Equal to differentiating the whole batch at once for encoders that treat rows
 * apart; activations of one chunk only are in memory. Dropout draws the same in both runs of a chunk.
 */
export function cachedGradients(
  model: BimodalModel,
  parameters: Parameters,
  batch: PairBatch,
  loss: Loss,
  { encoderBatch, generator }: { readonly encoderBatch: number; readonly generator: Generator },
): Differentiated {
  demandBatch(loss, batch);
  return tf.tidy(() => {
    const context = (side: Side, start: number) => ({ training: true, generator: generator.fork(`${side} ${start}`) });
    const samples = { u: withNegatives(batch.u, batch.negativesU), v: withNegatives(batch.v, batch.negativesV) };
    const u = embedInChunks(model, parameters, "u", samples.u, encoderBatch, context);
    const v = embedInChunks(model, parameters, "v", samples.v, encoderBatch, context);
    const { terms, gradients } = termsAndGradients(
      ({ "embedded.u": eu, "embedded.v": ev, ...own }) => embeddedLoss(model, own, eu!, ev!, batch, loss),
      { "embedded.u": u, "embedded.v": v, ...headParameters(parameters) },
    );
    const { "embedded.u": du, "embedded.v": dv, ...head } = gradients;
    const sides = { u: du, v: dv };
    const encoders = (["u", "v"] as const).map((side) =>
      encoderGradients(model, parameters, side, samples[side], sides[side]!, encoderBatch, context),
    );
    return { terms, gradients: inOrderOf(parameters, Object.assign({}, ...encoders, head)) };
  });
}

type ContextOf = (side: Side, start: number) => ApplyContext | undefined;

/** Embeddings `[n, d]` of samples, `size` at a time. The caller disposes of them. */
export function embedInChunks(
  model: BimodalModel,
  parameters: Parameters,
  side: Side,
  samples: tf.Tensor,
  size: number,
  context: ContextOf = () => undefined,
): tf.Tensor2D {
  return tf.tidy(() => {
    const parts = chunksOf(samples, size).map(({ start, rows }) =>
      model.embed(parameters, side, rows, context(side, start)),
    );
    return tf.concat2d(parts, 0);
  });
}

const withNegatives = (samples: tf.Tensor, negatives?: tf.Tensor): tf.Tensor =>
  negatives ? tf.concat([samples, negatives], 0) : samples;

function embeddedLoss(
  model: BimodalModel,
  parameters: Parameters,
  u: tf.Tensor,
  v: tf.Tensor,
  batch: PairBatch,
  loss: Loss,
) {
  const form = model.form(parameters, u as tf.Tensor2D, v as tf.Tensor2D);
  const n = batch.u.shape[0];
  const pairs = (embeddings: tf.Tensor) => tf.slice(embeddings, 0, n) as tf.Tensor2D;
  return evaluateLoss(loss, lossBatch(batch, { form, u: pairs(u), v: pairs(v) }, parametersUnder(parameters, "loss")));
}

/** Gradients of one side's encoder, given those of its embeddings. */
function encoderGradients(
  model: BimodalModel,
  parameters: Parameters,
  side: Side,
  samples: tf.Tensor,
  upstream: tf.Tensor,
  size: number,
  context: ContextOf,
): Parameters {
  const own = Object.fromEntries(Object.entries(parameters).filter(([name]) => name.startsWith(`${side}.`)));
  if (Object.keys(own).length === 0) return {};
  return chunksOf(samples, size).reduce<Parameters>((sum, { start, rows }) => {
    const incoming = tf.slice(upstream, [start, 0], [rows.shape[0], -1]);
    const total = tf.tidy(() => {
      const { gradients } = valueAndGradients((current) => {
        const embedded = model.embed({ ...parameters, ...current }, side, rows, context(side, start));
        return { value: tf.sum(tf.mul(embedded, incoming)) as tf.Scalar, aux: {} };
      }, own);
      return start === 0 ? { ...gradients } : { ...added(sum, gradients) };
    });
    tf.dispose(sum);
    return total;
  }, {});
}

const added = (a: Parameters, b: Parameters): tf.NamedTensorMap =>
  Object.fromEntries(Object.keys(b).map((name) => [name, tf.add(a[name]!, b[name]!)]));

/** The parameters of neither encoder: the metric's and the loss's own. */
function headParameters(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !/^[uv]\./.test(name)));
}

const inOrderOf = (parameters: Parameters, gradients: Parameters): tf.NamedTensorMap =>
  Object.fromEntries(Object.keys(parameters).map((name) => [name, gradients[name]!]));

function chunksOf(samples: tf.Tensor, size: number): { start: number; rows: tf.Tensor }[] {
  const [count, ...rest] = samples.shape;
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, i) => i * size);
  return starts.map((start) => ({
    start,
    rows: tf.slice(samples, [start, ...rest.map(() => 0)], [Math.min(size, count - start), ...rest]),
  }));
}
