import {
  countOf,
  createGenerator,
  demand,
  type FactoredScores,
  type Relevance,
  takeRows,
  withPrior,
} from "@crosstilt/core";
import { columnWords, readingLike, type SplitName } from "@crosstilt/dataset-files";
import {
  alignment,
  type Calibration,
  calibration,
  conformalThreshold,
  type DirectionReport,
  type EmbeddingDiagnostics,
  embeddingDiagnostics,
  evaluateRetrieval,
  frequencies,
  type PairCounts,
  type PartnerDetection,
  partnerDetection,
  type SetQuality,
  setQuality,
  transposedPairs,
} from "@crosstilt/evaluation";
import { validationLoss } from "@crosstilt/train";
import { lossOf } from "../config/components.js";
import { asPairs, type PairsSource, readRunPairs, type SourcedPairs } from "../run/part.js";
import { logWeights, type ReadOut, readOutOf } from "../run/read-out.js";
import type { Run } from "../run/run.js";
import { type ModelDescription, UNSAID_BATCH } from "../run/trained-model.js";
import { type Baselines, baselines } from "./baselines.js";
import { type DistinctScores, distinctScores } from "./distinct-scores.js";
import { collapseWarnings } from "./warnings.js";

export interface EvaluateOptions {
  /** Which pairs: a part of the run's own data (default "test"), or new files. */
  readonly pairs?: PairsSource;
  /** At most so many pairs, the first ones. */
  readonly limit?: number;
  /** The K of recall@K (default 1, 5, 10). */
  readonly ks?: readonly number[];
  /** Draws of the bootstrap behind the intervals of 95 % (default 1000; 0 for none). */
  readonly bootstrap?: number;
  /** Bins of the reliability curve (default 15). */
  readonly bins?: number;
  /** A column whose equal words make pairs relevant to each other, and the side whose file has it. */
  readonly group?: { readonly side: "u" | "v"; readonly column: string };
  readonly seed?: number;
}

/** How well one side finds the other. */
export interface DirectionEvaluation extends DirectionReport {
  /** Null where the loss gives scores no probabilities and no temperature was learned. */
  readonly calibration: Calibration | null;
  /** Sets of a coverage of 90 % on these pairs; null where too few held-out pairs calibrated the model. */
  readonly sets: SetQuality | null;
  /** How well queries whose partners are removed are told from the others; null likewise. */
  readonly noPartner: PartnerDetection | null;
}

export interface Evaluation {
  /** "train", "validation", "test" or "files". */
  readonly pairs: SplitName | "files";
  readonly count: number;
  /** Mean loss in batches of the size of training. */
  readonly loss: number;
  readonly uToV: DirectionEvaluation;
  readonly vToU: DirectionEvaluation;
  /** `E |ū − v̄|²` of normalised true pairs; 0 is best, 2 is unrelated. */
  readonly alignment: number;
  readonly embeddings: Readonly<Record<"u" | "v", EmbeddingDiagnostics>>;
  /** Chance and the closed-form linear model, on the same pairs. */
  readonly baselines: Baselines;
  /** What looks collapsed, in words. */
  readonly warnings: readonly string[];
}

/**
 * Retrieval both ways (recall@K, median rank, mean average precision, with bootstrap intervals), calibration of match
 * probabilities, alignment, uniformity and collapse diagnostics, of held-out pairs. A sample that occurs in several pairs is
 * one entry of its gallery with several right answers.
 *
 * @example
 * const { uToV } = await evaluate(run, { pairs: "test" });
 * console.log(uToV.metrics["recall@1"], uToV.intervals?.["recall@1"], uToV.calibration.expectedCalibrationError);
 */
export async function evaluate(run: Run, options: EvaluateOptions = {}): Promise<Evaluation> {
  const { pairs = "test", limit } = options;
  return evaluatePairs(run, await readRunPairs(run, pairs, { limit }), options);
}

