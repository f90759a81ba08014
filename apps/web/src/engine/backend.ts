import { useWasm as activateWasm } from "@crosstilt/backends/wasm";
import type { Parameters } from "@crosstilt/core";
import type { Compute } from "../state/compute.js";

/** Where a training computes, and why not where it was asked to. */
export interface Place {
  readonly on: Compute;
  /** The name of the adapter, on WebGPU. */
  readonly device?: string;
  readonly failure?: string;
}

let started: Promise<unknown> | null = null;

/** Starts the wasm backend, once. Everything but trainings on WebGPU computes on it. */
export async function ready(): Promise<void> {
  started ??= activateWasm();
  await started;
}

let turn: Promise<unknown> = Promise.resolve();

/**
 * Trains on the wanted backend, or on wasm where it does not start, and goes back to wasm. The backend is one for the whole
 * worker, so trainings take turns: the next begins when the one before has ended.
 */
export function trainOn(wanted: Compute, train: (place: Place) => Promise<void>): Promise<void> {
  const mine = turn
    .then(() => activate(wanted))
    .then(train)
    .finally(activateWasm);
  turn = mine.catch(() => {});
  return mine;
}

async function activate(wanted: Compute): Promise<Place> {
  await ready();
  if (wanted === "wasm") return { on: "wasm" };
  try {
    const { useWebgpu: activateWebgpu } = await import("@crosstilt/backends/webgpu");
    return { on: "webgpu", device: await activateWebgpu() };
  } catch (error) {
    await activateWasm();
    return { on: "wasm", failure: (error as Error).message };
  }
}

/** Reads parameters into main memory, from where wasm takes them over: a GPU cannot be read synchronously. */
export async function fetchParameters(parameters: Parameters): Promise<void> {
  await Promise.all(Object.values(parameters).map((tensor) => tensor.data()));
}
