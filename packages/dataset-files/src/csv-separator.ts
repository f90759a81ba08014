/** Of equally frequent ones the last is meant: names and texts have commas in them more often than semicolons or tabs. */
const SEPARATORS = ["|", ",", ";", "\t"];
/** Lines that are looked at for blanks between numbers. */
const SEVERAL = 10;

/** What the writer says in a first line of its own, as for Excel: `sep=;`. */
export const saidSeparator = (text: string): string | undefined => /^sep=(.)\r?\n/i.exec(text)?.[1];

/**
 * What stands between the fields of a text whose writer did not say: what its first line has most of outside quotes, or blanks
 * where that has nothing else and lines of as many numbers follow, as NumPy writes them.
 */
export function separatorOf(text: string): string {
  const lines = text
    .slice(0, 2 ** 16)
    .replace(/"[^"]*"/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const count = (separator: string) => (lines[0] ?? "").split(separator).length - 1;
  const better = (best: string, one: string) => (count(one) > 0 && count(one) >= count(best) ? one : best);
  const most = SEPARATORS.reduce(better, ",");
  return count(most) === 0 && isBlankSeparated(lines.slice(0, SEVERAL)) ? " " : most;
}

function isBlankSeparated(lines: readonly string[]): boolean {
  // The last one may be cut off.
  const values = lines.length > 2 ? lines.slice(1, -1) : lines.slice(-1);
  const widths = new Set(values.map((line) => line.trim().split(/ +/).length));
  const numbers = values.every((line) =>
    line
      .trim()
      .split(/ +/)
      .every((word) => !Number.isNaN(Number(word)) || /^nan$/i.test(word)),
  );
  return numbers && widths.size === 1 && !widths.has(1);
}
