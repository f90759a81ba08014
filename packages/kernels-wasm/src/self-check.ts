import type { KernelBinary } from "./binary.js";
import { createKernels, type Kernels } from "./kernels.js";

const pages = 64;

/** A heap of its own for a few small kernels. */
interface Bench {
  kernels: Kernels;
  /** So many fixed numbers between -1 and 1, with a NaN first if wanted. */
  put: (count: number, first?: number) => number;
  /** Room for an output. */
  out: (count: number) => number;
  /** What all outputs hold. */
  results: () => Float32Array[];
}

async function createBench(binary: KernelBinary): Promise<Bench> {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: binary.shared });
  let top = 1024;
  const allocate = (bytes: number) => {
    const pointer = top;
    top += Math.ceil(bytes / 64) * 64;
    return top <= memory.buffer.byteLength ? pointer : 0;
  };
  const kernels = await createKernels({ memory, allocate, free: () => {}, binary });
  const outputs: [pointer: number, count: number][] = [];
  const put = (count: number, first = 0.5) => {
    const pointer = allocate(count * 4);
    const fixed = (i: number) => (i === 0 ? first : Math.sin(i * 12.9898 + count));
    new Float32Array(memory.buffer, pointer, count).set(Float32Array.from({ length: count }, (_, i) => fixed(i)));
    return pointer;
  };
  const out = (count: number) => {
    outputs.push([top, count]);
    return allocate(count * 4);
  };
  const results = () => outputs.map(([pointer, count]) => new Float32Array(memory.buffer, pointer, count).slice());
  return { kernels, put, out, results };
}

function multiply({ kernels, put, out }: Bench): void {
  const [m, k, n] = [13, 300, 45];
  const product = { a: put(m * k, Number.NaN), b: put(k * n), m, k, n };
  kernels.matMul({ ...product, out: out(m * n), bias: put(n), activation: "relu" });
  kernels.matMul({ ...product, a: put(m * k), transposeA: true, transposeB: true, out: out(m * n) });
}

function convolve({ kernels, put, out }: Bench): void {
  const size = { batch: 2, height: 7, width: 6, channels: 3, padTop: 1, padLeft: 1, outHeight: 7, outWidth: 6 };
  const shape = { ...size, filterHeight: 3, filterWidth: 3, outChannels: 20 };
  const [x, filter, dy] = [put(2 * 42 * 3), put(9 * 3 * 20), put(2 * 42 * 20)];
  kernels.conv2d({ ...shape, x, filter, out: out(2 * 42 * 20), bias: put(20), activation: "relu" });
  kernels.conv2dFilterGradient({ ...shape, x, dy, dFilter: out(9 * 3 * 20) });
  kernels.conv2dInputGradient({ ...shape, dy, filter, dx: out(2 * 42 * 3) });
}

/** Scale 1 takes one shift for all scores, scale 90 running maxima. */
function score({ kernels, put, out }: Bench, scale: number): void {
  const [n, m, d] = [70, 37, 11];
  const scores = { u: put(n * d), v: put(m * d), n, m, d, scale };
  const means = { diagonal: out(m), rowLogMeanExp: out(n), columnLogMeanExp: out(m) };
  kernels.scoreStatistics({ ...scores, ...means });
  const slopes = { dDiagonal: put(m), dU: out(n * d), dV: out(m * d), dAlpha: out(n), dBeta: out(m) };
  kernels.scoreStatisticsGradient({ ...scores, ...means, ...slopes, dRow: put(n), dColumn: put(m) });
  kernels.scoreSoftplus({ ...scores, diagonal: out(m), rowSoftplus: out(n) });
  kernels.scoreSoftplusGradient({ ...scores, ...slopes, dU: out(n * d), dV: out(m * d), dRow: put(n) });
}

function attend({ kernels, put, out }: Bench): void {
  const [queries, depth] = [70, 12];
  const size = 2 * queries * depth;
  const problem = { batch: 1, heads: 2, queries, depth, q: put(size), k: put(size), v: put(size), out: out(size) };
  const logSum = out(2 * queries);
  kernels.attention({ ...problem, logSum });
  kernels.attentionGradient({ ...problem, logSum, dOut: put(size), dQ: out(size), dK: out(size), dV: out(size) });
}

function transform({ kernels, put, out }: Bench): void {
  const [rows, columns] = [5, 43];
  const size = rows * columns;
  const [x, dy, gamma] = [put(size, Number.NaN), put(size), put(columns)];
  const shape = { rows, columns };
  kernels.softmax({ ...shape, x: dy, out: out(size) });
  kernels.layerNorm({ ...shape, x: dy, gamma, beta: put(columns), out: out(size) });
  kernels.layerNormGradient({ ...shape, x: dy, gamma, dy, dx: out(size), dGamma: out(columns), dBeta: out(columns) });
  for (const name of ["exp", "tanh", "sigmoid", "gelu", "relu"] as const) {
    kernels.activation({ name, x, out: out(size), size });
    kernels.activationGradient({ name, x, dy, dx: out(size), size });
  }
  kernels.sum({ x: dy, out: out(columns), outer: 1, count: rows, inner: columns });
  kernels.sum({ x: dy, out: out(rows), outer: rows, count: columns, inner: 1 });
}

/** Whether both compute the same to the last bit: how vectors are cut must not show. One NaN is as good as another. */
export async function agree(first: KernelBinary, second: KernelBinary): Promise<boolean> {
  const [expected, received] = await Promise.all([first, second].map(allResults));
  return expected!.every((values, i) => values.every((value, j) => Object.is(value, received![i]![j])));
}

async function allResults(binary: KernelBinary): Promise<Float32Array[]> {
  const bench = await createBench(binary);
  multiply(bench);
  convolve(bench);
  for (const scale of [1, 90]) score(bench, scale);
  attend(bench);
  transform(bench);
  return bench.results();
}

/**
 * Whether neighbouring operations run as one: twice the columns then take a tenth longer, otherwise at least twice as long.
 * The least of many short runs, which a busy machine leaves alone.
 */
export async function isFused(binary: KernelBinary): Promise<boolean> {
  const { kernels, put, out } = await createBench(binary);
  const [m, k] = [128, 256];
  const product = { a: put(m * k), b: put(k * 16), out: out(m * 16), m, k };
  const timed = (n: number) => {
    const start = performance.now();
    kernels.matMul({ ...product, n });
    return performance.now() - start;
  };
  const times = Array.from({ length: 60 }, () => [timed(8), timed(16)] as const);
  const least = (column: 0 | 1) => Math.min(...times.map((pair) => pair[column]));
  return least(1) < 1.6 * least(0);
}
