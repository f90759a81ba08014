import { expect, it } from "vitest";
import { readCovariance } from "../../src/tilt/index.js";

it.each([
  ["commas", "2, 1\n1, 3"],
  ["tabs and blank lines", "\n2\t1\r\n\r\n1\t3\n"],
  ["blanks and semicolons", "2 1;\n 1 3;"],
  ["JSON", "[[2, 1], [1, 3]]"],
  ["NumPy", "[[2. 1.]\n [1. 3.]]"],
])("reads a matrix with %s", (_, text) => {
  expect(readCovariance(text)).toEqual([
    [2, 1],
    [1, 3],
  ]);
});

it("says which row is wrong", () => {
  expect(() => readCovariance("1 2\n3")).toThrow("covariance, row 2: expected 2 numbers");
  expect(() => readCovariance("1 2\n3 x")).toThrow('covariance, row 2: expected numbers, received "x"');
  expect(() => readCovariance("1")).toThrow("at least two rows");
  expect(() => readCovariance("")).toThrow("at least two rows, received 0");
});
