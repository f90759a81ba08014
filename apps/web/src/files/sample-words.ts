import type { Sample } from "@crosstilt/labs/files";
import { compact } from "../state/format.js";

/** Numbers that are few enough to be read. */
const FEW = 4;

/** What a sample says of itself: the words of its row, or its numbers where those are few. */
export function sampleWords({ words, numbers, picture }: Sample): string {
  if (words.length > 0) return words.map(([column, text]) => `${column}: ${text.trim()}`).join(" · ");
  return picture === undefined && numbers.length <= FEW ? numbers.map(compact).join(", ") : "";
}

/** Text in at most `count` lines of about `width` letters; what has no room is left out behind "…". */
export function inLines(text: string, width: number, count: number): string[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, count).map((line) => cut(line, width));
  if (lines.length > count) kept[count - 1] = cut(`${kept[count - 1]} …`, width);
  return kept;
}

const cut = (line: string, width: number): string => (line.length <= width ? line : `${line.slice(0, width - 1)}…`);
