import { note } from "./output.js";

/** A signal that Ctrl-C (or SIGTERM) aborts, so that work can save itself; the second Ctrl-C ends at once. */
export function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    note("\nstopping after this step and saving a checkpoint; press Ctrl-C again to stop at once");
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}
