import { type Remote, wrap } from "comlink";
import type { Physics } from "./ocean.worker.js";

let physics: Remote<Physics> | null = null;

/** The worker that retrieves and measures; started when first asked for. */
export function startPhysics(): Remote<Physics> {
  physics ??= wrap<Physics>(new Worker(new URL("./ocean.worker.ts", import.meta.url), { type: "module" }));
  return physics;
}
