/** A wavevector of the torus [0, 1]², in whole waves a side. */
export type Wavevector = readonly [number, number];

/** |k|, in whole waves a domain length. */
export const wavenumber = ([x, y]: Wavevector): number => Math.hypot(x, y);

/**
 * The `count` lowest wavevectors of a half plane, by |k|, then k_x, then k_y. The origin moves nothing, and k and −k are
 * the same real mode, so neither is counted.
 *
 * @example
 * lowestWavevectors(3); // [[0, 1], [1, 0], [1, -1]]
 */
export function lowestWavevectors(count: number): Wavevector[] {
  // A half disc of radius r holds at least πr²/2 − 2√2 πr of them.
  const radius = Math.ceil(Math.sqrt((2 * count) / Math.PI)) + 3;
  const candidates: Wavevector[] = [];
  for (let x = 0; x <= radius; x++)
    for (let y = -radius; y <= radius; y++)
      if ((x > 0 || y > 0) && x * x + y * y <= radius * radius) candidates.push([x, y]);
  candidates.sort((a, b) => a[0] ** 2 + a[1] ** 2 - b[0] ** 2 - b[1] ** 2 || a[0] - b[0] || a[1] - b[1]);
  return candidates.slice(0, count);
}
