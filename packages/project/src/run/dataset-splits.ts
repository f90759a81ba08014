import type { Catalogue } from "@crosstilt/catalogue";
import type { DatasetSplits, Pairs } from "@crosstilt/core";
import { type PairOrigins, type SplitName, splitByKey } from "@crosstilt/dataset-files";
import type { StreamedSplits } from "@crosstilt/dataset-files/node";
import type { DatasetConfig } from "../config/config.js";
import { arraySamples } from "./array-samples.js";

/**
 * The pairs of a data set by its name, as those of files: its test pairs are its own, and where it has no validation pairs a share
 * of those to train on is held out, by the hash of their number.
 */
export async function datasetSplits({ dataset, split }: DatasetConfig, catalogue: Catalogue): Promise<StreamedSplits> {
  const { name, ...options } = dataset;
  const loaded = await catalogue.datasets.get(name)(options).load();
  const { train, validation, test } = withValidation(loaded, split);
  const side = (of: "u" | "v") => arraySamples(train.shape[of], name);
  const counts = { train: train.length, validation: validation?.length ?? 0, test: test.length };
  return {
    train,
    test,
    ...(validation && { validation }),
    origins: {
      train: originsOf("train", train, name),
      validation: originsOf("validation", validation, name),
      test: originsOf("test", test, name),
    },
    metadata: { u: side("u"), v: side("v"), counts, dropped: { unmatchedU: 0, unmatchedV: 0, missing: 0 } },
    warnings: [],
    close: async () => {},
  };
}

function withValidation(
  { train, validation, test }: DatasetSplits,
  { validation: share, splitSeed }: DatasetConfig["split"],
): Pick<DatasetSplits, SplitName> {
  if (validation || share === 0) return { train, validation, test };
  const keys = Array.from({ length: train.length }, (_, i) => String(i));
  const parts = splitByKey(keys, { test: 0, validation: share, seed: splitSeed });
  const rows = (part: SplitName) => Int32Array.from(parts.flatMap((name, i) => (name === part ? [i] : [])));
  return { train: chosen(train, rows("train")), validation: chosen(train, rows("validation")), test };
}

const chosen = (pairs: Pairs, rows: Int32Array): Pairs => ({
  length: rows.length,
  shape: pairs.shape,
  batch: (indices) => pairs.batch(Int32Array.from(indices, (index) => rows[index]!)),
});

function originsOf(part: SplitName, pairs: Pairs | undefined, path: string): PairOrigins {
  const rows = Int32Array.from({ length: pairs?.length ?? 0 }, (_, i) => i);
  return { keys: Array.from(rows, (row) => `${part} ${row}`), rows: { u: rows, v: rows }, paths: { u: path, v: path } };
}
