import { createGenerator } from "@crosstilt/core";

/** Pairs of numbers: entry i of u belongs to entry i of v. */
export interface NumberPairs {
  readonly u: readonly number[];
  readonly v: readonly number[];
}

/** Pairs to draw; u and v are standard normal, whatever their correlation. */
export interface PairsJob {
  readonly correlation: number;
  readonly count: number;
  readonly seed: number;
}

/** Draws pairs; one seed gives the same u and the same noise at every correlation. */
export function drawPairs({ correlation, count, seed }: PairsJob): NumberPairs {
  const generator = createGenerator(seed).fork("pairs");
  const noise = Array.from({ length: count }, () => [generator.normal(), generator.normal()] as const);
  const rest = Math.sqrt(1 - correlation ** 2);
  return { u: noise.map(([x]) => x), v: noise.map(([x, y]) => correlation * x + rest * y) };
}

/** The same pairs moved to means 0, variances 1 and exactly their correlation, so that no estimate errs by their moments. */
export function exactPairs(job: PairsJob): NumberPairs {
  const { u, v } = drawPairs({ ...job, correlation: 0 });
  const x = standardised(u);
  const slope = meanProduct(x, v);
  const y = standardised(v.map((value, i) => value - slope * x[i]!));
  const rest = Math.sqrt(1 - job.correlation ** 2);
  return { u: x, v: y.map((value, i) => job.correlation * x[i]! + rest * value) };
}

function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const deviation = Math.sqrt(meanProduct(centred, centred));
  return centred.map((value) => value / deviation);
}

/** `(1/n) Σ x_i y_i`. */
const meanProduct = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, value, i) => sum + value * y[i]!, 0) / x.length;

/** The pairs with their v in random order: both clouds of numbers stay, what belonged together does not. */
export function shuffledPairs({ u, v }: NumberPairs, seed: number): NumberPairs {
  const order = createGenerator(seed).fork("order").permutation(v.length);
  return { u, v: Array.from(order, (i) => v[i]!) };
}

/** The mean v of the pairs whose u is within `width` of a place, and how many these are. */
export function meanNear({ u, v }: NumberPairs, place: number, width: number): { mean: number; count: number } {
  const near = v.filter((_, i) => Math.abs(u[i]! - place) <= width);
  return { mean: near.reduce((sum, value) => sum + value, 0) / near.length, count: near.length };
}

/** The pairs in order of their u. */
export function sortedPairs({ u, v }: NumberPairs): NumberPairs {
  const order = u.map((_, i) => i).sort((a, b) => u[a]! - u[b]!);
  return { u: order.map((i) => u[i]!), v: order.map((i) => v[i]!) };
}
