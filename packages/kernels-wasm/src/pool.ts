import { Worker } from "node:worker_threads";
import { refusal } from "@crosstilt/formats/refusal";
import { type Pointer, reserveBlock } from "./engine.js";
import { assembleKernels, type Kernels, type KernelsOptions, loadEngine } from "./kernels.js";
import { workerSource } from "./worker-source.js";

export interface KernelPoolOptions extends KernelsOptions {
  /** How many threads share the work, the calling one included. */
  threads: number;
}

/** Most numbers a kernel function takes. */
const argumentCount = 31;
/** Looks at the generation word before a thread sleeps, some 10 microseconds: kernels often follow each other closely. */
const patience = 4000;

/** Where a worker's job lies in the control block: four integers (generation, function, arguments, failed), then its numbers. */
interface Slot {
  words: number;
  numbers: number;
  argumentCount: number;
  /** Index of the count of workers not yet done. */
  pending: number;
}

interface Crew {
  integers: Int32Array;
  floats: Float64Array;
  slots: Slot[];
  workers: Worker[];
}

/**
 * `createKernels` on several threads: workers on the same shared memory take their part of each kernel while the caller
 * does its own. Same inputs and thread count, same bits. Idle workers sleep and never keep the process alive.
 *
 * The memory must be shared. With tfjs-backend-wasm that means its threaded build: make its module, register the backend,
 * and hand over its memory, `_malloc` and `_free`.
 *
 * @throws CrosstiltError when `threads` is below 1 or the memory is not shared.
 * @example
 * const memory = new WebAssembly.Memory({ initial: 256, maximum: 65536, shared: true });
 * const kernels = await createKernelPool({ memory, allocate, free, threads: 2 });
 */
export async function createKernelPool(options: KernelPoolOptions): Promise<Kernels> {
  const { threads, memory, allocate, free } = options;
  checkPool(options);
  const { engine, binary } = await loadEngine(options);
  const workspaces = Array.from({ length: threads - 1 }, () =>
    reserveBlock(allocate, engine.constant("workspaceBytes"), "workspace of a kernel thread"),
  );
  const crew = await startCrew(binary.module, memory, workspaces);
  const order = WebAssembly.Module.exports(binary.module).map(({ name }) => name);
  const share = (name: string, [own = [], ...others]: readonly (readonly number[])[]) => {
    submit(crew, order.indexOf(name), others);
    const results: number[] = [];
    try {
      results.push(engine.call(name, ...own));
    } finally {
      // Also when the own part fails: the others still work on the heap.
      waitForAll(crew);
    }
    return [...results, ...resultsOf(crew, name, others.length)];
  };
  const dispose = () => {
    for (const worker of crew.workers) void worker.terminate();
    for (const workspace of workspaces) free(workspace);
    engine.dispose();
  };
  const runParts: typeof share = (name, parts) =>
    parts.length < 2 ? engine.runParts(name, parts) : share(name, parts);
  return assembleKernels({ ...engine, threads, runParts, dispose }, binary.simd);
}

function checkPool({ threads, memory }: KernelPoolOptions): void {
  if (!Number.isInteger(threads) || threads < 1)
    throw refusal({
      argument: "createKernelPool: threads",
      expected: "a whole number of at least 1",
      received: String(threads),
    });
  if (!(memory.buffer instanceof SharedArrayBuffer))
    throw refusal({
      argument: "createKernelPool: memory",
      expected: "shared memory",
      received: "memory of its own",
      remedy: "Create it with shared: true, or use createKernels",
    });
}

async function startCrew(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  workspaces: readonly Pointer[],
): Promise<Crew> {
  const control = new SharedArrayBuffer(8 * (2 + workspaces.length * (argumentCount + 3)));
  const slots = workspaces.map((_, i) => {
    const start = 2 + i * (argumentCount + 3);
    return { words: 2 * start, numbers: start + 2, argumentCount, pending: 0 };
  });
  const workers = workspaces.map((workspace, i) => {
    const workerData = { module, memory, control, workspace, slot: slots[i], patience };
    // Without the process's own flags: --input-type and loaders would change how the text is read.
    return new Worker(workerSource, { eval: true, execArgv: [], workerData });
  });
  await Promise.all(workers.map(ready));
  return { integers: new Int32Array(control), floats: new Float64Array(control), slots, workers };
}

/** Resolves when the worker waits for work; from then on it does not keep the process alive. */
function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", () => {
      worker.unref();
      resolve();
    });
  });
}

function submit({ integers, floats, slots }: Crew, index: number, parts: readonly (readonly number[])[]): void {
  Atomics.store(integers, 0, parts.length);
  parts.forEach((values, i) => {
    const { words, numbers } = slots[i]!;
    floats.set(values, numbers);
    integers[words + 1] = index;
    integers[words + 2] = values.length;
    Atomics.add(integers, words, 1);
    Atomics.notify(integers, words);
  });
}

function waitForAll({ integers }: Crew): void {
  for (let i = 0; i < patience && Atomics.load(integers, 0) > 0; i++);
  for (let left = Atomics.load(integers, 0); left > 0; left = Atomics.load(integers, 0))
    Atomics.wait(integers, 0, left);
}

function resultsOf({ integers, floats, slots }: Crew, name: string, count: number): number[] {
  return slots.slice(0, count).map(({ words, numbers }) => {
    if (integers[words + 3]) throw new Error(`${name}: a thread failed; were all pointers and sizes within the heap?`);
    return floats[numbers + argumentCount]!;
  });
}
