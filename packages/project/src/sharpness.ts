import {
  type FactoredScores,
  type Gallery,
  logNormalisers,
  pairedScoresOf,
  type Relevance,
  transposed,
} from "@crosstilt/retrieval";
import { takeRows } from "./part.js";

/** Factors between which the best is looked for, as logarithms, and how finely. */
const [LEAST, MOST, TOLERANCE] = [Math.log(0.1), Math.log(10), 1e-3];
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The factor on all scores under which held-out pairs are most probable both ways (temperature scaling, Guo et al. 2017):
 * the minimum of `E log Σ_j exp(b s_ij) − b s_ij` and its transpose over b, which is convex. It ranks nothing anew.
 *
 * @param scores between entries that differ.
 * @param relevant for every entry of u the entries of v it makes a pair with.
 */
export function fitSharpness(scores: FactoredScores, relevant: Relevance): number {
  const pairs = relevant.flatMap((entries, u) => Array.from(entries, (v) => ({ u, v })));
  const paired = pairedScoresOf({
    ...{
      scale: scores.scale,
      u: rowsAt(
        scores.u,
        pairs.map(({ u }) => u),
      ),
    },
    v: rowsAt(
      scores.v,
      pairs.map(({ v }) => v),
    ),
  });
  const mean = paired.reduce((sum, score) => sum + score, 0) / pairs.length;
  const surprise = (logFactor: number) => {
    const factor = Math.exp(logFactor);
    const sharpened = sharpen(scores, factor);
    const [rows, columns] = [logNormalisers(sharpened), logNormalisers(transposed(sharpened))];
    return pairs.reduce((sum, { u, v }) => sum + rows[u] + columns[v], 0) / pairs.length - 2 * factor * mean;
  };
  return Math.exp(goldenSection(surprise, LEAST, MOST));
}

/** Chosen rows of a gallery. */
function rowsAt({ vectors, dimension, bias }: Gallery, rows: readonly number[]): Gallery {
  const taken = takeRows({ data: vectors, shape: [dimension] }, rows).data;
  return { vectors: taken, dimension, ...(bias ? { bias: Float32Array.from(rows, (row) => bias[row]) } : {}) };
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
