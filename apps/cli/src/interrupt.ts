import { note } from "./output.js";

/** What Ctrl-C (or SIGTERM) does while a command has work to save. */
export interface Interruption {
  /** Aborts at the first Ctrl-C after `arm`, so that work can save itself. */
  readonly signal: AbortSignal;
  /** Says that there is work to save from now on; before, Ctrl-C ends the process at once, even in a loop. */
  arm(): void;
}

/** A signal for work that saves itself; the second Ctrl-C ends at once. */
export function abortOnInterrupt(): Interruption {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    note("\nstopping after this step and saving a checkpoint; press Ctrl-C again to stop at once");
    controller.abort();
  };
  let armed = false;
  return {
    signal: controller.signal,
    arm() {
      if (armed) return;
      armed = true;
      process.on("SIGINT", stop);
      process.on("SIGTERM", stop);
    },
  };
}
