import { createCatalogue } from "@crosstilt/catalogue";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  absoluteConfig,
  configSchema,
  filesOf,
  formatConfig,
  jsonSchema,
  parseConfig,
  relativeConfig,
  resolveConfig,
} from "../src/index.js";
import { settled } from "../src/training/settled.js";

const catalogue = createCatalogue();
const read = (text: string) => {
  const { value, placeOf } = parseConfig(text, "c.yaml");
  return resolveConfig(value, catalogue, placeOf);
};
const files = "data:\n  u: a.npy\n  v: { file: b.csv, columns: [x, y] }\n";

test("two files are enough: everything else has a default", () => {
  const config = resolveConfig({ data: { u: "a.npy", v: "b.csv" } }, catalogue);
  expect(filesOf(config.data).u).toEqual({ file: "a.npy" });
  expect(config.encoders.u).toEqual({ name: "mlp", hidden: [256], dimension: 64, activation: "relu", dropout: 0.3 });
  expect(config.metric).toMatchObject({ name: "cosine", temperature: "learned" });
  expect(config.loss).toMatchObject({ name: "conditional", lambdaU: 1, lambdaV: 1 });
  expect(config.training).toMatchObject({ averaging: 0.98, optimizer: { name: "adamW", learningRate: 0.001 } });
});

describe("a pool", () => {
  test("is the default where nothing says which model is meant, and something can choose", () => {
    const pool = (text: string) => read(`${files}${text}`).pool;
    expect(pool("")).toEqual(["linear", "residual", "network", "kernel"]);
    expect(pool("loss: clip\n")).toHaveLength(4);
    for (const single of ["metric: cosine\n", "encoders: { u: mlp }\n", "loss: spectral\n", "pool: []\n"])
      expect(pool(single)).toEqual([]);
    expect(pool("encoders: { u: mlp }\npool: [network, linear]\n")).toEqual(["network", "linear"]);
  });

  test.each<[string, string, RegExp]>([
    [
      "of scores that do not add up",
      "loss: triplet\npool: [linear]\n",
      /pool: expected a loss whose scores are log density/,
    ],
    ["of an unknown candidate", "pool: [linaer]\n", /pool: expected a list of linear, residual, network, kernel/],
    ["of one candidate twice", "pool: [linear, linear]\n", /each at most once/],
  ])("%s is refused", (_, text, message) => {
    expect(() => read(`${files}${text}`)).toThrow(message);
  });

  test("that nothing could choose by is refused, and not the default", () => {
    const data = { u: "a.npy", v: "b.csv", split: { validation: 0 } };
    expect(resolveConfig({ data }, catalogue).pool).toEqual([]);
    expect(() => resolveConfig({ data, pool: ["linear"] }, catalogue)).toThrow(
      /pool: expected a validation share above 0/,
    );
  });
});

test.each([
  [300, { batchSize: 64, epochs: 200, patience: 25 }],
  [1500, { batchSize: 128, epochs: 200, patience: 25 }],
  [200_000, { batchSize: 512, epochs: 20, patience: 5 }],
])("training on %i pairs is settled by their number", (train, wanted) => {
  const { training } = resolveConfig({ data: { u: "a.npy", v: "b.csv" } }, catalogue);
  expect(settled(training, { train, validation: 10 })).toMatchObject(wanted);
  expect(settled({ ...training, epochs: 3 }, { train, validation: 0 })).toMatchObject({ epochs: 3, patience: 0 });
});

test("a config written as YAML reads back the same", () => {
  const config = read(`${files}loss: { name: conditional, lambdaU: 2 }\nmetric: inner-product\n`);
  expect(config.loss).toMatchObject({ lambdaU: 2, lambdaV: 1 });
  expect(read(formatConfig(config))).toEqual(config);
});

test("files move with the folder of the config", () => {
  const config = absoluteConfig(read(`${files}plugins: [./p.js, some-package]`), "/home/project");
  expect([filesOf(config.data).u.file, ...config.plugins]).toEqual([
    "/home/project/a.npy",
    "/home/project/p.js",
    "some-package",
  ]);
  const moved = relativeConfig(config, "/home/project/runs/1");
  expect([filesOf(moved.data).u.file, ...moved.plugins]).toEqual(["../../a.npy", "./../../p.js", "some-package"]);
  expect(absoluteConfig(moved, "/home/project/runs/1")).toEqual(config);
});

