/** A path of the reader's own: its start and positions at times `i T / 100`, `[x₀, y₀, x₁, y₁, …]` in sides of the square. */
export type OwnPath = readonly number[];

/** Points after the start of a path that lasts as long as the model's. */
export const OWN_POINTS = 100;

/** Paths may leave the square, so far. */
export const ownRange = [-4, 5] as const;

/** Whether a path stays where paths may go. */
export const fits = (path: OwnPath): boolean => path.every((value) => value >= ownRange[0] && value <= ownRange[1]);

/** A drawing as a path of steady speed that lasts the whole time: equal steps along the line, its trembling smoothed. */
export function pathOfDrawing(line: readonly (readonly [number, number])[]): OwnPath | null {
  const along = [0];
  for (let i = 1; i < line.length; i++) {
    const [[a, b], [c, d]] = [line[i - 1]!, line[i]!];
    along.push(along[i - 1]! + Math.hypot(c - a, d - b));
  }
  const length = along.at(-1)!;
  if (length < 0.05) return null;
  const even = Array.from({ length: OWN_POINTS + 1 }, (_, i) => pointAt(line, along, (length * i) / OWN_POINTS));
  return smooth(even).flat();
}

function pointAt(line: readonly (readonly [number, number])[], along: readonly number[], at: number): [number, number] {
  const next = along.findIndex((value, i) => i > 0 && value >= at);
  const i = next < 0 ? along.length - 1 : next;
  const part = (at - along[i - 1]!) / (along[i]! - along[i - 1]! || 1);
  const mix = (axis: 0 | 1) => line[i - 1]![axis] * (1 - part) + line[i]![axis] * part;
  return [mix(0), mix(1)];
}

/** Repeated averages of three neighbours; the ends stay. */
function smooth(points: readonly [number, number][], times = 12): [number, number][] {
  let current = [...points];
  for (let round = 0; round < times; round++)
    current = current.map((point, i) => {
      const [before, after] = [current[i - 1], current[i + 1]];
      if (!before || !after) return point;
      return [(before[0] + 2 * point[0] + after[0]) / 4, (before[1] + 2 * point[1] + after[1]) / 4];
    });
  return current;
}
