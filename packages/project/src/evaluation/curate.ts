import { type PairInformation, pairInformation, transposedPairs } from "@crosstilt/evaluation";
import { type PairsSource, type ReadPartOptions, readRunPairs } from "../run/part.js";
import type { Run } from "../run/run.js";
import { distinctScores } from "./distinct-scores.js";

/** A pair whose sides may not belong together. */
export interface Suspect {
  /** What names the pair: its key, or the number of its row. */
  readonly key: string;
  /** Its row in each file, from 0. */
  readonly rows: Readonly<Record<"u" | "v", number>>;
  /** `log ρ` of v given u and of u given v, nats; below 0 a pair drawn at random would be more probable. */
  readonly logRatio: Readonly<Record<"vGivenU" | "uGivenV", number>>;
  /** By how much both together fall below what the model expects of its own pairs, nats. */
  readonly surprise: number;
}

/**
 * Pairs that surprise the model, most first: candidates for mismatches in the data. Best asked of pairs that were not trained on.
 *
 * @example
 * const { suspects } = await curate(run, { pairs: "test", top: 20 });
 */
export async function curate(
  run: Run,
  {
    pairs: source = "test",
    limit,
    top = 20,
  }: ReadPartOptions & { readonly pairs?: PairsSource; readonly top?: number } = {},
): Promise<{ readonly count: number; readonly suspects: readonly Suspect[] }> {
  const arrays = await readRunPairs(run, source, { limit });
  const { scores, pairs, places } = await distinctScores(run, arrays);
  const forth = pairInformation(scores, pairs);
  const back = pairInformation(scores.transposed(), transposedPairs(pairs));
  const suspects = arrays.keys.map((key, i): Suspect => {
    const p = places[i]!;
    return {
      key,
      rows: { u: arrays.rows.u[i]!, v: arrays.rows.v[i]! },
      logRatio: { vGivenU: forth.logRatio[p]!, uGivenV: back.logRatio[p]! },
      surprise: surpriseOf(forth, p) + surpriseOf(back, p),
    };
  });
  return { count: suspects.length, suspects: suspects.sort((a, b) => b.surprise - a.surprise).slice(0, top) };
}

const surpriseOf = ({ expected, logRatio }: PairInformation, p: number): number => expected[p]! - logRatio[p]!;
