import { type Remote, wrap } from "comlink";
import type { Engine } from "./engine.worker.js";

let engine: Remote<Engine> | null = null;

/** The worker that trains and evaluates models; started when first asked for, shared by all labs. */
export function startEngine(): Remote<Engine> {
  engine ??= wrap<Engine>(new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" }));
  return engine;
}
