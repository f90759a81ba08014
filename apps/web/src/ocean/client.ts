import { type Remote, wrap } from "comlink";
import { watched } from "../engine/worker-failure.js";
import type { Physics } from "./ocean.worker.js";

let physics: Remote<Physics> | null = null;

/** The worker that retrieves and measures; started when first asked for. */
export function startPhysics(): Remote<Physics> {
  physics ??= wrap<Physics>(watched(new Worker(new URL("./ocean.worker.ts", import.meta.url), { type: "module" })));
  return physics;
}
