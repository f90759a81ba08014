import { type ScalarLaw, scalarNormal } from "./scalar-law.js";

/** A centred normal law whose positive half weighs `1 + lean` and whose negative half weighs `1 − lean`. */
export function mixtureOfQuadrants(variance: number, lean: number): ScalarLaw {
  const { density } = scalarNormal(0, variance);
  const mean = lean * Math.sqrt((2 * variance) / Math.PI);
  return { mean, variance: variance - mean ** 2, density: (x) => density(x) * (1 + Math.sign(x) * lean) };
}

/**
 * Radii, in standard deviations, at which a density level cuts the quadrants of equal and of opposite sign, so that it encloses
 * `mass`: with weight w a level l (relative to the reference's maximum) is met at `r² = 2 log(w/l)`.
 */
export function quadrantRadii(same: number, opposite: number, mass: number): { same: number; opposite: number } {
  const radius = (weight: number, level: number) => Math.sqrt(2 * Math.max(0, Math.log(weight / level)));
  const enclosed = (level: number) => (Math.max(0, same - level) + Math.max(0, opposite - level)) / 2;
  let [low, high] = [0, Math.max(same, opposite)];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (enclosed(middle) > mass) low = middle;
    else high = middle;
  }
  return { same: radius(same, low), opposite: radius(opposite, low) };
}
