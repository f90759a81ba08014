import { createGenerator } from "@crosstilt/core";
import { expect, test } from "vitest";
import { accuracy, confusion } from "../src/index.js";

const generator = createGenerator(2);
const labels = Uint8Array.from({ length: 500 }, () => generator.integer(4));
const predicted = labels.map((label) => (generator.uniform() < 0.7 ? label : generator.integer(4)));

test("the confusion matrix counts every pair of labels, and its trace is the accuracy", () => {
  const counts = confusion(predicted, labels, 4);
  counts.forEach((row, truth) => {
    row.forEach((count, guess) => {
      expect(count).toBe([...labels].filter((label, i) => label === truth && predicted[i] === guess).length);
    });
  });
  const trace = counts.reduce((sum, row, label) => sum + row[label]!, 0);
  expect(accuracy(predicted, labels)).toBe(trace / 500);
});

test.each([
  ["no labels", () => accuracy([], []), "labels: expected one for each prediction"],
  ["other counts", () => accuracy([1], [1, 2]), "received 2 labels of 1 predictions"],
  ["unknown labels", () => confusion([0, 1], [0, 4], 4), "labels[1]: expected an integer from 0 to 3, received 4"],
  ["unknown predictions", () => confusion([0.5], [0], 4), "predicted[0]: expected an integer"],
])("refuses %s", (_, call, message) => expect(call).toThrow(message));
