import { refusal } from "@crosstilt/core";

/**
 * A covariance matrix as it is typed or pasted: a row a line, numbers apart by commas, semicolons, tabs or blanks; brackets, as of NumPy or
 * JSON, are no matter.
 *
 * @throws when an entry is no number, or the rows are not as long as they are many.
 */
export function readCovariance(text: string): number[][] {
  const lines = text
    .replace(/\][\s,;]*\[/g, "\n")
    .replace(/[[\]]/g, " ")
    .split(/\r?\n/)
    .map((line) => line.split(/[\s,;]+/).filter((entry) => entry !== ""))
    .filter((entries) => entries.length > 0);
  const refuse = (place: string, expected: string, received: string) =>
    refusal({
      argument: `covariance${place}`,
      expected,
      received,
      remedy: "Write one row a line, with a dot for decimals",
    });
  if (lines.length < 2) throw refuse("", "at least two rows", `${lines.length}`);
  return lines.map((entries, i) => {
    if (entries.length !== lines.length)
      throw refuse(`, row ${i + 1}`, `${lines.length} numbers, as many as there are rows`, `${entries.length}`);
    return entries.map((entry) => {
      const value = Number(entry);
      if (!Number.isFinite(value)) throw refuse(`, row ${i + 1}`, "numbers", `"${entry}"`);
      return value;
    });
  });
}
