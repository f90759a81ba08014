import type { FitEvent, FitStep } from "@crosstilt/train";

/** What a training of the worker obeys and whom it tells. */
export interface Hooks<R> {
  readonly signal: AbortSignal;
  /** Resolves when the training may go on. */
  pause(): Promise<void>;
  report(report: R): unknown;
}

/** Runs a training to its end; tells of a step every `interval` milliseconds, and of the last one. */
export async function follow(
  events: AsyncIterable<FitEvent>,
  { pause, tell, interval = 60 }: { pause(): Promise<void>; tell(step: FitStep): unknown; interval?: number },
): Promise<void> {
  let told = 0;
  for await (const event of events) {
    if (event.type !== "step") continue;
    if (Date.now() - told >= interval || event.step === event.totalSteps) {
      await tell(event);
      told = Date.now();
    }
    await pause();
  }
}
