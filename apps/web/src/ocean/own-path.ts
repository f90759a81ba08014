import type { Field } from "../state/fields.js";

/** A path of the reader's own: its start and positions at times `i T / 100`, `[x₀, y₀, x₁, y₁, …]` in sides of the square. */
export type OwnPath = readonly number[];

/** Points after the start of a path that lasts as long as the model's. */
export const OWN_POINTS = 100;
/** Fewest points that velocities can be read from. */
const FEWEST = 5;

/** Paths may leave the square; these are the ends of what the address can hold, and its resolution is 5e-6. */
const [LOW, HIGH] = [-4, 5];
const DIGITS = 4;
const LARGEST = 36 ** DIGITS - 1;

/** Whether the address can hold a path. */
export const fits = (path: OwnPath): boolean => path.every((value) => value >= LOW && value <= HIGH);

/** A path in the address, four characters a coordinate; empty for none. */
export const pathField: Field<OwnPath | null> = {
  initial: null,
  read: (text) => {
    const groups = /^[0-9a-z]*$/.test(text) ? (text.match(/.{4}/g) ?? []) : [];
    const whole = groups.length * DIGITS === text.length && groups.length % 2 === 0;
    const points = groups.length / 2 - 1;
    if (!whole || points < FEWEST || points > OWN_POINTS) return null;
    return groups.map((group) => LOW + ((HIGH - LOW) * Number.parseInt(group, 36)) / LARGEST);
  },
  write: (path) =>
    (path ?? [])
      .map((value) => Math.round(((value - LOW) / (HIGH - LOW)) * LARGEST))
      .map((whole) => whole.toString(36).padStart(DIGITS, "0"))
      .join(""),
};

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
