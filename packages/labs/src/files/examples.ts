import { type FactoredScores, factoredScores, logSumExp, takeRows, topK } from "@crosstilt/core";
import { conformalThreshold, leastProbability, noPartnerProbability, partnerEvidence } from "@crosstilt/evaluation";
import type { TrainedModel } from "@crosstilt/project/browser";
import type { RowWords } from "./row-words.js";
import { type FilePairs, type Sample, samplesOf } from "./samples.js";

/** A sample that was retrieved. */
export interface Retrieved extends Sample {
  readonly score: number;
  /** Whether it is the query's partner. */
  readonly right: boolean;
}

/** A query with what it retrieves, best first. */
export interface Example {
  readonly query: Sample;
  readonly found: readonly Retrieved[];
  /** The number of pairs. */
  readonly pairs: number;
  readonly guarantees: Guarantees;
}

/** What held-out pairs let the model promise of one query; what they were too few for is absent. */
export interface Guarantees {
  /** How many of the best entries hold the partner with a probability of `coverage`. */
  readonly set?: { readonly coverage: number; readonly size: number };
  /** The probability that none of the entries is the partner, where that is as likely as not. */
  readonly noPartner?: number;
}

/** Of the sets that are shown. */
const COVERAGE = 0.9;

/** What sample `pair` of one side retrieves on the other side, by the scores of all pairs. */
export async function exampleOf(
  {
    scores,
    words,
    trained,
    ...files
  }: FilePairs & {
    readonly trained: Pick<TrainedModel, "description">;
    readonly scores: FactoredScores;
    readonly words: Readonly<Record<"u" | "v", RowWords>>;
  },
  { side, pair, k }: { readonly side: "u" | "v"; readonly pair: number; readonly k: number },
): Promise<Example> {
  const { shape, u, v, scale } = side === "u" ? scores : scores.transposed();
  const pairs = shape[1];
  const at = Math.min(pair, pairs - 1);
  const row = factoredScores({ u: takeRows(u, [at]), v, scale });
  const best = topK(row, k);
  const samplesIn = async (of: "u" | "v", indices: readonly number[]): Promise<Sample[]> => {
    const samples = await samplesOf(files, of, indices);
    return samples.map((sample, i) => {
      const row = files.rows[of][indices[i]!]!;
      return { ...sample, row: row + 1, words: words[of](row) };
    });
  };
  const indices = Array.from(best.indices);
  const [asked] = await samplesIn(side, [at]);
  const found = await samplesIn(side === "u" ? "v" : "u", indices);
  const judged = found.map((sample, i) => ({ ...sample, score: best.scores[i]!, right: indices[i] === at }));
  return { query: asked!, found: judged, pairs, guarantees: guaranteesOf(row, side, trained) };
}

/** What the calibration of a model says of a row of scores. */
function guaranteesOf(
  row: FactoredScores,
  side: "u" | "v",
  { description: { calibration } }: Pick<TrainedModel, "description">,
): Guarantees {
  const [, count] = row.shape;
  const [normaliser] = logSumExp(row) as unknown as [number];
  const [best] = topK(row, 1).scores as unknown as [number];
  const threshold = calibration?.conformal && conformalThreshold(calibration.conformal[side], COVERAGE);
  const partner = count > 1 ? calibration?.partner?.[side] : undefined;
  const least =
    threshold === undefined ? Number.NEGATIVE_INFINITY : Math.log(leastProbability(threshold, count)) + normaliser;
  const scores = Array.from({ length: count }, (_, j) => row.at(0, j));
  const size = scores.filter((score) => score >= least).length;
  return {
    ...(Number.isFinite(least) && { set: { coverage: COVERAGE, size } }),
    ...(partner && { noPartner: noPartnerProbability(partner, partnerEvidence(best, normaliser, count)) }),
  };
}
