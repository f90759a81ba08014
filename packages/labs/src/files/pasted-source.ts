import { demand, sizeOf } from "@crosstilt/core";
import type { SideMetadata, SideSource } from "@crosstilt/dataset-files";
import { encodeNpy } from "@crosstilt/formats";

const name = "pasted";

/**
 * Pasted text as a file of samples of a side: a table with its header, or bare numbers, a sample a line, which are in the order of the
 * training data.
 *
 * @param shape that of a sample.
 * @throws when bare numbers are not as many as a sample has.
 */
export function pastedSource(text: string, { encodings }: SideMetadata, shape: readonly number[]): SideSource {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const rows = lines.map((line) => line.split(/[\s,;]+/).map(Number));
  const bare = rows.length > 0 && rows.every((row) => row.every(Number.isFinite));
  if (!bare) return { path: `${name}.csv`, bytes: new TextEncoder().encode(`${lines.join("\n")}\n`) };
  const isArray = encodings.length === 1 && sizeOf(shape) > 1;
  const wanted = isArray ? sizeOf(shape) : encodings.length;
  for (const [i, row] of rows.entries())
    demand(row.length === wanted, () => ({
      argument: `${name}, line ${i + 1}`,
      expected: `${wanted} numbers, as a sample of the training data has`,
      received: String(row.length),
    }));
  if (isArray) {
    const data = Float32Array.from(rows.flat());
    return { path: `${name}.npy`, bytes: encodeNpy({ shape: [rows.length, ...shape], data }) };
  }
  const header = encodings.map((encoding) => `"${encoding.name.replaceAll('"', '""')}"`).join(",");
  const table = [header, ...rows.map((row) => row.join(","))].join("\n");
  return { path: `${name}.csv`, bytes: new TextEncoder().encode(`${table}\n`) };
}
