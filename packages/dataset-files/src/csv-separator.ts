/** Of equally frequent ones the last is meant: names and texts have commas in them more often than semicolons or tabs. */
const SEPARATORS = ["|", ",", ";", "\t"];

/** What stands between the fields of a text whose writer did not say: what its first line has most of outside quotes. */
export function separatorOf(text: string): string {
  const [line = ""] = text
    .replace(/"[^"]*"/g, "")
    .split("\n")
    .filter((one) => one.trim() !== "");
  const count = (separator: string) => line.split(separator).length - 1;
  const better = (best: string, one: string) => (count(one) > 0 && count(one) >= count(best) ? one : best);
  return SEPARATORS.reduce(better, ",");
}
