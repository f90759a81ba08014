/** Lets one run at a time go on, wait or end. */
export interface Control {
  /** Ends the run before and gives the next one its signal. */
  begin(): AbortSignal;
  /** Resolves at once, or when the run is resumed or ended. */
  pause(): Promise<void>;
  hold(): void;
  resume(): void;
  stop(): void;
}

/** A fresh {@link Control}. */
export function createControl(): Control {
  let controller = new AbortController();
  let gate: Promise<void> | null = null;
  let open = () => {};
  const resume = () => {
    open();
    gate = null;
  };
  const stop = () => {
    controller.abort();
    resume();
  };
  return {
    begin: () => {
      stop();
      controller = new AbortController();
      return controller.signal;
    },
    pause: async () => gate ?? undefined,
    hold: () => {
      gate ??= new Promise((resolve) => (open = resolve));
    },
    resume,
    stop,
  };
}
