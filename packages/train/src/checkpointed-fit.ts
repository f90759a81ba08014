import type { Pairs } from "@crosstilt/core";
import type { Checkpoints } from "./file-checkpoints.js";
import { type FitOptions, type FitStep, fit, startFit } from "./fit.js";
import type { BimodalModel } from "./model.js";
import { disposeState, type TrainingState } from "./training-state.js";

export interface RunHooks {
  readonly signal?: AbortSignal;
  /** Seconds between checkpoints (default 10); one is also written when the signal aborts and at the end. */
  readonly checkpointSeconds?: number;
  onStep?(event: FitStep): void;
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
  { signal, checkpointSeconds = 10, onStep, onEpoch, start = () => startFit(model, options) }: RunHooks = {},
): Promise<TrainingState> {
  const state = (await checkpoints.load()) ?? start();
  try {
    let saved = Date.now();
    for await (const event of fit(model, pairs, state, { ...options, signal })) {
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
