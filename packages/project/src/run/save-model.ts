import { makeFolder } from "@crosstilt/formats/node";
import { type Model, modelOf } from "@crosstilt/train";
import { lossOf } from "../config/components.js";
import { builtInOnly, type LoadCatalogue } from "../config/read-project.js";
import { arraySamples } from "./array-samples.js";
import { loadParts, writeDescription, writeWeights } from "./run.js";
import { describeModel, UNSAID_BATCH } from "./trained-model.js";

/**
 * Writes a model that was trained in a program to a folder, `model.json` and `model.safetensors`, which {@link load} and every
 * command open: `crosstilt retrieve FOLDER --queries new.npy --gallery all.npy`. Samples are then arrays as they were trained on.
 *
 * @throws when the folder cannot be written.
 * @example
 * await save(model, "models/shop");
 */
export async function save(model: Model, folder: string): Promise<void> {
  const { specs, shape } = model.model;
  const part = ({ name, options }: { readonly name: string; readonly options: object }) => ({ name, ...options });
  const [first, ...others] = specs.map(({ u, v, metric }) => ({
    encoders: { u: part(u), v: part(v) },
    metric: part(metric),
  }));
  const config = {
    ...first!,
    ...(others.length > 0 && { terms: [first!, ...others] }),
    loss: part(model.loss),
    plugins: [],
    batchSize: model.batchSize,
    scoreMeaning: model.loss.scoreMeaning,
  };
  await makeFolder(folder);
  await writeWeights(folder, model.parameters);
  const description = describeModel(config, shape, { u: arraySamples(shape.u), v: arraySamples(shape.v) });
  await writeDescription(folder, {
    ...description,
    centre: model.centre,
    calibration: { temperature: model.temperature },
  });
}

/**
 * The model of a folder that {@link save}, a training run, `crosstilt export --model` or the web page wrote. Where it was trained
 * on files, it takes samples as the training saw them, encoded and transformed. The caller disposes of it.
 *
 * @param catalogue gives the parts that the model names (default the built-in ones).
 * @throws when there is no model, it is damaged, or it names parts that are not in the catalogue.
 * @example
 * using model = await load("models/shop");
 */
export async function load(folder: string, catalogue: LoadCatalogue = builtInOnly): Promise<Model> {
  const { trained, catalogue: parts } = await loadParts(folder, catalogue);
  const { description, model, parameters } = trained;
  const { batchSize = UNSAID_BATCH, calibration, centre } = description;
  const loss = lossOf(description, parts);
  return modelOf({
    model,
    parameters,
    centre,
    loss,
    batchSize,
    epochs: [],
    temperature: calibration?.temperature ?? 1,
  });
}
