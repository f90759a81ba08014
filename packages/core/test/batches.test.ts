import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { batchCount, createGenerator, shuffledBatches } from "../src/index.js";

test.prop([fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 20 })])(
  "batches of an epoch hold every example once, differ by one at most, and are neither larger than asked nor below the minimum",
  (length, size, minimum) => {
    const batches = [...shuffledBatches(length, size, createGenerator(1), { minimum })];
    const sizes = batches.map((batch) => batch.length);
    expect(batches).toHaveLength(batchCount(length, size, { minimum }));
    expect(batches.flatMap((batch) => [...batch]).sort((a, b) => a - b)).toEqual([...Array(length).keys()]);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    if (length >= minimum) expect(Math.min(...sizes)).toBeGreaterThanOrEqual(minimum);
    if (minimum === 1) expect(Math.max(...sizes)).toBeLessThanOrEqual(size);
  },
);

test.prop([fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 90 })])(
  "with dropLast all have exactly the size, and what remains is left out",
  (length, size) => {
    const batches = [...shuffledBatches(length, size, createGenerator(1), { dropLast: true })];
    expect(batches.every((batch) => batch.length === size)).toBe(true);
    expect(batches).toHaveLength(Math.floor(length / size));
    expect(new Set(batches.flatMap((batch) => [...batch])).size).toBe(batches.length * size);
  },
);
