import type { Catalogue } from "@crosstilt/catalogue";
import { CrosstiltError, demand, type Parameters, refusal, type ScoreMeaning } from "@crosstilt/core";
import type { SideMetadata } from "@crosstilt/dataset-files";
import type { ConformalCalibration, PartnerCalibration } from "@crosstilt/evaluation";
import { type BimodalModel, decodeTensors, initialise, sumModel } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import type { ProjectConfig } from "../config/config.js";
import { type ModelParts, modelOfParts } from "../pool/candidate.js";

/** How each side's data was encoded and transformed. */
export type DataMetadata = Readonly<Record<"u" | "v", SideMetadata>>;

/** What held-out pairs teach about a model's probabilities. */
export interface ModelCalibration {
  /** Scores are divided by it. */
  readonly temperature: number;
  /** What sets of a given coverage need, by the side that is given; absent in models of before. */
  readonly conformal?: Readonly<Record<"u" | "v", ConformalCalibration>>;
  /** What tells queries without a partner, by the side that is given; absent where too few pairs were held out. */
  readonly partner?: Readonly<Partial<Record<"u" | "v", PartnerCalibration>>>;
}

/** What `model.json` says: all that is needed, beside the weights, to embed new data. */
export interface ModelDescription extends Pick<ProjectConfig, "encoders" | "metric" | "loss" | "plugins"> {
  readonly format: string;
  /** The models whose scores are summed, of a pool; `encoders` and `metric` are then those of its network. */
  readonly terms?: readonly ModelParts[];
  readonly shape: BimodalModel["shape"];
  readonly data: DataMetadata;
  /** What a score means, as the loss says. */
  readonly scoreMeaning?: ScoreMeaning;
  /** Pairs in a batch of the training, on which contrastive losses depend. */
  readonly batchSize?: number;
  /** The mean embedding, about which scores of differences are formed (default the origin). */
  readonly centre?: readonly number[];
  /** What makes match probabilities those of held-out pairs. */
  readonly calibration?: ModelCalibration;
}

/** A model that can embed new data. */
export interface TrainedModel {
  readonly model: BimodalModel;
  readonly parameters: Parameters;
  readonly description: ModelDescription;
}

const FORMAT = "crosstilt-model/1";

/** Pairs in a batch of models that do not say how many theirs had. */
export const UNSAID_BATCH = 512;

/** What is to be said of a model of a config trained on such data. */
export function describeModel(
  config: Pick<ModelDescription, "encoders" | "metric" | "terms" | "loss" | "plugins" | "batchSize" | "scoreMeaning">,
  shape: BimodalModel["shape"],
  data: DataMetadata,
): ModelDescription {
  const { encoders, metric, terms, loss, plugins, batchSize, scoreMeaning } = config;
  return {
    format: FORMAT,
    shape,
    encoders,
    metric,
    ...(terms && { terms }),
    loss,
    plugins,
    batchSize,
    scoreMeaning,
    data,
  };
}

/** A description from the text of `model.json`. Refuses other text. */
export function parseDescription(text: string, source: string): ModelDescription {
  const description = parsed(text);
  demand(description?.format === FORMAT, () => ({
    argument: source,
    expected: `a model of format ${FORMAT}`,
    received: description?.format ? `format "${description.format}"` : "something else",
    remedy: "Train it anew",
  }));
  return withCalibration(description as ModelDescription);
}

/** Descriptions of before had the inverse of the temperature. */
function withCalibration(
  description: ModelDescription & { readonly sharpness?: number; readonly seal?: string },
): ModelDescription {
  const { sharpness, seal: _, ...rest } = description;
  return sharpness === undefined ? rest : { calibration: { temperature: 1 / sharpness }, ...rest };
}

/**
 * A model from its description and the bytes of its weights; works in browsers too. Refuses weights that do not fit it.
 * The caller disposes of it with {@link disposeModel}.
 *
 * @example
 * const description = parseDescription(await (await fetch("model.json")).text(), "model.json");
 * const weights = new Uint8Array(await (await fetch("model.safetensors")).arrayBuffer());
 * const trained = restoreModel({ description, weights }, createCatalogue());
 */
export function restoreModel(
  { description, weights }: { readonly description: ModelDescription; readonly weights: Uint8Array },
  catalogue: Catalogue,
  source = { description: "model.json", weights: "model.safetensors" },
): TrainedModel {
  const model = rebuild(source.description, description, catalogue);
  const parameters = decodeTensors(weights, source.weights);
  try {
    demandFit(source.weights, model, parameters);
  } catch (error) {
    tf.dispose(parameters);
    throw error;
  }
  return { model, parameters, description };
}

/** Frees the weights of a model. */
export function disposeModel({ parameters }: Pick<TrainedModel, "parameters">): void {
  tf.dispose(parameters);
}

function rebuild(source: string, description: ModelDescription, catalogue: Catalogue): BimodalModel {
  try {
    const { terms, shape } = description;
    return terms
      ? sumModel(terms.map((parts) => modelOfParts(parts, shape, catalogue)))
      : modelOfParts(description, shape, catalogue);
  } catch (error) {
    if (error instanceof CrosstiltError) throw new CrosstiltError(`${source}: ${error.message}`);
    const received = `damaged text (${(error as Error).message})`;
    throw refusal({ argument: source, expected: "a model", received, remedy: "Train it anew" });
  }
}

/** Refuses weights of other names or shapes than the model's, and weights that are not finite. */
function demandFit(path: string, model: BimodalModel, parameters: Parameters): void {
  const fresh = initialise(model, 1);
  const wanted = shapesOf(fresh);
  tf.dispose(fresh);
  const found = Object.fromEntries(Object.entries(shapesOf(parameters)).filter(([name]) => !name.startsWith("loss.")));
  demand(JSON.stringify(sorted(found)) === JSON.stringify(sorted(wanted)), () => ({
    argument: path,
    expected: `the weights ${JSON.stringify(wanted)}`,
    received: JSON.stringify(found),
    remedy: "Weights and model.json are of different models",
  }));
  for (const [name, tensor] of Object.entries(parameters)) {
    const finite = tensor.dataSync().every(Number.isFinite);
    demand(finite, () => ({ argument: `${path}, ${name}`, expected: "finite numbers", received: "others" }));
  }
}

const shapesOf = (parameters: Parameters): Record<string, number[]> =>
  Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, shape]));

const sorted = (shapes: Record<string, number[]>) => Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1));

function parsed(text: string): Partial<ModelDescription> | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
