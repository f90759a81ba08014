import { colours } from "./theme.js";

/** What a label stands for, and the height in pixels where its line ends. */
export interface LineEnd {
  readonly name: string;
  readonly colour: string;
  readonly y: number;
}

/** Pixels from one label's middle to the next. */
const PITCH = 13;

/** Pixels between the end of the plot and the labels. */
const GAP = 10;

/** Room that labels take at the right of a plot, in pixels, for names of so many characters. */
const ADVANCE = 6.6;

/**
 * Names at the ends of lines in place of a legend, moved apart where lines end together, with a thin line from each end to its name.
 * Layers of a Vega-Lite plot of that size.
 */
export function directLabels(ends: readonly LineEnd[], { width, height }: { width: number; height: number }): object[] {
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  const heights = apart(
    sorted.map(({ y }) => y),
    height,
  );
  const values = sorted.map(({ name, colour, y }, i) => ({ name, colour, from: y, to: heights[i] }));
  const vertical = (field: string) => ({ field, type: "quantitative", scale: null, axis: null });
  const colour = { field: "colour", type: "nominal", scale: null, legend: null };
  return [
    {
      data: { values },
      mark: { type: "rule", strokeWidth: 0.8, opacity: 0.6, clip: false },
      encoding: {
        x: { value: width + 2 },
        x2: { value: width + GAP },
        y: vertical("from"),
        y2: { field: "to" },
        color: colour,
      },
    },
    {
      data: { values },
      mark: { type: "text", align: "left", baseline: "middle", fontSize: 11, clip: false },
      encoding: { x: { value: width + GAP + 3 }, y: vertical("to"), text: { field: "name" }, color: colour },
    },
    // Text has no width in every renderer; an invisible rule keeps the room.
    {
      data: { values: [{}] },
      mark: { type: "rule", opacity: 0, color: colours.muted, clip: false },
      encoding: {
        x: { value: width },
        x2: { value: width + GAP + ADVANCE * Math.max(...ends.map(({ name }) => name.length)) },
      },
    },
  ];
}

/** Ascending heights, moved as little as keeps them a pitch apart and between the ends of the plot, if there is room. */
function apart(heights: readonly number[], height: number): number[] {
  const groups: { sum: number; count: number }[] = [];
  const top = ({ sum, count }: { sum: number; count: number }) => {
    const middle = sum / count;
    const room = ((count - 1) * PITCH) / 2;
    return Math.max(0, Math.min(middle - room, height - 2 * room));
  };
  for (const y of heights) {
    let group = { sum: y, count: 1 };
    for (let last = groups.at(-1); last && top(last) + last.count * PITCH > top(group); last = groups.at(-1)) {
      groups.pop();
      group = { sum: last.sum + group.sum, count: last.count + group.count };
    }
    groups.push(group);
  }
  return groups.flatMap((group) => Array.from({ length: group.count }, (_, i) => top(group) + i * PITCH));
}
