import { refusal } from "@crosstilt/formats/refusal";
/** Refuses sizes that are not whole numbers ≥ `least`. */
export function checkSizes(kernel: string, sizes: Readonly<Record<string, number>>, least = 0): void {
  for (const [name, size] of Object.entries(sizes))
    if (!Number.isInteger(size) || size < least)
      throw refusal({
        argument: `${kernel}: ${name}`,
        expected: `a whole number of at least ${least}`,
        received: String(size),
      });
}

/** Refuses pointers that cannot be one: 0 is what an exhausted heap hands out. */
export function checkPointers(kernel: string, pointers: Readonly<Record<string, number>>): void {
  for (const [name, pointer] of Object.entries(pointers))
    if (!Number.isInteger(pointer) || pointer <= 0)
      throw refusal({
        argument: `${kernel}: ${name}`,
        expected: "a byte offset in the heap",
        received: String(pointer),
        remedy: "0 means that an allocation failed",
      });
}
