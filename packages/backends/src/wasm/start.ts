import { createKernels, type Kernels, type KernelsOptions } from "@crosstilt/kernels-wasm";
import { BackendWasm, setThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { platform } from "#platform";
import { activate } from "../prepare.js";
import type { WasmBackend } from "./heap.js";
import { installKernels } from "./install.js";

const NAME = "wasm";
const PRIORITY = 2;

/** How tfjs itself makes the backend; removing a backend forgets it. */
const stockFactory = tf.findBackendFactory(NAME);

/** A backend with our kernels. */
export interface RunningBackend {
  readonly backend: tf.KernelBackend;
  readonly kernels: Kernels;
  readonly threads: number;
  /** How many threads were asked for. */
  readonly wanted: number;
  readonly failure?: string;
  /** Why the kernels' vectors are no wider. */
  readonly limit?: string;
  activate(): Promise<void>;
}

/** The wasm backend that tfjs holds, if one was started. */
export const registeredBackend = (): tf.KernelBackend | undefined => tf.engine().registry[NAME];

/** Starts the backend on so many threads, or on one where that fails; the tensors of an earlier one are lost. */
export function startBackend(threads = platform.defaultThreads): Promise<RunningBackend> {
  return platform.guard(() => startOn(threads));
}

async function startOn(threads: number): Promise<RunningBackend> {
  // tfjs computes on the calling thread; ours share the kernels.
  setThreadsCount(1);
  if (threads === 1) return startPlain(threads);
  try {
    return await startThreaded(threads);
  } catch (error) {
    return startPlain(threads, (error as Error).message);
  }
}

async function startPlain(wanted: number, failure?: string): Promise<RunningBackend> {
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const { loadModule } = platform;
  const module = await loadModule?.();
  const backend = await start(module ? () => new BackendWasm(module as never) : stockFactory);
  const binary = await platform.chooseBinary({ shared: false });
  const create = (options: KernelsOptions) => createKernels({ ...options, binary });
  const kernels = await installKernels(backend as unknown as WasmBackend, create);
  return { backend, kernels, threads: 1, wanted, failure, limit: binary.limit, activate: () => activate(NAME) };
}

async function startThreaded(threads: number): Promise<RunningBackend> {
  const { threaded } = platform;
  if (!threaded) throw new Error(`${threads} threads: only one is available in browsers`);
  const module = await threaded.loadModule();
  const backend = await start(() => new BackendWasm(module as never));
  const binary = await platform.chooseBinary({ shared: true });
  const create = (options: KernelsOptions) => threaded.createKernels({ ...options, binary, threads });
  const kernels = await installKernels(backend as unknown as WasmBackend, create);
  return { backend, kernels, threads, wanted: threads, limit: binary.limit, activate: () => activate(NAME) };
}

async function start(factory: ReturnType<typeof tf.findBackendFactory>): Promise<tf.KernelBackend> {
  if (tf.findBackendFactory(NAME)) tf.removeBackend(NAME);
  tf.registerBackend(NAME, factory, PRIORITY);
  await activate(NAME);
  return tf.backend();
}
