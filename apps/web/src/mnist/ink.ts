import type { Field } from "../state/fields.js";

/** A drawn line: points in `[0, 63]²`, x to the right, y down. */
export type Stroke = readonly (readonly [x: number, y: number])[];
/** What was drawn. */
export type Ink = readonly Stroke[];

/** The side of the drawing pad in its own units. */
export const padSize = 64;

const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/** A drawing as it stands in an address: two characters a point, strokes apart by dots. */
export const inkField: Field<Ink> = {
  initial: [],
  read: (text) => (/^([\w-]{2}|\.)*$/.test(text) ? text.split(".").map(strokeOf).filter(isDrawn) : []),
  write: (ink) => ink.map((stroke) => stroke.map(([x, y]) => digits[x]! + digits[y]!).join("")).join("."),
};

const strokeOf = (text: string): Stroke =>
  Array.from({ length: text.length / 2 }, (_, i) => [digits.indexOf(text[2 * i]!), digits.indexOf(text[2 * i + 1]!)]);

const isDrawn = (stroke: Stroke): boolean => stroke.length > 0;

/** The drawing with a point added to its last stroke, unless it is hardly away from the last one. */
export function extended(ink: Ink, x: number, y: number): Ink {
  const point = [x, y].map((value) => Math.round(Math.min(padSize - 1, Math.max(0, value)))) as [number, number];
  const stroke = ink.at(-1) ?? [];
  const last = stroke.at(-1);
  if (last && Math.hypot(last[0] - point[0], last[1] - point[1]) < 1.5) return ink;
  return [...ink.slice(0, -1), [...stroke, point]];
}
