import { demand } from "@crosstilt/core";
import {
  fifthOrderError,
  interpolantWeights,
  type SparseRow,
  stageTimes,
  stageWeights,
  thirdOrderError,
} from "./dormand-prince.js";
import { createFlow, type Flow } from "./flow.js";
import type { Ocean, Place } from "./ocean.js";

export interface PathOptions {
  readonly coefficients: ArrayLike<number>;
  readonly start: Place;
  readonly duration: number;
  /** Recorded points, at times `duration · i / points`, i = 1..points. */
  readonly points: number;
  /** Largest estimated error of a step; default 1e-10. */
  readonly tolerance?: number;
}

/** Writes point i into `(x, y)` places of the receiver's choosing. */
export type Recorder = (i: number, x: number, y: number) => void;

/** Traces drifters; keeps the tables of phases between paths. */
export type Tracer = (options: PathOptions, record: Recorder) => void;

const LAST = 12;
/** Steps are `duration · 2^(−level/4)`, so that few tables of phases serve all paths. */
const LEVELS_PER_HALVING = 4;
const FIRST_LEVEL = 6 * LEVELS_PER_HALVING;
const LAST_LEVEL = 40 * LEVELS_PER_HALVING;

/**
 * A tracer by the Dormand–Prince method of order 8 with step control; points between steps come from its interpolant of
 * order 7. Positions are not wrapped: the path leaves the unit square.
 *
 * @example
 * createTracer(ocean)({ coefficients, start: [0.75, 0.75], duration: 0.1, points: 1000 }, (i, x, y) => path.push(x, y));
 */
export function createTracer(ocean: Pick<Ocean, "wavevectors" | "frequencies">): Tracer {
  const flow = createFlow(ocean, stageTimes);
  const slopes = new Float64Array(2 * stageTimes.length);
  const next = new Float64Array(2);
  const interpolant = new Float64Array(14);

  return ({ coefficients, start, duration, points, tolerance = 1e-10 }, record) => {
    flow.begin(coefficients);
    let [x, y] = start;
    let [t, recorded, level] = [0, 0, FIRST_LEVEL];
    flow.prepare(duration);
    flow.velocity(0, x, y, slopes, 0);
    while (recorded < points) {
      const step = duration * 2 ** (-level / LEVELS_PER_HALVING);
      flow.prepare(step);
      runStages(flow, slopes, x, y, step, 1, LAST);
      next[0] = x + step * combine(stageWeights[LAST]!, slopes, 0);
      next[1] = y + step * combine(stageWeights[LAST]!, slopes, 1);
      const error = errorEstimate(slopes, step) / tolerance;
      const accepted = error <= 1;
      if (accepted) {
        flow.velocity(LAST, next[0], next[1], slopes, 2 * LAST);
        const due = Math.min(points, Math.floor(((t + step) / duration) * points + 1e-9));
        if (due > recorded) {
          runStages(flow, slopes, x, y, step, LAST + 1, stageTimes.length);
          fillInterpolant(interpolant, slopes, [x, y], next, step);
          for (; recorded < due; recorded++) {
            const part = ((duration * (recorded + 1)) / points - t) / step;
            record(recorded, x + interpolate(interpolant, 0, part), y + interpolate(interpolant, 1, part));
          }
        }
        flow.advance();
        [x, y, t] = [next[0], next[1], t + step];
        slopes.copyWithin(0, 2 * LAST, 2 * LAST + 2);
      }
      level = nextLevel(level, error, accepted);
    }
  };
}

function runStages(
  flow: Flow,
  slopes: Float64Array,
  x: number,
  y: number,
  step: number,
  first: number,
  end: number,
): void {
  for (let stage = first; stage < end; stage++) {
    const weights = stageWeights[stage]!;
    flow.velocity(
      stage,
      x + step * combine(weights, slopes, 0),
      y + step * combine(weights, slopes, 1),
      slopes,
      2 * stage,
    );
  }
}

function combine(row: SparseRow, slopes: Float64Array, axis: number): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += row[i]![1] * slopes[2 * row[i]![0] + axis]!;
  return sum;
}

/** Hairer's mixture of the two estimates, `h |e₅|² / √(|e₅|² + 0.01 |e₃|²)`. */
function errorEstimate(slopes: Float64Array, step: number): number {
  const square = (row: SparseRow) => combine(row, slopes, 0) ** 2 + combine(row, slopes, 1) ** 2;
  const fifth = square(fifthOrderError);
  return fifth === 0 ? 0 : (step * fifth) / Math.sqrt(2 * (fifth + 0.01 * square(thirdOrderError)));
}

function nextLevel(level: number, error: number, accepted: boolean): number {
  const factor = Math.min(accepted ? 4 : 1, Math.max(0.2, 0.9 * error ** (-1 / 8)));
  const wanted = level - LEVELS_PER_HALVING * Math.log2(factor);
  const chosen = accepted ? Math.ceil(wanted) : Math.max(level + 1, Math.ceil(wanted));
  demand(chosen <= LAST_LEVEL, () => ({
    argument: "tolerance",
    expected: "an accuracy that float64 steps can reach",
    received: "a path whose steps would vanish",
    remedy: "Raise the tolerance, or lower the speed",
  }));
  return Math.max(0, chosen);
}

function fillInterpolant(
  rows: Float64Array,
  slopes: Float64Array,
  [x, y]: Place,
  next: Float64Array,
  step: number,
): void {
  for (const axis of [0, 1]) {
    const change = next[axis]! - (axis === 0 ? x : y);
    const [before, after] = [step * slopes[axis]!, step * slopes[2 * LAST + axis]!];
    rows[axis] = change;
    rows[2 + axis] = before - change;
    rows[4 + axis] = 2 * change - before - after;
    for (let i = 0; i < 4; i++) rows[6 + 2 * i + axis] = step * combine(interpolantWeights[i]!, slopes, axis);
  }
}

/** The displacement after a part s of the step: `s (r₀ + (1−s)(r₁ + s (r₂ + (1−s)(r₃ + …))))`. */
function interpolate(rows: Float64Array, axis: number, part: number): number {
  let sum = 0;
  for (let i = 6; i >= 0; i--) sum = (sum + rows[2 * i + axis]!) * (i % 2 === 0 ? part : 1 - part);
  return sum;
}
