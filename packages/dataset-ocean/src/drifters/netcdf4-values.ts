import type { Dataset, File } from "h5wasm";
import type { Attribute } from "./netcdf-values.js";

export const isDataset = (entity: ReturnType<File["get"]>): entity is Dataset =>
  entity !== null && "type" in entity && entity.type === "Dataset";

/** An attribute of a variable, where it has it. */
export function attributeOf({ attrs }: Dataset, name: string): Attribute | undefined {
  if (!Object.hasOwn(attrs, name)) return undefined;
  const { value } = attrs[name]!;
  if (typeof value === "string" || typeof value === "number") return value;
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>, Number) : undefined;
}

/** A word for each entry; characters of the last axis are one. */
export function labelsOf(value: unknown, shape: readonly number[]): string[] {
  const entries = Array.from(value as ArrayLike<unknown>, String);
  const width = shape.length === 2 && entries.every((entry) => entry.length <= 1) ? shape[1]! : 1;
  return Array.from({ length: entries.length / width }, (_, i) =>
    entries
      .slice(i * width, (i + 1) * width)
      .join("")
      .replaceAll("\0", "")
      .trim(),
  );
}
