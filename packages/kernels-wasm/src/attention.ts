import { refusal } from "@crosstilt/formats/refusal";
import { checkPointers, checkSizes } from "./check.js";
import { ceilTo, type Engine, type Pointer, padColumns, splitRange } from "./engine.js";

/** How many floats lie between batches, heads and tokens; the features of a token lie together. */
export interface AttentionLayout {
  batch: number;
  head: number;
  row: number;
}

interface AttentionShape {
  batch: number;
  heads: number;
  queries: number;
  /** Tokens of k and v; default `queries`. */
  keys?: number;
  /** Features of a head. */
  depth: number;
  /** Default 1/√depth. */
  scale?: number;
  /** Query i sees the keys up to i only; default false. */
  causal?: boolean;
  q: Pointer;
  k: Pointer;
  v: Pointer;
  /** Defaults: `[batch, heads, tokens, depth]`, packed. Their gradients lie alike. */
  qLayout?: AttentionLayout;
  kLayout?: AttentionLayout;
  vLayout?: AttentionLayout;
  outLayout?: AttentionLayout;
  /** Laid out by `outLayout`. */
  out: Pointer;
  /** Log-sum-exp of each query's scores, `[batch, heads, queries]`: an output of `attention`, an input of its gradient. */
  logSum: Pointer;
}

export interface AttentionOptions extends AttentionShape {}

export interface AttentionGradientOptions extends AttentionShape {
  dOut: Pointer;
  dQ: Pointer;
  dK: Pointer;
  dV: Pointer;
}

export interface AttentionKernels {
  /**
   * out = softmax(scale Q Kᵀ) V for every batch and head, in memory linear in the tokens. Layouts let it read a joint
   * projection `[batch, tokens, 3, heads, depth]` where it lies, and write `[batch, tokens, heads, depth]`.
   *
   * @example kernels.attention({ q, k, v, out, logSum, batch: 128, heads: 4, queries: 50, depth: 16 });
   */
  attention: (options: AttentionOptions) => void;
  /** Gradients of q, k and v from that of `out`; the weights are formed again. */
  attentionGradient: (options: AttentionGradientOptions) => void;
}

type Resolved = Required<AttentionShape> & Partial<AttentionGradientOptions>;

export function attentionKernels(engine: Engine): AttentionKernels {
  return {
    attention: (options) => {
      const { q, k, v, out, logSum } = options;
      run(engine, "attention", resolve("attention", options), { q, k, v, out, logSum });
    },
    attentionGradient: (options) => {
      const { q, k, v, out, logSum, dOut, dQ, dK, dV } = options;
      run(engine, "attentionGradient", resolve("attentionGradient", options), {
        q,
        k,
        v,
        out,
        logSum,
        dOut,
        dQ,
        dK,
        dV,
      });
    },
  };
}

function resolve(kernel: string, options: AttentionOptions | AttentionGradientOptions): Resolved {
  const { batch, heads, queries, keys = queries, depth, scale = 1 / Math.sqrt(depth), causal = false } = options;
  checkSizes(kernel, { batch, heads, queries });
  checkSizes(kernel, { keys, depth }, 1);
  if (!Number.isFinite(scale))
    throw refusal({ argument: `${kernel}: scale`, expected: "a finite number", received: String(scale) });
  const packed = (tokens: number) => ({ batch: heads * tokens * depth, head: tokens * depth, row: depth });
  const {
    qLayout = packed(queries),
    outLayout = packed(queries),
    kLayout = packed(keys),
    vLayout = packed(keys),
  } = options;
  return { ...options, keys, scale, causal, qLayout, kLayout, vLayout, outLayout };
}

const blockSize = 64;
const problemBytes = 128;

function run(engine: Engine, kernel: string, o: Resolved, pointers: Readonly<Record<string, Pointer>>): void {
  if (o.batch * o.heads * o.queries === 0) return;
  checkPointers(kernel, pointers);
  const heads = splitRange(o.batch * o.heads, engine.threads);
  const bytes = scratchBytes(engine, o);
  const problem = engine.scratch(problemBytes + heads.length * bytes);
  const layouts = [o.qLayout, o.kLayout, o.vLayout, o.outLayout].flatMap(({ batch, head, row }) => [batch, head, row]);
  const { dOut = 0, dQ = 0, dK = 0, dV = 0 } = o;
  const sizes = [o.heads, o.queries, o.keys, o.depth, Number(o.causal)];
  const fields = [o.q, o.k, o.v, o.out, o.logSum, ...sizes, ...layouts, dOut, dQ, dK, dV];
  engine.int32(problem, fields.length).set(fields);
  engine.runParts(
    kernel,
    heads.map((range, i) => [problem, o.scale, ...range, problem + problemBytes + i * bytes]),
  );
}

/** Two blocks of scores, the mask, five blocks of packed rows and five of packed keys: what the gradient needs. */
function scratchBytes(engine: Engine, { keys, depth }: Resolved): number {
  const row = padColumns(engine, depth) * 4;
  const [padded, scores] = [ceilTo(keys, blockSize), 2 * blockSize * blockSize * 4];
  return scores + 1024 + padded * 4 + 5 * blockSize * row + 5 * padded * row;
}
