import { refusal } from "@crosstilt/formats/refusal";
import { checkPointers, checkSizes } from "./check.js";
import { carve, type Engine, type Pointer, splitRange } from "./engine.js";

/** A gallery in codes, and queries in the same units. */
export interface ScreenOptions {
  /** int8 `[rows, depth]`, the depth a multiple of 8. */
  codes: Pointer;
  /** What a unit of a row's codes is worth, float32 `[rows]`. */
  steps: Pointer;
  /** How far a row is from what its codes say, float32 `[rows]`. */
  radii: Pointer;
  /** Added to the scores of a row, float32 `[rows]`. */
  biases: Pointer;
  depth: number;
  /** The rows that are looked at, from `begin` to before `end`. */
  begin: number;
  end: number;
  /** int16 `[n, depth]` in numbers. */
  queries: Int16Array;
  /** `[n]`: bounds on a score are `step ⟨code, query⟩ + bias · perBias ± (radius · reach + 2⁻²¹ |bias · perBias| + spare)`. */
  reach: Float32Array;
  perBias: Float32Array;
  spare: Float32Array;
  /** How many best are wanted. */
  k: number;
  /** Rows that are noted for a query at most; 4 k or more. */
  room: number;
}

/** Rows `first … first + count` and, of each query, those that may be among the k best of them; null where too many may. */
export interface Screened {
  readonly first: number;
  readonly count: number;
  /** Counted from `first`, in order. */
  readonly candidates: (Int32Array | null)[];
}

export interface ScreenKernels {
  /**
   * The rows of a gallery in int8 codes whose upper bound reaches the k-th best lower bound, for each query, by each thread of
   * its part of the rows; whatever is left out has k betters.
   *
   * @throws CrosstiltError when sizes do not fit, or sums of a query could pass 2³¹.
   * @example
   * for (const { first, candidates } of kernels.screen({ ...gallery, begin: 0, end: rows, queries, reach, perBias, spare, k: 10, room: 1024 }))
   */
  screen: (options: ScreenOptions) => Screened[];
}

const LANES = 4;

export function screenKernels(engine: Engine): ScreenKernels {
  return { screen: (options) => screen(engine, options) };
}

function screen(engine: Engine, options: ScreenOptions): Screened[] {
  const { codes, steps, radii, biases, depth, begin, end, k, room } = options;
  const n = options.reach.length;
  checkScreen(options);
  const parts = splitRange(end - begin, engine.threads, 64);
  const groups = Math.ceil(n / LANES);
  const lists = LANES * groups * parts.length;
  const pieces = carve(engine, {
    queries: 2 * LANES * groups * depth,
    units: 3 * 4 * LANES * groups,
    heaps: 4 * lists * k,
    rows: 4 * lists * room,
    uppers: 4 * lists * room,
    counts: 4 * lists,
    thresholds: 4 * lists,
  });
  placeQueries(engine, options, groups, pieces);
  const own = (part: number, size: number) => 4 * LANES * groups * part * size;
  engine.runParts(
    "screen",
    parts.map(([first, last], part) => [
      ...[codes, steps, radii, biases, depth, begin + first, begin + last],
      ...[pieces.queries, pieces.units, groups, k, room],
      ...[pieces.heaps + own(part, k), pieces.rows + own(part, room), pieces.uppers + own(part, room)],
      ...[pieces.counts + own(part, 1), pieces.thresholds + own(part, 1)],
    ]),
  );
  return parts.map(([first, last], part) => {
    const counts = engine.int32(pieces.counts + own(part, 1), n);
    const candidates = Array.from(counts, (count, i) => {
      if (count < 0) return null;
      const rows = engine.int32(pieces.rows + own(part, room) + 4 * i * room, count);
      return rows.map((row) => row - begin - first);
    });
    return { first: begin + first, count: last - first, candidates };
  });
}

/** Eight numbers of each of four queries lie together, in the order in which they are read; queries that fill a group are zeros. */
function placeQueries(
  engine: Engine,
  { queries, depth, reach, perBias, spare }: ScreenOptions,
  groups: number,
  pieces: { readonly queries: Pointer; readonly units: Pointer },
): void {
  const words = engine.int16(pieces.queries, LANES * groups * depth);
  words.fill(0);
  for (let i = 0; i < reach.length; i++)
    for (let t = 0; t < depth; t += 8) {
      const at = LANES * depth * Math.floor(i / LANES) + LANES * t + 8 * (i % LANES);
      words.set(queries.subarray(i * depth + t, i * depth + t + 8), at);
    }
  const units = engine.float32(pieces.units, 3 * LANES * groups);
  units.fill(0);
  for (let i = 0; i < reach.length; i++) {
    const at = 3 * LANES * Math.floor(i / LANES) + (i % LANES);
    units[at] = reach[i]!;
    units[at + LANES] = perBias[i]!;
    units[at + 2 * LANES] = spare[i]!;
  }
}

function checkScreen({ depth, begin, end, queries, reach, perBias, spare, k, room, ...pointers }: ScreenOptions): void {
  const { codes, steps, radii, biases } = pointers;
  checkPointers("screen", { codes, steps, radii, biases });
  checkSizes("screen", { depth, rows: end - begin, queries: reach.length, k }, 1);
  checkSizes("screen", { begin });
  checkSizes("screen", { room }, 4 * k);
  const n = reach.length;
  if (depth % 8 !== 0 || queries.length !== n * depth || perBias.length !== n || spare.length !== n)
    throw refusal({
      argument: "screen: queries",
      expected: "n rows of a depth that is a multiple of 8, and n of each unit",
      received: `${queries.length} codes of depth ${depth}, ${[reach, perBias, spare].map(({ length }) => length)} units`,
    });
}
