/** Advance widths of the printable ASCII characters of DejaVu Sans in thousandths of the font size. */
const widths = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
  636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
  748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
  615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
  337, 636, 838,
];
const OTHER = 640;
const WIDE = 1000;
const BOLD = 1.1;

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/** The width of a line of text in pixels without any canvas, so that layout is the same in Node and in every browser. */
export function textWidth({ fontSize = 11, fontWeight }: TextItem, line?: unknown): number {
  let width = 0;
  for (const character of String(line ?? "").trim()) width += characterWidth(character.codePointAt(0)!);
  return (width / 1000) * fontSize * (fontWeight === "bold" || Number(fontWeight) >= 600 ? BOLD : 1);
}

function characterWidth(code: number): number {
  if (code >= 32 && code < 127) return widths[code - 32]!;
  return code >= 0x2e80 ? WIDE : OTHER;
}
