import type { FitEvent, FitStep } from "@crosstilt/train";

/** What a training of the worker obeys and whom it tells. */
export interface Hooks<R> {
  readonly signal: AbortSignal;
  /** Resolves when the training may go on. */
  pause(): Promise<void>;
  report(report: R): unknown;
}

export interface StepHooks {
  pause(): Promise<void>;
  tell(step: FitStep): unknown;
  /** Milliseconds between two steps that are told of (default 60). */
  readonly interval?: number;
}

/** Tells of a step every `interval` milliseconds and of the last one, and waits after each of them. */
export function heedSteps({ pause, tell, interval = 60 }: StepHooks): (step: FitStep) => Promise<void> {
  let told = 0;
  return async (step) => {
    if (Date.now() - told >= interval || step.step === step.totalSteps) {
      await tell(step);
      told = Date.now();
    }
    await pause();
  };
}

/** Runs a training to its end, as {@link heedSteps} has it. */
export async function follow(events: AsyncIterable<FitEvent>, hooks: StepHooks): Promise<void> {
  const heed = heedSteps(hooks);
  for await (const event of events) if (event.type === "step") await heed(event);
}
