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
