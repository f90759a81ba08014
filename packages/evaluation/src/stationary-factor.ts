/** The slope of the loss in log β below which nothing is left to gain, nats; and the same for a step of log β. */
const [FLAT, STILL] = [1e-5, 1e-5];

/** Steps after which the search ends in any case; it takes about eight. */
const STEPS = 60;

interface Point {
  /** log β. */
  readonly log: number;
  /** The slope in log β. */
  readonly slope: number;
}

/**
 * The factor β of scores at which a loss that is convex in it is stationary: where its derivative, which increases, is zero. In
 * log β, by doubling until it lies between and then false position (Illinois); there are no bounds.
 *
 * @param slope the derivative at β > 0.
 * @param start where the search begins (default 1).
 * @example
 * const beta = await stationaryFactor(async (factor) => Math.log(factor) - 1); // e
 */
export async function stationaryFactor(slope: (beta: number) => Promise<number>, start = 1): Promise<number> {
  const at = async (log: number): Promise<Point> => ({ log, slope: Math.exp(log) * (await slope(Math.exp(log))) });
  const flat = (point: Point) => !(Math.abs(point.slope) > FLAT);
  let newest = await at(Math.log(start));
  let other = newest;
  for (let step = 0; step < STEPS && !flat(newest) && sameSide(newest, other); step++) {
    other = newest;
    newest = await at(newest.log - Math.sign(newest.slope) * Math.LN2);
  }
  for (let step = 0; step < STEPS && !flat(newest) && !sameSide(newest, other); step++) {
    const between = await at((newest.log * other.slope - other.log * newest.slope) / (other.slope - newest.slope));
    const still = Math.abs(between.log - newest.log) < STILL;
    // An end that stays counts half, lest the other creeps.
    other = sameSide(between, newest) ? { ...other, slope: other.slope / 2 } : newest;
    newest = between;
    if (still) break;
  }
  return Math.exp(newest.log);
}

const sameSide = (a: Point, b: Point): boolean => a.slope > 0 === b.slope > 0;
