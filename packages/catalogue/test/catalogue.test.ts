import { defineDataset, defineKernel, defineLoss, defineMetric, PLUGIN_API } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { addPlugin, createCatalogue } from "../src/index.js";

const about = { summary: "s", formula: "f", source: "test" };
const mine = defineLoss({
  name: "mine",
  ...about,
  needs: "statistics",
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
    [{ type: "text" }, /option "margin": type: expected one of number.*received "text"/],
    [{ type: "choice", default: "a" }, /choices: expected a list of words, received undefined/],
    [{ type: "choice", choices: ["b"], default: "a" }, /default: expected one of b, received "a"/],
    [{ keywords: "median" }, /keywords: expected a list of words, received "median"/],
    [{ description: "" }, /option "margin": description: expected text/],
  ])("with the impossible option %o is refused", (change, message) => {
    const options = { margin: { ...mine.definition.options.margin, ...change } };
    const broken = defineLoss({ ...mine.definition, options: options as never });
    expect(() => addPlugin(createCatalogue(), { broken }, "p.js")).toThrow(message);
  });

  test.each([
    [{ name: "my loss" }, /letters, digits and hyphens/],
    [{ evaluate: undefined }, /evaluate: expected a function/],
    [{ needs: "magic" }, /needs: expected one of statistics/],
    [{ source: undefined }, /loss "mine": source: expected text, received undefined/],
    [{ options: null }, /loss "mine": options: expected an object/],
    [{ options: { my_gap: mine.definition.options.margin } }, /option "my_gap": expected a name in camelCase/],
    [{ options: { noGap: mine.definition.options.margin } }, /does not begin with "no"/],
  ])("with %o in its definition is refused", (change, message) => {
    const broken = defineLoss({ ...mine.definition, ...change } as never);
    expect(() => addPlugin(createCatalogue(), { broken }, "p.js")).toThrow(message);
  });

  test.each([
    [undefined, /interface 1, received none. Make it with the define functions/],
    [2, /interface 1, received interface 2/],
  ])("made for plugin interface %s is refused", (api, message) => {
    const old = Object.assign(() => ({}), { kind: "loss", definition: mine.definition, api });
    expect(PLUGIN_API).toBe(1);
    expect(() => addPlugin(createCatalogue(), { old }, "p.js")).toThrow(message);
  });

  test("that gives one name to two losses is refused", () => {
    const twin = defineLoss(mine.definition);
    expect(() => addPlugin(createCatalogue(), { mine, twin }, "p.js")).toThrow(/"mine", which exists already/);
  });

  test("adds data sets and kernels, and losses take those kernels by name", () => {
    const catalogue = createCatalogue();
    const cauchy = defineKernel({
      name: "cauchy",
      ...about,
      options: {},
      evaluate: ({ squaredDistances }) => tf.reciprocal(tf.add(1, squaredDistances)) as tf.Tensor2D,
    });
    const empty = defineDataset({
      name: "empty",
      ...about,
      options: {},
      load: () => Promise.reject(new Error("empty")),
    });
    expect(() => catalogue.losses.get("joint-mmd")({ kernelU: "cauchy" })).toThrow(
      /the name of a kernel, received "cauchy"/,
    );
    expect(addPlugin(catalogue, { cauchy, empty }, "p.js")).toEqual(["kernel cauchy", "dataset empty"]);
    const loss = catalogue.losses.get("joint-mmd")({ kernelU: "cauchy" });
    expect(loss.options).toMatchObject({ kernelU: { name: "cauchy" }, kernelV: "gaussian" });
    const named = catalogue.losses.all().find(({ definition }) => definition.name === "joint-mmd")!;
    expect(named.definition.options.kernelU.choices).toContain("cauchy");
    expect(() => named({ kernelU: "cauchi" })).toThrow(/Did you mean "cauchy"/);
    expect(catalogue.datasets.names()).toEqual(["empty"]);
  });

  test("that exports nothing of use is refused with what it exports", () => {
    expect(() => addPlugin(createCatalogue(), { a: 1, b: 2 }, "p.js")).toThrow(
      /at least one loss, metric.* made by a define function.*received a: 1, b: 2/,
    );
  });
});
