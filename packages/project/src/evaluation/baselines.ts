import { type FactoredScores, factoredScores, type Relevance, type SampleArray } from "@crosstilt/core";
import { evaluateRetrieval, type RetrievalMetrics } from "@crosstilt/evaluation";
import { loadModel, type Run } from "../run/run.js";
import { candidateFolder, exists } from "../run/run-folder.js";
import { disposeModel } from "../run/trained-model.js";
import { distinctScores } from "./distinct-scores.js";

/** Both ways. */
export interface BaselineMetrics {
  readonly uToV: RetrievalMetrics;
  readonly vToU: RetrievalMetrics;
}

/** What numbers are to be compared with, on the same pairs. */
export interface Baselines {
  /** Entries in random order. */
  readonly chance: BaselineMetrics;
  /** Linear maps in closed form, fitted on the run's own pairs; null of models without their run. */
  readonly linear: BaselineMetrics | null;
}

/** The baselines of an evaluation of such galleries. */
export async function baselines(
  { folder, catalogue, description }: Pick<Run, "folder" | "catalogue" | "description">,
  pairs: Readonly<Record<"u" | "v", SampleArray>>,
  { scores, relevant }: { readonly scores: FactoredScores; readonly relevant: Relevance },
  ks: readonly number[] | undefined,
): Promise<Baselines> {
  const [n, m] = scores.shape;
  const alike = (count: number) => ({ vectors: new Float32Array(count), dimension: 1 });
  const chance = metricsOf(factoredScores({ u: alike(n), v: alike(m) }), relevant, ks);
  const own = candidateFolder(folder, "linear");
  if (!(await exists(own))) return { chance, linear: null };
  const linear = await loadModel(own, async () => catalogue);
  try {
    const found = await distinctScores(
      { ...linear, description: { ...linear.description, data: description.data } },
      pairs,
    );
    return { chance, linear: metricsOf(found.scores, relevant, ks) };
  } finally {
    disposeModel(linear);
  }
}

function metricsOf(scores: FactoredScores, relevant: Relevance, ks: readonly number[] | undefined): BaselineMetrics {
  const { uToV, vToU } = evaluateRetrieval(scores, { relevant, ks });
  return { uToV: uToV.metrics, vToU: vToU.metrics };
}
