import type { FileSplits } from "@crosstilt/dataset-files";
import { type DataConfig, isFiles } from "../config/config.js";

/** Words beyond which a column is asked whether it means them. */
const FEW = 20;

/**
 * What about the data is allowed and hardly meant: columns that determine each other on both sides, rows whose names differ,
 * and columns of words of which most rows have one of their own.
 */
export function dataWarnings(
  { metadata, warnings }: Pick<FileSplits, "metadata" | "warnings">,
  data: DataConfig,
): string[] {
  const { train, validation, test } = metadata.counts;
  const pairs = train + validation + test;
  const declared = (side: "u" | "v", name: string) => isFiles(data) && data[side].kinds?.[name] !== undefined;
  const words = (["u", "v"] as const).flatMap((side) =>
    metadata[side].encodings.flatMap((encoding) => {
      if (encoding.kind !== "categorical" || declared(side, encoding.name)) return [];
      const { name, categories } = encoding;
      if (categories.length <= Math.max(FEW, pairs / 2)) return [];
      return [
        `${side}, column "${name}": ${categories.length} different words in ${pairs} pairs, such as ` +
          `${JSON.stringify(categories[0]!.slice(0, 40))}; new data will have others. Write numbers and dates as plain numbers, ` +
          `call free text so (text: [${name}]), or leave the column out`,
      ];
    }),
  );
  return [...warnings, ...words];
}
