import { expect, test } from "vitest";
import { decodeNpy, decodeNpyArray } from "../src/index.js";
import { bytesOf, pythonFiles } from "./python-files.js";

test.each([
  ["unicode", [2, 2], ["a", "héé", "", "日本"]],
  ["unicode, big-endian", [2], ["ab", "c😀"]],
  ["bytes", [2], ["ab", "c"]],
  ["nanoseconds", [3], ["2024-05-01", "2024-05-01T12:00:00.000037Z", ""]],
  ["days", [2], ["2024-05-01", "1969-12-31"]],
] as const)("%s in an NPY file are words", (name, shape, words) => {
  expect(decodeNpyArray(bytesOf(pythonFiles[name]))).toEqual({ shape, words });
  expect(() => decodeNpy(bytesOf(pythonFiles[name]), "a.npy")).toThrow("a.npy: expected numbers, received text");
});

test("bytes that are no text are refused with their entry", () => {
  const bytes = bytesOf(pythonFiles.bytes);
  bytes[bytes.length - 2] = 0xff;
  expect(() => decodeNpyArray(bytes, "a.npy")).toThrow("a.npy, entry 1: expected text in UTF-8");
});
