// Models of two modalities each, trained apart and added up, as systems do that bind every modality to every other.
import { precisionOf } from "./covariance-selection.js";
import { add, identity, inner, joinBlocks, type Matrix, scale, subtract, sum } from "./matrix.js";
import {
  blockOf,
  type ModalitiesLaw,
  type ModalitiesMetric,
  type ModalitiesModel,
  offDiagonal,
  onDiagonal,
  pairsOf,
} from "./modalities.js";
import { oneVsRestWeights } from "./one-vs-rest.js";

/** The sum of the best models of all pairs of modalities; its loss is the mean of theirs. */
export function pairwiseSum(law: ModalitiesLaw, metric: ModalitiesMetric): ModalitiesModel {
  const parts = pairsOf(law.sizes).map((pair) => ofPair(law, metric, pair));
  const total = (name: "weights" | "ownTerms") =>
    parts.reduce((all, part) => add(all, part[name]), scale(0, law.omega));
  const weights = total("weights");
  return {
    weights,
    ownTerms: total("ownTerms"),
    loss: sum(parts.map(({ loss }) => loss)) / parts.length,
    notes: [doubleCountingNote(doubleCounting(law, weights))],
  };
}

/**
 * How many times the weights of {@link oneVsRestWeights} those of a sum of pairs are, by least squares: what two modalities share
 * with a third is counted with each. `1 + ρ(K − 2)` for modalities of one coordinate with correlations ρ.
 */
export function doubleCounting(law: ModalitiesLaw, weights: Matrix): number {
  const together = oneVsRestWeights(law);
  const size = inner(together, together);
  return size === 0 ? 1 : inner(weights, together) / size;
}

const doubleCountingNote = (factor: number) =>
  `pairwise-sum: modalities trained in pairs count twice what they share; the sum is ${factor.toFixed(3)} times as sharp as one-vs-rest.`;

/** The best model of two modalities as a part of that of all: zero in the other rows and columns. */
function ofPair(law: ModalitiesLaw, metric: ModalitiesMetric, [a, b]: readonly [number, number]) {
  const [unitA, unitB] = [identity(law.sizes[a]!), identity(law.sizes[b]!)];
  const cross = blockOf(law, law.omega, a, b);
  const pair: ModalitiesLaw = {
    sizes: [unitA.length, unitB.length],
    starts: [0, unitA.length, unitA.length + unitB.length],
    omega: joinBlocks(unitA, cross, unitB),
  };
  const place = [a, b].flatMap((name, k) => Array.from({ length: pair.sizes[k]! }, (_, i) => law.starts[name]! + i));
  const placed = (matrix: Matrix): Matrix => {
    const out = scale(0, law.omega);
    for (const [i, row] of matrix.entries()) for (const [j, value] of row.entries()) out[place[i]!]![place[j]!] = value;
    return out;
  };
  if (metric === "inner-product")
    return {
      weights: placed(offDiagonal(pair, pair.omega)),
      ownTerms: scale(0, law.omega),
      loss: -0.5 * inner(cross, cross),
    };
  const { precision, logDet } = precisionOf(pair);
  return {
    weights: placed(scale(-1, offDiagonal(pair, precision))),
    ownTerms: placed(subtract(onDiagonal(pair, precision), identity(precision.length))),
    loss: 0.5 * logDet,
  };
}
