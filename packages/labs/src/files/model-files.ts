import type { Catalogue } from "@crosstilt/catalogue";
import { parseDescription, restoreModel, type TrainedModel } from "@crosstilt/project/browser";
import { encodeTensors } from "@crosstilt/train";

/** The two files of a model folder, as `train` of the command line writes them. */
export interface ModelFiles {
  /** `model.safetensors` */
  readonly weights: Uint8Array;
  /** The text of `model.json`. */
  readonly description: string;
}

/** A model as files: in one folder, every command of the command line opens them. */
export async function modelFiles({ parameters, description }: TrainedModel): Promise<ModelFiles> {
  return { weights: await encodeTensors(parameters), description: `${JSON.stringify(description, null, 2)}\n` };
}

/**
 * The model of two files that the page or the command line wrote. The caller disposes of it.
 *
 * @throws when they are damaged, do not belong together, or name parts that are not in the catalogue.
 */
export function openModel({ weights, description }: ModelFiles, catalogue: Catalogue): TrainedModel {
  return restoreModel({ description: parseDescription(description, "model.json"), weights }, catalogue);
}
