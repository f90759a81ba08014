import type { Encoder, Loss, Metric } from "@crosstilt/core";
import type { SplitByColumn } from "@crosstilt/dataset-files";
import type { CandidateName } from "../pool/candidate-names.js";
import type { DatasetConfig, FilesConfig, PartConfig, SideConfig, SplitShares, TrainingConfig } from "./config.js";

/** Something chosen by name: the bare name, the name with options, or the thing itself, such as `clip()`; plugins name its file. */
export type PartInput = string | PartConfig | Loss | Metric | Encoder;

/** What a config may say: only the two files are needed, everything else has a default. */
export interface ConfigInput {
  readonly data:
    | (Partial<Omit<FilesConfig, "u" | "v" | "split" | "group">> & {
        readonly u: string | SideConfig;
        readonly v: string | SideConfig;
        readonly group?: string | readonly string[];
        readonly split?: Partial<SplitShares> | SplitByColumn;
      })
    | { readonly dataset: PartInput; readonly split?: Partial<DatasetConfig["split"]> };
  readonly encoders?: { readonly u?: PartInput; readonly v?: PartInput };
  readonly metric?: PartInput;
  readonly loss?: PartInput;
  readonly pool?: CandidateName | readonly CandidateName[];
  readonly training?: Partial<Omit<TrainingConfig, "optimizer" | "schedule">> & {
    readonly optimizer?: PartInput;
    readonly schedule?: PartInput;
  };
  readonly plugins?: string | readonly string[];
}

/**
 * The config of a `config.ts`, typed, so that editors complete and check it.
 *
 * @example
 * export default defineConfig({ data: { u: "photos.npy", v: "texts.csv" }, loss: clip(), metric: "cosine" });
 */
export const defineConfig = (config: ConfigInput): ConfigInput => config;
