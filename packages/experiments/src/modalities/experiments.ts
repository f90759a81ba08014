import type { Experiment, ExperimentContext, ExperimentOutput } from "../experiment.js";
import { type TrainedWeights, trainedWeights } from "./equicorrelated.js";
import { doubleCountingFigure, optimalWeight } from "./figures.js";
import { modalitiesSettings } from "./settings.js";
import { xorAccuracy } from "./xor.js";

const title = "Three modalities: exclusive or, and what pairs count twice";

/** What a sum of pairs cannot learn, and what it learns twice. */
export const modalitiesExperiment: Experiment = { name: "modalities", title, trains: true, run: runModalities };

async function runModalities(context: ExperimentContext): Promise<ExperimentOutput> {
  const started = performance.now();
  const settings = modalitiesSettings(context.scale, context.seed);
  const { rho, others } = settings.equicorrelated;
  const xor = {
    product: await xorAccuracy("product", settings, context),
    sum: await xorAccuracy("sum", settings, context),
  };
  const trained: TrainedWeights[] = [];
  for (const each of [rho, ...others]) trained.push(await trainedWeights(each, settings, context));
  const factorOf = ({ together, apart }: TrainedWeights) => apart / together;
  const predictedAt = (each: number) => optimalWeight(each, "pairwise-sum") / optimalWeight(each, "one-vs-rest");
  const equicorrelated = { factor: factorOf(trained[0]!), predicted: predictedAt(rho) };
  const summary = { xor, equicorrelated, seconds: (performance.now() - started) / 1000 };
  const inOrder = trained.toSorted((a, b) => a.rho - b.rho);
  return {
    summary,
    result: { ...summary, settings, trained: inOrder },
    figures: [doubleCountingFigure(inOrder)],
    lines: [
      `exclusive or of three bits, the third given the others: product ${xor.product.toFixed(4)}, sum ${xor.sum.toFixed(4)} (chance 0.5)`,
      ...inOrder.map(
        (each) =>
          `ρ = ${each.rho}: trained in pairs ${each.apart.toFixed(4)}, together ${each.together.toFixed(4)}; ` +
          `factor ${factorOf(each).toFixed(4)}, theory ${predictedAt(each.rho).toFixed(4)}`,
      ),
    ],
  };
}
