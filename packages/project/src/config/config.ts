import type { Catalogue } from "@crosstilt/catalogue";
import { refusal } from "@crosstilt/core";
import type { BinaryContent, ColumnKind, SplitByColumn, TransformName } from "@crosstilt/dataset-files";
import { type CandidateName, candidateNames } from "../pool/candidate-names.js";
import { configSchema } from "./config-schema.js";
import { type ConfigPath, ConfigProblem, complete, type PlaceOf } from "./schema-node.js";

/** Where one side comes from. */
export interface SideConfig {
  readonly file: string;
  readonly columns?: readonly string[];
  readonly key?: string;
  readonly skip?: readonly string[];
  readonly kinds?: Readonly<Record<string, ColumnKind>>;
  readonly text?: readonly string[];
  readonly missingWords?: readonly string[];
  readonly decimal?: "." | ",";
  readonly thousands?: string;
  readonly binary?: BinaryContent;
  readonly separator?: string;
  readonly header?: boolean;
  readonly imageSize?: readonly number[];
  readonly transform?: TransformName;
}

/** Pairs from two files. */
export interface FilesConfig {
  readonly u: SideConfig;
  readonly v: SideConfig;
  readonly key?: string;
  readonly unmatched: "refuse" | "drop";
  readonly repeated: "refuse" | "combine";
  readonly missing: "refuse" | "drop";
  readonly transform: TransformName;
  readonly streaming: boolean;
  /** Columns whose equal values keep pairs in one part. */
  readonly group?: readonly string[];
  readonly split: SplitShares | SplitByColumn;
  /** Files of a part alone, read as `u` and `v` are. */
  readonly validation?: PartFilesConfig;
  readonly test?: PartFilesConfig;
}

/** Shares of the pairs. */
export interface SplitShares {
  readonly test: number;
  readonly validation: number;
  readonly splitSeed: number;
}

export type PartFilesConfig = Readonly<Record<"u" | "v", string>>;

/** Pairs of a data set that has a name, built-in or of a plugin. */
export interface DatasetConfig {
  readonly dataset: PartConfig;
  readonly split: { readonly validation: number; readonly splitSeed: number };
}

export type DataConfig = FilesConfig | DatasetConfig;

/** Whether the pairs are in files. */
export const isFiles = (data: DataConfig): data is FilesConfig => "u" in data;

/** The files of pairs; refuses data sets. */
export function filesOf(data: DataConfig): FilesConfig {
  if (isFiles(data)) return data;
  throw refusal({ argument: "data", expected: "two files, u and v", received: `the data set "${data.dataset.name}"` });
}

/** Something chosen by name, with its options. */
export interface PartConfig {
  readonly name: string;
  readonly [option: string]: unknown;
}

export interface TrainingConfig {
  /** As many as the number of pairs asks for, where absent; likewise batchSize and patience, which never ends training where 0. */
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly patience?: number;
  readonly dropLast: boolean;
  readonly seed: number;
  readonly minimumChange: number;
  readonly keep: "best" | "last";
  readonly encoderBatch?: number;
  readonly clipNorm?: number;
  /** Decay of the running mean of the weights; 0 for none. */
  readonly averaging: number;
  readonly optimizer: PartConfig;
  readonly schedule: PartConfig;
}

/** Everything a training run is made from, with nothing left implicit. */
export interface ProjectConfig {
  readonly data: DataConfig;
  readonly encoders: { readonly u: PartConfig; readonly v: PartConfig };
  readonly metric: PartConfig;
  readonly loss: PartConfig;
  /** Models whose scores are summed; none for the encoders alone. */
  readonly pool: readonly CandidateName[];
  readonly training: TrainingConfig;
  readonly plugins: readonly string[];
}

/**
 * A config completed by defaults. Refuses unknown names, impossible values and missing files' names with the place.
 *
 * @param placeOf words for a place in errors; by default the path, such as `training.epochs`.
 * @example
 * const config = resolveConfig({ data: { u: "a.npy", v: "b.csv" }, loss: "clip" }, createCatalogue());
 */
export function resolveConfig(value: unknown, catalogue: Catalogue, placeOf: PlaceOf = pathText): ProjectConfig {
  try {
    const given = complete(configSchema(catalogue), value ?? {}) as unknown as ProjectConfig;
    const config = withPool(withPartFiles(given, value), value, catalogue);
    demandSplit(config);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    throw refusal({ argument: placeOf(error.path, error.of), ...error.complaint });
  }
}

/** A place of a config in words. */
export const pathText = (path: ConfigPath): string => (path.length > 0 ? path.join(".") : "config");

/** Parts with files of their own take no share of the others, unless one is asked for, which is refused. */
function withPartFiles(config: ProjectConfig, value: unknown): ProjectConfig {
  const { data } = config;
  if (!isFiles(data) || "column" in data.split) return config;
  const given = (value as { data?: { split?: Partial<SplitShares> | null } }).data?.split;
  const share = (part: "validation" | "test", chosen: number) => (data[part] && given?.[part] == null ? 0 : chosen);
  const { validation, test } = data.split;
  const split = { ...data.split, validation: share("validation", validation), test: share("test", test) };
  return { ...config, data: { ...data, split } };
}

/** Whether pairs are held out to choose by. */
function hasValidation(data: DataConfig): boolean {
  if ("column" in data.split) return true;
  return data.split.validation > 0 || (isFiles(data) && data.validation !== undefined);
}

/** All candidates where nothing says which model is meant, and something can choose among them. Refuses pools that mean nothing. */
function withPool(config: ProjectConfig, value: unknown, catalogue: Catalogue): ProjectConfig {
  const given = (value ?? {}) as Partial<Record<keyof ProjectConfig, unknown>>;
  const { name, ...options } = config.loss;
  const adds = catalogue.losses.get(name)(options).scoreMeaning === "log density ratio";
  const free = given.encoders == null && given.metric == null && adds && hasValidation(config.data);
  const pool = config.pool ?? (free ? candidateNames : []);
  if (pool.length > 0 && !adds)
    throw new ConfigProblem(["pool"], {
      expected: "a loss whose scores are log density ratios, since those add up",
      received: `"${config.loss.name}"`,
      remedy: "Leave pool out, or choose another loss",
    });
  if (pool.length > 0 && !hasValidation(config.data))
    throw new ConfigProblem(["pool"], {
      expected: "a validation share above 0, by which weights are chosen",
      received: "0",
      remedy: "Set data.split.validation, or leave pool out",
    });
  return { ...config, pool };
}

function demandSplit({ data, loss, training: { patience } }: ProjectConfig): void {
  if (loss.lambdaU === 0 && loss.lambdaV === 0)
    throw new ConfigProblem(["loss"], {
      expected: "a weight above 0, lambdaU or lambdaV",
      received: "0 for both, which leaves nothing to learn",
    });
  if ("column" in data.split) return;
  const { split } = data;
  if ("test" in split) {
    for (const part of ["validation", "test"] as const)
      if (isFiles(data) && data[part] && split[part] > 0)
        throw new ConfigProblem(["data", "split", part], {
          expected: `0, since data.${part} has files`,
          received: String(split[part]),
          remedy: `Leave data.split.${part} out, or the files`,
        });
    if (split.test + split.validation >= 1)
      throw new ConfigProblem(["data", "split"], {
        expected: "shares that leave something to train on",
        received: `test ${split.test} and validation ${split.validation}`,
      });
  }
  if (patience && !hasValidation(data))
    throw new ConfigProblem(["training", "patience"], {
      expected: "a validation share above 0 to watch",
      received: "0",
      remedy: "Set data.split.validation, or leave patience out",
    });
}
