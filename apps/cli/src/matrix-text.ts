const LARGEST = 16;

/** Six significant digits, without trailing zeros. */
export const shortNumber = (value: number): string => String(Number(value.toPrecision(6)));

/** The rows of an encoder for people, with its offset in the last column where there is one; large ones by size only. */
export function matrixLines(name: string, rows: readonly number[][], offset: readonly number[]): string[] {
  const title = `${name} [${rows.length}, ${rows[0]!.length}]`;
  if (rows.length > LARGEST || rows[0]!.length > LARGEST) return [`${title}: use --json for its entries`, ""];
  const shifted = offset.some((value) => value !== 0);
  const lines = rows.map((row, i) => {
    const entries = row.map((value) => shortNumber(value).padStart(13)).join("");
    return shifted ? `${entries}   |${shortNumber(offset[i]!).padStart(13)}` : entries;
  });
  return [shifted ? `${title} | offset` : title, ...lines, ""];
}