/** {@link evaluate} of pairs that were read already; `pairs` says which they are. */
export async function evaluatePairs(
  run: Run,
  pairs: SourcedPairs,
  options: Omit<EvaluateOptions, "limit"> = {},
): Promise<Evaluation> {
  const { pairs: source = "test" } = options;
  demand(pairs.keys.length >= 2, () => ({ argument: "pairs", expected: "at least 2", received: "1" }));
  const distinct = await distinctScores(run, pairs, await groupsOf(run, pairs, options));
  const { scores, relevant } = distinct;
  for (const side of ["u", "v"] as const)
    demand(countOf(scores[side]) >= 2, () => ({
      argument: "pairs",
      expected: `at least 2 different samples of ${side}`,
      received: `1, in ${pairs.keys.length} pairs`,
      remedy: "Choose a larger part, or other files",
    }));
  const measured = measure(distinct, run.description, options);
  const embeddings = { u: embeddingDiagnostics(scores.u), v: embeddingDiagnostics(scores.v) };
  return {
    pairs: typeof source === "string" ? source : "files",
    count: pairs.keys.length,
    loss: await lossOn(run, pairs),
    ...measured,
    alignment: alignmentOf(scores, relevant),
    embeddings,
    baselines: await baselines(run, pairs, distinct, options.ks),
    warnings: collapseWarnings(embeddings, measured),
  };
}

function measure(distinct: DistinctScores, description: ModelDescription, options: EvaluateOptions) {
  const { scores, relevant, pairs } = distinct;
  const { ks, bins, bootstrap: samples = 1000, seed = 1 } = options;
  demand(Number.isInteger(samples) && samples >= 0, () => ({
    argument: "bootstrap",
    expected: "an integer >= 0",
    received: String(samples),
  }));
  const bootstrap = samples > 0 ? { generator: createGenerator(seed).fork("bootstrap"), samples } : undefined;
  const { uToV, vToU } = evaluateRetrieval(scores, { relevant, ks, bootstrap });
  const back = { scores: scores.transposed(), pairs: transposedPairs(pairs) };
  return {
    uToV: { ...uToV, ...guarantees("u", { scores, pairs }, description, bins) },
    vToU: { ...vToU, ...guarantees("v", back, description, bins) },
  };
}

/** What is promised by probabilities, sets and the probability of no partner, against what happens. */
function guarantees(
  given: "u" | "v",
  { scores, pairs }: Pick<DistinctScores, "scores" | "pairs">,
  description: ModelDescription,
  bins?: number,
): Omit<DirectionEvaluation, keyof DirectionReport> {
  const readOut = readOutOf(description);
  const { conformal, partner } = description.calibration ?? {};
  const threshold = conformal && conformalThreshold(conformal[given], COVERAGE);
  const detector = partner?.[given];
  return {
    calibration: readOut && calibrationOf(scores, pairs, readOut, bins),
    sets: threshold !== undefined && Number.isFinite(threshold) ? setQuality(scores, threshold, pairs) : null,
    noPartner: (detector && partnerDetection(scores, detector, pairs)) ?? null,
  };
}

/** Of the sets that are evaluated. */
const COVERAGE = 0.9;

/** With columns that count as often as they occur. */
function calibrationOf(scores: FactoredScores, pairs: PairCounts, readOut: ReadOut, bins?: number): Calibration {
  const { v } = frequencies(pairs, scores.shape);
  return calibration(withPrior(logWeights(scores, readOut), v), { pairs, bins });
}

async function lossOn({ model, parameters, description, catalogue }: Run, pairs: SourcedPairs): Promise<number> {
  const { batchSize = UNSAID_BATCH } = description;
  const loss = lossOf(description, catalogue);
  return validationLoss(model, parameters, asPairs(loss, pairs), loss, { batchSize });
}

/** Of each entry of u with the first of its partners. */
function alignmentOf({ u, v }: FactoredScores, relevant: Relevance): number {
  return alignment(
    u,
    takeRows(
      v,
      Int32Array.from(relevant, (entries) => entries[0]!),
    ),
  );
}

/** The words of the group column, one for each pair. */
async function groupsOf(
  { description }: Run,
  { paths, rows }: SourcedPairs,
  { group }: EvaluateOptions,
): Promise<string[] | undefined> {
  if (!group) return undefined;
  const path = paths[group.side];
  const words = await columnWords(path, group.column, readingLike(path, description.data[group.side]));
  return Array.from(rows[group.side], (row) => words[row]!);
}
