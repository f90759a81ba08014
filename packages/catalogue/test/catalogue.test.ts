import { defineLoss, defineMetric } from "@crosstilt/core";
import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { addPlugin, createCatalogue } from "../src/index.js";

const about = { summary: "s", formula: "f", source: "test" };
const mine = defineLoss({
  ...{ name: "mine", ...about, needs: "statistics" },
  options: { margin: { type: "number", default: 0.2, description: "gap" } },
  evaluate: ({ diagonal }) => diagonal as unknown as tf.Scalar,
});

describe("a plugin", () => {
  test("adds its losses and metrics by name", () => {
    const catalogue = createCatalogue();
    const metric = defineMetric({ name: "my-metric", ...about, options: {}, form: (u, v) => ({ u, v }) });
    expect(addPlugin(catalogue, { mine, metric, helper: () => 1 }, "p.js")).toEqual(["loss mine", "metric my-metric"]);
    expect(catalogue.losses.get("mine")({ margin: 1 }).options).toEqual({ margin: 1 });
  });

  test("that shadows a built-in is refused and adds nothing", () => {
    const catalogue = createCatalogue();
    const shadow = defineLoss({ ...mine.definition, name: "clip" });
    expect(() => addPlugin(catalogue, { mine, shadow }, "p.js")).toThrow(
      /plugin p.js: loss name.*"clip", which exists already/,
    );
    expect(catalogue.losses.names()).not.toContain("mine");
  });

  test.each([
    [{ default: Number.NaN }, /option "margin": default: expected a number, received NaN/],
    [{ default: 5, maximum: 1 }, /expected a number <= 1, received 5/],
    [{ type: "text" }, /a type, one of number/],
    [{ description: "" }, /a description/],
  ])("with the impossible option %o is refused", (change, message) => {
    const options = { margin: { ...mine.definition.options.margin, ...change } };
    const broken = defineLoss({ ...mine.definition, options: options as never });
    expect(() => addPlugin(createCatalogue(), { broken }, "p.js")).toThrow(message);
  });

  test.each([
    [{ name: "my loss" }, /letters, digits and hyphens/],
    [{ evaluate: undefined }, /evaluate: expected a function/],
    [{ needs: "magic" }, /needs: expected one of statistics/],
  ])("with %o in its definition is refused", (change, message) => {
    const broken = defineLoss({ ...mine.definition, ...change } as never);
    expect(() => addPlugin(createCatalogue(), { broken }, "p.js")).toThrow(message);
  });

  test("that exports nothing of use is refused with what it exports", () => {
    expect(() => addPlugin(createCatalogue(), { a: 1, b: 2 }, "p.js")).toThrow(
      /made by defineLoss.*received exports a, b/,
    );
  });
});
