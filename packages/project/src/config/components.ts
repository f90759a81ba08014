import type { Catalogue } from "@crosstilt/catalogue";
import type { Encoder, Loss } from "@crosstilt/core";
import type { ReadPairsOptions, SideSource } from "@crosstilt/dataset-files";
import {
  averaged,
  type BimodalSpec,
  type Choice,
  type FitOptions,
  type Optimizer,
  optimizers,
  schedules,
} from "@crosstilt/train";
import type { SettledTraining } from "../training/settled.js";
import type { FilesConfig, PartConfig, ProjectConfig, SideConfig, SplitShares } from "./config.js";

/** The encoders and the metric that a config names. */
export function modelSpec(
  { encoders, metric }: Pick<ProjectConfig, "encoders" | "metric">,
  catalogue: Catalogue,
): BimodalSpec {
  const encoder = ({ name, ...options }: PartConfig): Encoder => catalogue.encoders.get(name)(options);
  const { name, ...options } = metric;
  return { u: encoder(encoders.u), v: encoder(encoders.v), metric: catalogue.metrics.get(name)(options) };
}

/** The loss that a config names. */
export function lossOf({ loss: { name, ...options } }: Pick<ProjectConfig, "loss">, catalogue: Catalogue): Loss {
  return catalogue.losses.get(name)(options);
}

/** How a config trains. */
export function fitOptions(
  config: Pick<ProjectConfig, "loss"> & { readonly training: SettledTraining },
  catalogue: Catalogue,
): FitOptions & { readonly optimizer: Optimizer } {
  const { epochs, batchSize, dropLast, seed, clipNorm, encoderBatch, averaging } = config.training;
  const create = <T>(choices: Readonly<Record<string, Choice<T>>>, part: PartConfig) => {
    const { name, ...options } = part;
    return choices[name]!.create(options);
  };
  const optimizer = create(optimizers, config.training.optimizer);
  return {
    epochs,
    batchSize,
    dropLast,
    seed,
    clipNorm,
    encoderBatch,
    loss: lossOf(config, catalogue),
    optimizer: averaging > 0 ? averaged(optimizer, averaging) : optimizer,
    schedule: create(schedules, config.training.schedule),
  };
}

/** How the pairs of a config are read. */
export const pairsOptions = ({ u, v, split, streaming: _, ...others }: FilesConfig): ReadPairsOptions => ({
  ...others,
  u: sideSource(u),
  v: sideSource(v),
  split: "column" in split ? split : sharesOf(split),
});

const sharesOf = ({ splitSeed: seed, ...shares }: SplitShares) => ({ ...shares, seed });

/** One side of a config as a source. */
export const sideSource = ({ file, ...rest }: SideConfig): SideSource => ({ ...rest, path: file });
