import type { Pairs } from "@crosstilt/core";
import {
  type BimodalModel,
  disposeState,
  type EpochEvent,
  type FitOptions,
  fit,
  type StepEvent,
  startFit,
  type TrainingState,
} from "@crosstilt/train";
import type { Checkpoints } from "@crosstilt/train/node";

export interface RunHooks {
  readonly signal?: AbortSignal;
  /** Seconds between checkpoints; one is also written when the signal aborts and at the end. */
  readonly checkpointSeconds?: number;
  onStep?(event: StepEvent): void;
  /** The state to begin with when there is no checkpoint; by default fresh parameters. */
  readonly start?: () => TrainingState;
  /** Called at the end of every epoch, before the checkpoint that follows: what it writes is there when a run resumes. */
  onEpoch?(state: TrainingState): Promise<void>;
}

/** Thrown when a signal ended a run; what was done is saved. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** One stretch of training: moves the state forward in place until it is done or its signal aborts. */
export type Training = (state: TrainingState) => AsyncIterable<StepEvent | EpochEvent>;

/**
 * Trains from the latest checkpoint, or from the start when there is none, and keeps checkpoints on the way.
 * The caller disposes of the state.
 *
 * @throws {@link Interrupted} when the signal aborts, after saving.
 */
export async function checkpointedFit(
  model: BimodalModel,
  pairs: Pairs,
  options: FitOptions,
  checkpoints: Checkpoints,
  hooks: RunHooks = {},
): Promise<TrainingState> {
  const { signal, start = () => startFit(model, options) } = hooks;
  const train: Training = (state) => fit(model, pairs, state, { ...options, signal });
  return checkpointed(train, checkpoints, { ...hooks, start });
}

/** {@link checkpointedFit} of any training; `train` must heed the signal itself. */
export async function checkpointed(
  train: Training,
  checkpoints: Checkpoints,
  { signal, checkpointSeconds = 10, onStep, onEpoch, start }: RunHooks & { readonly start: () => TrainingState },
): Promise<TrainingState> {
  const state = (await checkpoints.load()) ?? start();
  let saved = Date.now();
  for await (const event of train(state)) {
    if (event.type === "step") onStep?.(event);
    else await onEpoch?.(state);
    const due = event.type === "epoch" && onEpoch !== undefined;
    if (!due && Date.now() - saved < checkpointSeconds * 1000) continue;
    await checkpoints.save(state);
    saved = Date.now();
  }
  await checkpoints.save(state);
  if (signal?.aborted) {
    disposeState(state);
    throw new Interrupted("stopped; the checkpoint is saved");
  }
  return state;
}
