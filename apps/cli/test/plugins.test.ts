import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeNpy } from "@crosstilt/formats/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.js";

// The folder has nothing installed: what plugins import comes from the command line itself.
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-plugins-"));
  const side = (seed: number) => Float64Array.from({ length: 12 }, (_, k) => Math.sin(seed + 1.7 * k));
  await writeNpy(join(folder, "u.npy"), { shape: [4, 3], data: side(1) });
  await writeNpy(join(folder, "v.npy"), { shape: [4, 3], data: side(2) });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const score = (...args: string[]) =>
  runCli(["score", "--u", at("u.npy"), "--v", at("v.npy"), "--backend", "cpu", "--json", ...args]);

async function write(name: string, text: string): Promise<string> {
  await writeFile(at(name), text);
  return at(name);
}

const imports = `
  import { defineKernel, defineLoss } from "@crosstilt/core";
  import * as tf from "@tensorflow/tfjs-core";
  const about = { name: "mine", summary: "s", formula: "f", source: "test", options: {}, needs: "statistics" };
  const evaluate = ({ diagonal }) => tf.neg(tf.mean(diagonal));`;
const option = (spec: string) =>
  `${imports} export const mine = defineLoss({ ...about, evaluate, options: { margin: ${spec} } });`;
const loss = (body: string) => `${imports} export const mine = defineLoss({ ...about, evaluate: ${body} });`;

describe("a plugin of one file", () => {
  test("needs nothing installed, and its options are typed flags with its words", async () => {
    const path = await write(
      "margin.mjs",
      `${imports} export const mine = defineLoss({ ...about,
        options: { margin: { type: "number", default: 0.2, above: 0, description: "score gap asked of a true pair" } },
        evaluate: ({ diagonal, rowLogMeanExp }, { margin }) =>
          tf.mean(tf.softplus(tf.add(tf.sub(rowLogMeanExp, diagonal), margin))),
      });`,
    );
    const chosen = ["--plugin", path, "--loss", "mine"];
    const outcomes = await Promise.all([score(...chosen), score(...chosen, "--margin", "0.3")]);
    const [usual, wider] = outcomes.map(({ stdout }) => JSON.parse(stdout));
    expect(wider.loss).toBeGreaterThan(usual.loss);
    expect(wider.settings.loss).toEqual({ name: "mine", margin: 0.3 });
    expect((await score(...chosen, "--margin", "0")).stderr).toMatch(
      /option "margin": expected a number > 0, received "0"/,
    );
    expect((await runCli(["score", ...chosen, "--help"])).stdout.replace(/\s+/g, " ")).toMatch(
      /--margin <value> mine: score gap asked of a true pair \(a number > 0; default: 0.2\)/,
    );
    expect((await runCli(["losses", "--plugin", path])).stdout).toMatch(/^mine /m);
  });

  test("brings kernels, which MMD losses then take by name", async () => {
    const path = await write(
      "cauchy.mjs",
      `${imports} export const cauchy = defineKernel({ ...about, name: "cauchy",
        evaluate: ({ squaredDistances, bandwidth }) =>
          tf.reciprocal(tf.add(1, tf.div(squaredDistances, bandwidth ** 2))) });`,
    );
    const inputs = [
      "--inputs-u",
      at("u.npy"),
      "--inputs-v",
      at("v.npy"),
      "--loss",
      "joint-mmd",
      "--kernel-u",
      "cauchy",
    ];
    const { stdout } = await score("--plugin", path, ...inputs);
    expect(JSON.parse(stdout).settings.loss.kernelU).toEqual({ kind: "kernel", name: "cauchy", options: {} });
    expect((await score(...inputs)).stderr).toMatch(/option "kernelU": expected a kernel: one of energy, gaussian/);
    expect((await runCli(["kernels", "--plugin", path])).stdout).toMatch(/^cauchy /m);
  });

  test("may stand beside others behind one --plugin", async () => {
    const first = await write("first.mjs", loss("evaluate").replaceAll('"mine"', '"other"'));
    const second = await write("second.mjs", loss("evaluate"));
    const { code, stdout } = await score("--loss", "mine", "--plugin", first, second);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).settings.loss).toEqual({ name: "mine" });
  });

  test("may print what it likes: stdout stays one JSON object", async () => {
    const path = await write("chatty.mjs", `${loss("evaluate")} console.log("hello"); process.stdout.write("there");`);
    const { stdout, stderr } = await score("--plugin", path, "--loss", "mine");
    expect(JSON.parse(stdout).settings.loss).toEqual({ name: "mine" });
    expect(stderr).toMatch(/hello\nthere/);
  });
});

