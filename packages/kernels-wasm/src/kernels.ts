import { refusal } from "@crosstilt/formats/refusal";
import { type ActivationKernels, activationKernels } from "./activations.js";
import { type AttentionKernels, attentionKernels } from "./attention.js";
import { compileBinary, type KernelBinary, type Simd } from "./binary.js";
import { type ComparisonKernels, comparisonKernels } from "./comparisons.js";
import { type ConvolutionKernels, convolutionKernels } from "./convolution.js";
import { createScratch, type Engine, type Heap, type KernelExports, reserveBlock } from "./engine.js";
import { type LayerNormKernels, layerNormKernels } from "./layer-norm.js";
import { type MatMulKernels, matMulKernels } from "./matmul.js";
import { type OptimizerKernels, optimizerKernels } from "./optimizers.js";
import { type PoolingKernels, poolingKernels } from "./pooling.js";
import { type ScoreSoftplusKernels, scoreSoftplusKernels } from "./score-softplus.js";
import { type ScreenKernels, screenKernels } from "./screen.js";
import { type SoftmaxKernels, softmaxKernels } from "./softmax.js";
import { type StatisticsKernels, statisticsKernels } from "./statistics.js";
import { type SumKernels, sumKernels } from "./sums.js";
import { type TopScoresKernels, topScoresKernels } from "./top-scores.js";
import { type TransposeKernels, transposeKernels } from "./transpose.js";

export interface KernelsOptions extends Heap {
  /** Default: the fastest of `compileBinary`. */
  binary?: KernelBinary;
}

/** All kernels on one heap. Arrays are float32, row-major, given by byte offset; outputs must not overlap inputs. */
export interface Kernels
  extends MatMulKernels,
    ConvolutionKernels,
    PoolingKernels,
    StatisticsKernels,
    ScoreSoftplusKernels,
    TopScoresKernels,
    ScreenKernels,
    OptimizerKernels,
    ActivationKernels,
    SoftmaxKernels,
    LayerNormKernels,
    SumKernels,
    TransposeKernels,
    ComparisonKernels,
    AttentionKernels {
  /** Their arithmetic. */
  simd: Simd;
  /** How many threads share the work. */
  threads: number;
  /** Gives scratch memory back to the heap; the kernels must not be used afterwards. */
  dispose: () => void;
}

/**
 * Loads the kernels onto a WebAssembly memory, for example tfjs-backend-wasm's own heap: they read and write
 * tensors where they lie. Keeps a scratch block, grown on demand, and less than 400 bytes more until `dispose`.
 *
 * @throws CrosstiltError when the binary is for another kind of memory, or the heap is full.
 * @example
 * const kernels = await createKernels({ memory: heap, allocate: malloc, free });
 * kernels.matMul({ a, b, out, m: 128, k: 64, n: 10 });
 */
export async function createKernels(options: KernelsOptions): Promise<Kernels> {
  const { engine, binary } = await loadEngine(options);
  return assembleKernels(engine, binary.simd);
}

/** Makes an instance of the binary on the heap. */
export async function loadEngine(options: KernelsOptions) {
  const shared = isShared(options.memory);
  const binary = options.binary ?? (await compileBinary({ shared }));
  if (binary.shared !== shared)
    throw refusal({
      argument: "createKernels: binary",
      expected: `one for ${shared ? "shared" : "own"} memory, as the memory is`,
      received: `one for ${binary.shared ? "shared" : "own"} memory`,
      remedy: `Compile it with shared: ${shared}`,
    });
  const engine = createEngine(options, await instantiate(binary.module, options.memory));
  return { engine, binary };
}

function isShared({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
}

async function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<KernelExports> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return exports as KernelExports;
}

function createEngine(heap: Heap, exports: KernelExports): Engine {
  const { memory, allocate, free } = heap;
  const scratch = createScratch(heap);
  const workspace = reserveBlock(allocate, exports.workspaceBytes!.value, "workspace of the kernels");
  exports.initialise!(workspace);
  const call = (name: string, ...values: number[]) => exports[name]!(...values);
  return {
    threads: 1,
    call,
    runParts: (name, parts) => parts.map((part) => call(name, ...part)),
    constant: (name) => exports[name]!.value,
    scratch: scratch.reserve,
    int16: (pointer, length) => new Int16Array(memory.buffer, pointer, length),
    int32: (pointer, length) => new Int32Array(memory.buffer, pointer, length),
    float32: (pointer, length) => new Float32Array(memory.buffer, pointer, length),
    float64: (pointer, length) => new Float64Array(memory.buffer, pointer, length),
    dispose: () => {
      scratch.release();
      free(workspace);
    },
  };
}

/** Every family of kernels on one engine. */
export function assembleKernels(engine: Engine, simd: Simd): Kernels {
  return {
    ...matMulKernels(engine),
    ...convolutionKernels(engine),
    ...poolingKernels(engine),
    ...statisticsKernels(engine),
    ...scoreSoftplusKernels(engine),
    ...topScoresKernels(engine),
    ...screenKernels(engine),
    ...optimizerKernels(engine),
    ...activationKernels(engine),
    ...softmaxKernels(engine),
    ...layerNormKernels(engine),
    ...sumKernels(engine),
    ...transposeKernels(engine),
    ...comparisonKernels(engine),
    ...attentionKernels(engine),
    simd,
    threads: engine.threads,
    dispose: engine.dispose,
  };
}
