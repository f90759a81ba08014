/** Coordinates of the maps' drawings: the square is this wide and high. */
export const SIDE = 1000;

/** Where a place of the torus stands in a drawing, y upwards. */
export const placeOn = (x: number, y: number): [number, number] => [
  SIDE * (x - Math.floor(x)),
  SIDE * (1 - (y - Math.floor(y))),
];

/**
 * The path through positions `[x₀, y₀, x₁, …]` from one point to another, folded into the square: a step across a side is
 * drawn on both, and what sticks out is clipped.
 */
export function foldedPath(positions: ArrayLike<number>, from = 0, to = positions.length / 2 - 1): string {
  let path = "";
  let pen = "";
  for (let i = from; i < to; i++) {
    const [a, b, c, d] = [positions[2 * i]!, positions[2 * i + 1]!, positions[2 * i + 2]!, positions[2 * i + 3]!];
    const cells = new Set([`${Math.floor(a)} ${Math.floor(b)}`, `${Math.floor(c)} ${Math.floor(d)}`]);
    for (const cell of cells) {
      const [x, y] = cell.split(" ").map(Number) as [number, number];
      const point = (px: number, py: number) => `${(SIDE * (px - x)).toFixed(1)} ${(SIDE * (1 - py + y)).toFixed(1)}`;
      path += pen === cell ? `L${point(c, d)}` : `M${point(a, b)}L${point(c, d)}`;
      pen = cell;
    }
  }
  return path;
}

/** The place on a path of equal times after a part of it. */
export function placeAlong(positions: ArrayLike<number>, part: number): [number, number] {
  const last = positions.length / 2 - 1;
  const at = Math.min(last, Math.max(0, part * last));
  const i = Math.min(last - 1, Math.floor(at));
  const mix = (axis: 0 | 1) => positions[2 * i + axis]! * (i + 1 - at) + positions[2 * i + 2 + axis]! * (at - i);
  return [mix(0), mix(1)];
}
