import { writeFile } from "node:fs/promises";
import { createCatalogue } from "@crosstilt/catalogue";
import { describe, expect, test } from "vitest";
import { defineConfig, filesOf, formatConfigModule, parseConfig, readProject, resolveConfig } from "../src/index.js";
import { temporaryFolder } from "./shop.js";

const { path } = temporaryFolder();
let count = 0;

async function read(text: string, ending = "ts") {
  const file = path(`config-${count++}.${ending}`);
  await writeFile(file, text);
  return readProject(file);
}

const head = 'import { defineConfig } from "@crosstilt/project";\n';
const data = 'data: { u: "a.npy", v: "b.csv" }';

describe("a config can be a module", () => {
  test.each<[string, string, string]>([
    ["with defineConfig", "ts", `${head}export default defineConfig({ ${data}, training: { epochs: 1 + 2 } });`],
    [
      "with types",
      "mts",
      `interface C { epochs: number }\nconst t: C = { epochs: 3 };\nexport default { ${data}, training: t };`,
    ],
    ["with satisfies", "ts", `export default { ${data}, training: { epochs: 3 } } satisfies object;`],
    ["in JavaScript", "mjs", `export default { ${data}, training: { epochs: await Promise.resolve(3) } };`],
    ["in CommonJS", "cjs", `module.exports = { ${data}, training: { epochs: 3 } };`],
  ])("%s", async (_, ending, text) => {
    const { config } = await read(text, ending);
    expect(config.training.epochs).toBe(3);
    expect(filesOf(config.data).u.file).toBe(path("a.npy"));
  });
});

test("a config is read anew each time", async () => {
  for (const epochs of [1, 2]) {
    await writeFile(path("again.ts"), `export default { ${data}, training: { epochs: ${epochs} } };`);
    expect((await readProject(path("again.ts"))).config.training.epochs).toBe(epochs);
  }
});

test("the text of a config as a module says what the YAML says", async () => {
  const config = defineConfig({ data: { u: { file: 'a\n "x": .npy' }, v: "b.csv", key: "id" }, loss: "clip" });
  const { config: read } = await (async () => {
    await writeFile(path("written.ts"), formatConfigModule(config));
    return readProject(path("written.ts"));
  })();
  expect(read).toMatchObject({ data: { u: { file: path('a\n "x": .npy') }, key: "id" }, loss: { name: "clip" } });
  const { value, placeOf } = parseConfig(JSON.stringify(config), "c.json");
  expect(resolveConfig(value, createCatalogue(), placeOf).loss).toEqual(read.loss);
});

describe("what a module may not say is refused with line and column where its text holds them", () => {
  test.each<[string, string, RegExp]>([
    [
      "a wrong number",
      `${head}export default defineConfig({\n  ${data},\n  training: { epochs: 0.5 },\n});`,
      /\.ts:4:23, training\.epochs: expected an integer >= 1, received 0\.5/,
    ],
    [
      "an unknown name",
      `export default {\n  ${data},\n  "trainning": {},\n};`,
      /\.ts:3:3, trainning: .*Did you mean "training"/,
    ],
    [
      "a value of a constant",
      `const loss = "clipp";\nexport default { ${data}, loss } as const;`,
      /\.ts:1:14, loss: .*Did you mean "clip"/,
    ],
    [
      "a value that is computed",
      `export default {\n  ${data},\n  loss: ["clipp"].join(""),\n};`,
      /\.ts:3:9, loss: .*Did you mean "clip"/,
    ],
    [
      "a value that is spread",
      `const base = JSON.parse('{"loss": 3}');\nexport default { ${data}, ...base };`,
      /^loss: /,
    ],
    [
      "bad syntax",
      `export default {\n  data: {,\n};`,
      /\.ts:2:10: expected TypeScript or JavaScript, received Unexpected token/,
    ],
    ["a throw", `throw new Error("no\\nstack");`, /\.ts: expected a module that can be loaded, received no\b/],
    ["a throw of no error", "throw 7;", /received a throw of 7/],
    [
      "a missing import",
      `import "./absent.js";\nexport default {};`,
      /expected a module that can be loaded, received Cannot find module/,
    ],
    ["no default export", "export const config = 1;", /expected a config as default export, received undefined/],
    ["a function", "export default () => ({});", /expected a config as default export, received a function/],
    [
      "constants that name each other",
      "const a = b;\nconst b = a;\nexport default {};",
      /received Cannot access 'b' before/,
    ],
  ])("%s", async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test("a file that is not there", async () => {
    await expect(readProject(path("absent.ts"))).rejects.toThrow(/absent\.ts.*no such file/);
  });
});
