import type { Sample } from "@crosstilt/labs/files";
import { compact } from "../state/format.js";

/** Numbers that are few enough to be read. */
const FEW = 4;

/** What a sample says of itself: the words of its row, or its numbers where those are few. */
export function sampleWords({ words, numbers, picture }: Sample): string {
  if (words.length > 0) return words.map(([column, text]) => `${column}: ${text.trim()}`).join(" · ");
  return picture === undefined && numbers.length <= FEW ? numbers.map(compact).join(", ") : "";
}
