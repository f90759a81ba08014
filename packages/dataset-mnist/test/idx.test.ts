import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeIdx } from "../src/idx.js";
import { classCount, labelCounts, labelledImages } from "../src/labelled-images.js";
import { idx } from "./idx-file.js";

const shapes = fc.array(fc.nat(5), { minLength: 1, maxLength: 4 });

test("every array of bytes is read from its IDX file", () => {
  fc.assert(
    fc.property(shapes, fc.integer(), (shape, seed) => {
      const data = Uint8Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => (seed + i * 37) & 255);
      expect(decodeIdx(idx(shape, data))).toEqual({ shape, data });
    }),
  );
});

test("a file cut anywhere or with bytes after its end is refused by name", () => {
  const whole = idx([2, 3], new Uint8Array(6));
  for (let length = 0; length < whole.length; length++) {
    expect(() => decodeIdx(whole.subarray(0, length), "cut")).toThrow(/^cut: expected .*, received .*download/i);
  }
  const long = Uint8Array.of(...whole, 0);
  expect(() => decodeIdx(long, "long")).toThrow("long: expected 18 bytes for shape [2, 3], received 19 bytes");
});

test.each([
  ["a file of text", Uint8Array.of(60, 104, 116, 109), "received 3c 68 74 6d"],
  ["signed bytes", Uint8Array.of(0, 0, 9, 1, 0, 0, 0, 0), "received 00 00 09 01"],
  ["no axes", Uint8Array.of(0, 0, 8, 0, 5), "received 00 00 08 00"],
  ["nothing", new Uint8Array(0), "received an empty file"],
])("%s is refused as not being IDX of unsigned bytes", (_name, bytes, message) => {
  expect(() => decodeIdx(bytes)).toThrow(message);
});

test("images and labels belong together only with equal counts and the right number of axes", () => {
  const images = { name: "images", bytes: idx([2, 1, 2], Uint8Array.of(1, 2, 3, 4)) };
  const labels = (shape: number[]) => ({
    name: "labels",
    bytes: idx(shape, new Uint8Array(shape.reduce((a, b) => a * b))),
  });
  const { count, rows, columns, images: pixels } = labelledImages(images, labels([2]));
  expect([count, rows, columns, ...pixels]).toEqual([2, 1, 2, 1, 2, 3, 4]);
  expect(() => labelledImages(images, labels([3]))).toThrow(
    "labels: expected one label for each of the 2 images of images, received 3 labels",
  );
  expect(() => labelledImages(images, images)).toThrow("images: expected labels of shape [count]");
  expect(() => labelledImages(labels([2]), labels([2]))).toThrow("labels: expected images of shape");
  expect(() => labelledImages(labels([0, 28, 28]), labels([0]))).toThrow("at least one, received shape [0, 28, 28]");
});

test("labels are counted over all classes, also those that do not occur", () => {
  const labels = Uint8Array.of(0, 3, 3, 1);
  expect(classCount(labels)).toBe(4);
  expect(labelCounts(labels, 5)).toEqual([1, 1, 0, 2, 0]);
  expect(() => labelCounts(labels, 3)).toThrow("labels: expected labels below 3, received 3");
});
