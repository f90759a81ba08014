import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { demand, describe } from "@crosstilt/core";
import { coefficientCount, createPairMaker, pathColumns } from "./generate-pair.js";
import type { Ocean } from "./ocean.js";

/** Pairs as flat arrays: u `[count, 2K]`, v `[count, points, 2 · drifters]`. */
export interface OceanArrays {
  readonly u: Float32Array;
  readonly v: Float32Array;
}

export interface GenerateOptions {
  /** Index of the first pair; default 0. */
  readonly first?: number;
  readonly count: number;
  /** Largest estimated error of a step of the integrator; default 1e-10. Coarser is faster: 1e-6 takes a quarter of the time. */
  readonly tolerance?: number;
  /** Threads that share the work; default all cores. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Called with the pairs made so far, several times a second. */
  onProgress?(done: number, total: number): void;
}

/** A run of pairs one thread makes at a time. */
export interface Chunk extends OceanArrays {
  readonly first: number;
  readonly count: number;
}

const CHUNK = 128;

/**
 * The pairs `first … first + count − 1` of an ocean; the number of threads changes nothing but the time.
 *
 * @throws the signal's reason when it aborts.
 * @example
 * const { u, v } = await generatePairs(createOcean(), { count: 1000, threads: 2 });
 */
export async function generatePairs(ocean: Ocean, options: GenerateOptions): Promise<OceanArrays> {
  const { first = 0, count, tolerance, threads = availableParallelism(), signal, onProgress } = options;
  demandCounts({ count, threads });
  signal?.throwIfAborted();
  const [rowU, rowV] = [coefficientCount(ocean), ocean.settings.points * pathColumns(ocean)];
  const all = { u: new Float32Array(count * rowU), v: new Float32Array(count * rowV) };
  let done = 0;
  const receive = (chunk: Chunk) => {
    all.u.set(chunk.u, (chunk.first - first) * rowU);
    all.v.set(chunk.v, (chunk.first - first) * rowV);
    done += chunk.count;
    onProgress?.(done, count);
  };
  const crew = Math.min(threads, Math.ceil(count / CHUNK));
  const range = { first, count, crew, tolerance };
  if (crew === 1) await makeHere(ocean, range, receive, signal);
  else await makeInThreads(ocean, range, receive, signal);
  return all;
}

/** Which pairs a crew of threads makes. */
export interface Range {
  readonly first: number;
  readonly count: number;
  readonly crew: number;
  readonly tolerance?: number;
}

/** The chunks of one of `crew` threads, which take turns. */
export function* chunksOf(ocean: Ocean, { first, count, crew, tolerance }: Range, thread: number): Iterable<Chunk> {
  const make = createPairMaker(ocean, { tolerance });
  const [rowU, rowV] = [coefficientCount(ocean), ocean.settings.points * pathColumns(ocean)];
  for (let start = thread * CHUNK; start < count; start += crew * CHUNK) {
    const size = Math.min(CHUNK, count - start);
    const chunk = {
      first: first + start,
      count: size,
      u: new Float32Array(size * rowU),
      v: new Float32Array(size * rowV),
    };
    for (let i = 0; i < size; i++)
      make(chunk.first + i, chunk.u.subarray(i * rowU, (i + 1) * rowU), chunk.v.subarray(i * rowV, (i + 1) * rowV));
    yield chunk;
  }
}

async function makeHere(
  ocean: Ocean,
  range: Range,
  receive: (chunk: Chunk) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const chunk of chunksOf(ocean, range, 0)) {
    receive(chunk);
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }
}

async function makeInThreads(
  ocean: Ocean,
  range: Range,
  receive: (chunk: Chunk) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  // The compiled file also when this one runs from its source, which threads cannot load.
  const file = new URL("../dist/worker.js", import.meta.url);
  const workers = Array.from(
    { length: range.crew },
    (_, thread) => new Worker(file, { execArgv: [], workerData: { settings: ocean.settings, range, thread } }),
  );
  try {
    await Promise.all(workers.map((worker) => finished(worker, receive, signal)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function finished(worker: Worker, receive: (chunk: Chunk) => void, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    worker.on("message", receive);
    worker.once("error", reject);
    worker.once("exit", () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    });
  });
}

function demandCounts(counts: Record<string, number>): void {
  for (const [argument, value] of Object.entries(counts))
    demand(Number.isInteger(value) && value >= 1, () => ({
      argument,
      expected: "a whole number from 1 up",
      received: describe(value),
    }));
}
