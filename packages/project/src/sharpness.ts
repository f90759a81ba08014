import { type FactoredScores, logNormalisers, pairedScoresOf, transposed } from "@crosstilt/retrieval";

/** Factors between which the best is looked for, as logarithms, and how finely. */
const [LEAST, MOST, TOLERANCE] = [Math.log(0.1), Math.log(10), 1e-3];
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The factor on all scores under which held-out pairs are most probable both ways (temperature scaling, Guo et al. 2017):
 * the minimum of `E log Σ_j exp(b s_ij) − b s_ii` and its transpose over b, which is convex. It ranks nothing anew.
 *
 * @param scores of pairs: row i of u belongs to row i of v.
 */
export function fitSharpness(scores: FactoredScores): number {
  const right = pairedScoresOf(scores);
  const mean = right.reduce((sum, score) => sum + score, 0) / right.length;
  const surprise = (logFactor: number) => {
    const factor = Math.exp(logFactor);
    const sharpened = sharpen(scores, factor);
    const both = [sharpened, transposed(sharpened)].flatMap((one) => Array.from(logNormalisers(one)));
    return both.reduce((sum, value) => sum + value, 0) / right.length - 2 * factor * mean;
  };
  return Math.exp(goldenSection(surprise, LEAST, MOST));
}

/** All scores times a factor. */
function sharpen({ u, v, scale }: FactoredScores, factor: number): FactoredScores {
  const side = ({ bias, ...rest }: FactoredScores["u"]) =>
    bias ? { ...rest, bias: bias.map((value) => value * factor) } : rest;
  return { u: side(u), v: side(v), scale: scale * factor };
}

/** Where a function of one valley is least. */
function goldenSection(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [fa, fb] = [f(a), f(b)];
  while (high - low > TOLERANCE) {
    if (fa < fb) {
      [high, b, fb] = [b, a, fa];
      a = high - GOLDEN * (high - low);
      fa = f(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + GOLDEN * (high - low);
      fb = f(b);
    }
  }
  return (low + high) / 2;
}