describe("a hostile plugin", () => {
  const cases: readonly [what: string, text: string | null, message: RegExp][] = [
    [
      "throws on load",
      "throw new Error('broken on purpose');",
      /cannot be loaded: broken on purpose. Repair the plugin/,
    ],
    ["throws what is no error", "throw null;", /cannot be loaded: it threw null/],
    ["rejects on load", "await Promise.reject(new TypeError('late'));", /cannot be loaded: late/],
    [
      "never finishes loading",
      "await new Promise(() => {});",
      /cannot be loaded: it awaits something that never happens/,
    ],
    ["does not parse", "const = 1;", /cannot be loaded: Unexpected token '='/],
    ["is not there", null, /cannot be loaded: Cannot find module.*Check the path, or run npm install/],
    [
      "imports what is not installed",
      "import 'not-installed';",
      /Cannot find package 'not-installed'.*run npm install/,
    ],
    ["exports nothing", "export {};", /exports: expected at least one loss, .* received nothing/],
    [
      "exports a configured loss",
      `${imports} export const mine = defineLoss({ ...about, evaluate })();`,
      /made by a define function of @crosstilt\/core, received mine: \{"name":"mine"/,
    ],
    [
      "shadows a built-in",
      loss("evaluate").replace("...about", '...about, name: "clip"'),
      /"clip", which exists already/,
    ],
    [
      "has a default out of range",
      option("{ type: 'number', default: 2, maximum: 1, description: 'd' }"),
      /<= 1, received 2/,
    ],
    [
      "has an option of unknown type",
      option("{ type: 'colour', default: 2, description: 'd' }"),
      /type: expected one of/,
    ],
    [
      "takes a flag of the command",
      option("{ type: 'boolean', default: true, description: 'd' }").replace("margin", "json"),
      /mine option "json": expected a name that crosstilt does not use itself.*--json of crosstilt score/,
    ],
    [
      "takes a flag of every command",
      option("{ type: 'boolean', default: true, description: 'd' }").replace("margin", "verbose"),
      /mine option "verbose": expected a name that crosstilt does not use itself/,
    ],
    [
      "is made for another interface",
      `${imports} export const mine = Object.assign(() => ({}), { ...defineLoss({ ...about, evaluate }), api: 7 });`,
      /loss "mine": expected a definition for plugin interface 1, received interface 7/,
    ],
    [
      "throws at use",
      loss("() => { throw new Error('no luck'); }"),
      /loss "mine" with metric "cosine" failed: no luck/,
    ],
    ["throws what is no error at use", loss("() => { throw null; }"), /loss "mine" .* failed: it threw null/],
    ["returns a promise", loss("async (input) => evaluate(input)"), /to return a scalar tensor.*received a promise/],
    ["returns a promise that fails", loss("async () => { throw new Error('late'); }"), /received a promise/],
    ["returns a vector", loss("({ diagonal }) => diagonal"), /total: expected a scalar tensor, received.*shape \[4\]/],
    [
      "returns NaN",
      loss("({ diagonal }) => tf.log(tf.sub(-1, tf.mean(tf.square(diagonal))))"),
      /finite numbers, received NaN/,
    ],
    [
      "throws out of turn",
      `${loss("evaluate")} setTimeout(() => { throw new Error('stray'); });`,
      /outside of its turn.*stray/,
    ],
  ];

  test.each(cases.map(([what, ...rest], i) => [what, `hostile-${i}.mjs`, ...rest] as const))(
    "that %s gets a clear error, nothing on stdout and no stack trace",
    async (_what, name, text, message) => {
      const path = text === null ? at(name) : await write(name, text);
      const { code, stdout, stderr } = await score("--plugin", path, "--loss", "mine");
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(/error:/);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
  );

  test("leaves everything else working", async () => {
    const path = await write("bad.mjs", "throw new Error('broken');");
    const good = await write("good.mjs", loss("evaluate"));
    expect((await score("--plugin", path)).code).toBe(1);
    expect((await score()).code).toBe(0);
    expect((await score("--plugin", good, "--loss", "mine")).code).toBe(0);
    expect((await runCli(["losses", "--plugin", path])).code).toBe(1);
    expect((await runCli(["losses", "conditional"])).code).toBe(0);
  });
});

test.each([
  ["kernels", /^gaussian +Smooth/m],
  ["encoders", /^mlp /m],
  ["datasets", /^mnist .*\n.*^ocean /ms],
])("crosstilt %s lists the built-in ones", async (command, line) => {
  expect((await runCli([command])).stdout).toMatch(line);
});

test.each(["losses", "metrics", "kernels"])("crosstilt %s and docs/zoo.md say the same", async (command) => {
  const page = await readFile(new URL("../../../docs/zoo.md", import.meta.url), "utf8");
  const definitions: Described[] = JSON.parse((await runCli([command, "--json"])).stdout)[command];
  const sections = page.split(/^### /m).map((section) => section.replaceAll("\\|", "|"));
  for (const { name, summary, formula, source, relations, options } of definitions) {
    const section = sections.find((text) => text.startsWith(`${name}\n`)) ?? "";
    const descriptions = Object.values(options).map(({ description }) => description);
    for (const words of [summary, formula, source, ...relations, ...descriptions])
      expect(section, name).toContain(words);
    expect(section.match(/^\| `/gm) ?? [], name).toHaveLength(descriptions.length);
  }
});

interface Described {
  readonly name: string;
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
  readonly relations: readonly string[];
  readonly options: Readonly<Record<string, { readonly description: string }>>;
}
