import { Interrupted } from "@crosstilt/train";

/** What long measurements heed and tell. */
export interface MeasureHooks {
  readonly signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

/**
 * Lets signals and rendering run.
 *
 * @throws Interrupted when the signal has aborted.
 */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted) throw new Interrupted("stopped while measuring; what was trained is saved");
}
