import { type Remote, wrap } from "comlink";
import { storedPlugins } from "../state/stored-plugins.js";
import type { Engine } from "./engine.worker.js";
import { watched } from "./worker-failure.js";

let engine: Remote<Engine> | null = null;

/** The worker that trains and evaluates models; started when first asked for, shared by all labs. It knows the stored plugins. */
export function startEngine(): Remote<Engine> {
  if (engine) return engine;
  engine = wrap<Engine>(watched(new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" })));
  const plugins = storedPlugins();
  if (plugins.length > 0) void engine.setPlugins(plugins);
  return engine;
}
