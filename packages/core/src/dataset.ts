import { type Factory, factory } from "./factory.js";
import { type OptionSchema, type OptionValues, resolveOptions } from "./options.js";
import type { DatasetSplits } from "./pairs.js";

export interface DatasetDefinition<S extends OptionSchema> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly options: S;
  load(options: OptionValues<S>): Promise<DatasetSplits>;
}

/** A data set with its options, not yet loaded. */
export interface Dataset {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  load(): Promise<DatasetSplits>;
}

/** Declares a data set of pairs; the result makes data sets from options and can be put into a plugin. */
export function defineDataset<const S extends OptionSchema>(
  definition: DatasetDefinition<S>,
): Factory<S, DatasetDefinition<S>, Dataset> {
  const create = (given?: Partial<OptionValues<S>>): Dataset => {
    const options = resolveOptions(definition.name, definition.options, given);
    return { name: definition.name, options, load: () => definition.load(options) };
  };
  return factory("dataset", definition, create);
}
