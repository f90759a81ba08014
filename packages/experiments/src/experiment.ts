import type { Scale } from "./scale.js";

/** One unit of progress of a stage (training a model, drawing samples). */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** Examples worked on in this unit, for the throughput. */
  readonly examples?: number;
  readonly loss?: number;
}

export interface ExperimentContext {
  readonly scale: Scale;
  readonly seed: number;
  /** Folder of the run: checkpoints are kept there. */
  readonly folder: string;
  readonly dataFolder?: string;
  readonly resume?: boolean;
  /** Threads of the current backend: results depend on them in their last digits. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  report(progress: Progress): void;
  /** Tells the user a line at once, such as how long a run will take. */
  note?(line: string): void;
}

/** A figure as a specification that draws the same in Node and in the browser. */
export interface ExperimentFigure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly spec: object;
}

export interface ExperimentOutput {
  /** What `--json` prints. */
  readonly summary: object;
  /** Everything that was measured. */
  readonly result: object;
  readonly figures: readonly ExperimentFigure[];
  /** The outcome in sentences. */
  readonly lines: readonly string[];
}

/** A reproducible experiment of the paper. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** Whether training is involved, so that a backend must be chosen before `run`. */
  readonly trains: boolean;
  /** Throws `Interrupted` when the signal aborts. */
  run(context: ExperimentContext): Promise<ExperimentOutput>;
}