describe("what a config may not say is refused with line and column", () => {
  test.each<[string, string, RegExp]>([
    [
      "an unknown section",
      `${files}trainning: {}`,
      /^c\.yaml:4:1, trainning: expected a known setting.*Did you mean "training"/,
    ],
    ["an unknown setting", `${files}training:\n  epoch: 3`, /^c\.yaml:5:3, training\.epoch: .*Did you mean "epochs"/],
    [
      "a wrong number",
      `${files}training:\n  epochs: 0.5`,
      /^c\.yaml:5:11, training\.epochs: expected an integer >= 1, received 0\.5/,
    ],
    ["text for a number", `${files}training: { batchSize: many }`, /^c\.yaml:4:24, .*received "many"/],
    ["an unknown loss", `${files}loss: { name: clipp }`, /^c\.yaml:4:15, loss\.name: .*Did you mean "clip"/],
    ["an unknown short loss", `${files}loss: clipp`, /^c\.yaml:4:7, loss: .*Did you mean "clip"/],
    [
      "an option of another loss",
      `${files}loss: { name: clip, margin: 1 }`,
      /^c\.yaml:4:21, loss\.margin: expected no settings/,
    ],
    ["a prototype's name", `${files}loss: { name: constructor }`, /^c\.yaml:4:15, loss\.name: expected a known name/],
    ["a list for a section", `${files}training: [1]`, /^c\.yaml:4:11, training: expected settings by name/],
    ["no file", "data:\n  u: a.npy", /^c\.yaml:1:1, data\.v\.file: expected CSV.*, received nothing/],
    ["an empty file", "data: { u: '', v: b.npy }", /data\.u\.file/],
    [
      "columns that are no names",
      "data: { u: { file: a.csv, columns: [1] }, v: b.npy }",
      /^c\.yaml:1:36, data\.u\.columns: expected a list of names/,
    ],
    [
      "a kind that does not exist",
      "data: { u: { file: a.csv, kinds: { x: word } }, v: b }",
      /data\.u\.kinds\.x: expected one of numeric/,
    ],
    ["shares that leave nothing", `${files}  split: { test: 0.6, validation: 0.5 }`, /data\.split: expected shares/],
    [
      "patience with nothing to watch",
      `${files}  split: { validation: 0 }\ntraining: { patience: 3 }`,
      /^c\.yaml:5:23, training\.patience/,
    ],
    [
      "weights that leave nothing to learn",
      `${files}loss: { name: conditional, lambdaU: 0, lambdaV: 0 }`,
      /^c\.yaml:4:7, loss/,
    ],
    ["nothing", "", /^c\.yaml, data\.u\.file: expected CSV/],
    ["broken YAML", "data: [1, 2", /^c\.yaml:1:\d+: expected YAML/],
    ["a tab", "data:\n\tu: a", /^c\.yaml:2:\d+: expected YAML/],
    ["the same name twice", `${files}loss: clip\nloss: joint`, /^c\.yaml:5:\d+: expected YAML.*unique/],
    ["a text", "hello", /^c\.yaml:1:1, config: expected settings by name/],
    [
      "an alias bomb",
      `a: &a [1,1]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [${Array(9).fill(i ? `*b${i - 1}` : "*a")}]`).join("\n")}`,
      /c\.yaml: expected YAML.*alias/,
    ],
  ])("%s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

property.prop([fc.string()])("any text is a config or a clear refusal", (text) => {
  try {
    read(text);
  } catch (error) {
    expect((error as Error).message).toMatch(/expected .*received/s);
    expect((error as Error).name).toBe("CrosstiltError");
  }
});

property.prop([fc.jsonValue()])("any value under a setting is accepted or refused by name", (value) => {
  for (const name of ["data", "loss", "training", "plugins", "encoders"])
    try {
      resolveConfig({ data: { u: "a", v: "b" }, [name]: value }, catalogue);
    } catch (error) {
      expect((error as Error).message).toMatch(new RegExp(`^(${name}|data).*: expected `, "s"));
    }
});

test("the JSON Schema names every part and refuses unknown settings", () => {
  const schema = JSON.parse(JSON.stringify(jsonSchema(configSchema(catalogue))));
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties.loss.anyOf[0].enum).toEqual(expect.arrayContaining(["clip", "conditional", "siglip"]));
  expect(schema.properties.training.properties.epochs).toMatchObject({ type: "integer", minimum: 1 });
  expect(schema.properties.training.properties.averaging).toMatchObject({ type: "number", default: 0.98 });
  expect(schema.properties.data.anyOf[0].properties.u.anyOf[1].required).toEqual(["file"]);
});

test("texts at which a reader would run out of memory are refused with their line", () => {
  const deep = `data:\n  u: ${"[".repeat(100_000)}`;
  expect(() => parseConfig(deep, "c.yaml")).toThrow("c.yaml:2: expected at most 64 brackets within brackets");
  expect(() => parseConfig("a".repeat(2 ** 20 + 1), "c.yaml")).toThrow("c.yaml: expected a config of at most 1048576");
});
