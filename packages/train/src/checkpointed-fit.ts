import type { Pairs } from "@crosstilt/core";
import type { Checkpoints } from "./file-checkpoints.js";
import { type FitOptions, type FitStep, fit, startFit } from "./fit.js";
import type { EpochEvent, StepEvent } from "./minimize.js";
import type { BimodalModel } from "./model.js";
import { disposeState, type TrainingState } from "./training-state.js";

export interface RunHooks<S extends StepEvent = FitStep> {
  readonly signal?: AbortSignal;
  /** Seconds between checkpoints (default 10); one is also written when the signal aborts and at the end. */
  readonly checkpointSeconds?: number;
  onStep?(event: S): void;
  /** The state to begin with when there is no checkpoint; by default fresh parameters. */
  readonly start?: () => TrainingState;
  /**
   * Called at the end of every epoch, before the checkpoint that follows: what it writes is there when a run resumes.
   * When it resolves to "stop", the training ends.
   */
  onEpoch?(state: TrainingState): Promise<unknown>;
}

/** Thrown when a signal ended a run; what was done is saved. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/**
 * Trains from the latest checkpoint, or from the start when there is none, and keeps checkpoints on the way.
 * The caller disposes of the state.
 *
 * @throws {@link Interrupted} when the signal aborts, after saving.
 * @example
 * const state = await checkpointedFit(model, pairs, { loss }, fileCheckpoints("runs/1", settings), { signal });
 */
export async function checkpointedFit(
  model: BimodalModel,
  pairs: Pairs,
  options: FitOptions,
  checkpoints: Checkpoints,
  hooks: RunHooks = {},
): Promise<TrainingState> {
  const { signal, start = () => startFit(model, options) } = hooks;
  return checkpointed((state) => fit(model, pairs, state, { ...options, signal }), checkpoints, { ...hooks, start });
}

/**
 * {@link checkpointedFit} of any training that moves a state forward in place, such as `minimize`; `train` must itself end
 * when the signal aborts.
 *
 * @throws {@link Interrupted} when the signal aborts, after saving.
 * @example
 * const state = await checkpointed((state) => minimize(objective, state, options), checkpoints, { start });
 */
export async function checkpointed<S extends StepEvent>(
  train: (state: TrainingState) => AsyncIterable<S | EpochEvent>,
  checkpoints: Checkpoints,
  { signal, checkpointSeconds = 10, onStep, onEpoch, start }: RunHooks<S> & { readonly start: () => TrainingState },
): Promise<TrainingState> {
  const state = (await checkpoints.load()) ?? start();
  try {
    let saved = Date.now();
    for await (const event of train(state)) {
      if (event.type === "step") onStep?.(event);
      else if ((await onEpoch?.(state)) === "stop") break;
      const due = event.type === "epoch" && onEpoch !== undefined;
      if (!due && Date.now() - saved < checkpointSeconds * 1000) continue;
      await checkpoints.save(state);
      saved = Date.now();
    }
    await checkpoints.save(state);
    if (signal?.aborted) throw new Interrupted("stopped; the checkpoint is saved");
    return state;
  } catch (error) {
    disposeState(state);
    throw error;
  }
}
