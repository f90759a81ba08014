import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import {
  createRegistry,
  defineLoss,
  evaluateLoss,
  parseOption,
  resolveOptions,
  valueAndGradients,
} from "../src/index.js";

const schema = {
  margin: { type: "number", default: 0.2, above: 0, description: "gap" },
  count: { type: "number", default: 3, integer: true, minimum: 1, maximum: 9, description: "how many" },
  width: { type: "number", default: 1, keywords: ["median"], description: "bandwidth" },
  hard: { type: "boolean", default: false, description: "mine hard negatives" },
  mode: { type: "choice", choices: ["a", "b"], default: "a", description: "which" },
  sizes: { type: "numbers", default: [1], description: "list" },
} as const;

const gap = defineLoss({
  name: "gap",
  summary: "s",
  formula: "f",
  source: "test",
  options: {},
  needs: "statistics",
  evaluate: ({ diagonal, rowLogMeanExp }) => tf.mean(tf.sub(rowLogMeanExp, diagonal)) as tf.Scalar,
});

describe("options", () => {
  test("are completed by their defaults", () => {
    expect(resolveOptions("x", schema, { hard: true })).toEqual({
      margin: 0.2,
      count: 3,
      width: 1,
      hard: true,
      mode: "a",
      sizes: [1],
    });
  });

  test.each([
    [{ margin: 0 }, /x option "margin": expected a number > 0, received 0/],
    [{ count: 2.5 }, /an integer >= 1 and <= 9/],
    [{ width: "mean" }, /a number or "median", received "mean"/],
    [{ mode: "c" }, /one of a, b, received "c"/],
    [{ sizes: [Number.NaN] }, /a list of numbers/],
    [{ margn: 1 }, /Did you mean "margin"/],
  ])("refuse %o", (given, message) => {
    expect(() => resolveOptions("x", schema, given as never)).toThrow(message);
  });

  test.each([
    ["margin", "0.5", 0.5],
    ["width", "median", "median"],
    ["hard", "true", true],
    ["sizes", "3,4", [3, 4]],
  ] as const)("parse %s from text", (name, text, value) => {
    expect(parseOption(name, schema[name], text)).toEqual(value);
  });

  test.each([
    ["margin", ""],
    ["margin", "wide"],
    ["hard", "yes"],
    ["count", "1e1"],
  ] as const)("refuse text that %s cannot mean: '%s'", (name, text) => {
    expect(() => parseOption(name, schema[name], text)).toThrow(new RegExp(`option "${name}"`));
  });
});

describe("a registry", () => {
  test("finds by name and suggests near names", () => {
    const registry = createRegistry("loss", [gap]);
    expect(registry.get("gap")).toBe(gap);
    expect(() => registry.get("gep")).toThrow(/loss: .*"gep". Did you mean "gap"/);
  });

  test("refuses names already taken and things of another kind", () => {
    const registry = createRegistry("loss", [gap]);
    expect(() => registry.add(gap)).toThrow(/"gap", which exists already/);
    expect(() => createRegistry<typeof gap>("metric", [gap])).toThrow(/expected a metric, received a loss/);
  });
});

onEveryBackend(() => {
  test("a loss that returns no scalar is refused by name", () => {
    const broken = defineLoss({
      name: "broken",
      summary: "s",
      formula: "f",
      source: "test",
      options: {},
      needs: "statistics",
      evaluate: ({ diagonal }) => diagonal as unknown as tf.Scalar,
    });
    const [u, v] = [tf.ones<tf.Rank.R2>([3, 2]), tf.ones<tf.Rank.R2>([3, 2])];
    expect(() => evaluateLoss(broken(), { form: { u, v }, u, v })).toThrow(/loss "broken".*scalar/);
    tf.dispose([u, v]);
  });

  test("a parameter that does not enter gets a zero gradient", () => {
    const parameters = { used: tf.tensor1d([1, 2]), idle: tf.tensor1d([3]) };
    const evaluate = ({ used }: Record<string, tf.Tensor>) => ({
      value: tf.sum(tf.square(used!)) as tf.Scalar,
      aux: {},
    });
    const { value, gradients } = valueAndGradients(evaluate, parameters);
    expect(Array.from(gradients.used!.dataSync())).toEqual([2, 4]);
    expect(Array.from(gradients.idle!.dataSync())).toEqual([0]);
    tf.dispose([value, { ...gradients }, parameters]);
  });
});
