import { access, appendFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeNpy } from "@crosstilt/formats/node";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.js";

let folder: string;
const at = (name: string) => join(folder, name);
const retrieve = (...flags: string[]) => runCli(["retrieve", at("run"), "--queries", at("u.npy"), "-k", "1", ...flags]);

/** A metric; when its module is executed, a file says so. */
const plugin = () => `import { writeFileSync } from "node:fs";
  import { defineMetric } from "@crosstilt/core";
  import "./neighbour.mjs";
  writeFileSync(${JSON.stringify(at("executed"))}, "");
  export const plain = defineMetric({ name: "plain", summary: "Inner product.", formula: "<u, v>", source: "test",
    options: {}, parameters: () => ({}), form: (u, v) => ({ u, v }), describe: () => ({}) });`;

const executed = () =>
  access(at("executed")).then(
    () => true,
    () => false,
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "crosstilt-trust-"));
  for (const side of ["u", "v"]) {
    const data = Float64Array.from({ length: 120 }, (_, k) => Math.sin(side.charCodeAt(0) + 1.7 * k));
    await writeNpy(at(`${side}.npy`), { shape: [40, 3], data });
  }
  await writeFile(at("neighbour.mjs"), "export {};");
  await writeFile(at("plain.mjs"), plugin());
  await writeFile(
    at("config.yaml"),
    "data: { u: u.npy, v: v.npy }\nmetric: plain\nplugins: [./plain.mjs]\ntraining: { epochs: 1 }\n",
  );
  expect(await runCli(["train", at("config.yaml"), "--out", at("run")])).toMatchObject({ code: 0 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => rm(at("executed"), { force: true }));

describe("code that a run brings along", () => {
  test("is executed without a word where the user has trained with it", async () => {
    expect((await retrieve()).code).toBe(0);
    expect(await executed()).toBe(true);
  });

  test.each(["plain.mjs", "neighbour.mjs"])("is refused, and not executed, once %s is another", async (file) => {
    const before = await readFile(at(file), "utf8");
    await appendFile(at(file), `\n// changed: ${file}`);
    const commands = [
      ["retrieve", at("run"), "--queries", at("u.npy")],
      ["evaluate", at("run"), "--json"],
      ["export", at("run"), "--model", at("out")],
      ["serve", at("run"), "--port", "0"],
      ["estimate", at("run/config.yaml")],
    ];
    for (const command of commands) {
      const { code, stdout, stderr } = await runCli(command);
      expect([command[0], code, stdout]).toEqual([command[0], 1, ""]);
      expect(stderr).toMatch(/plugin .*plain\.mjs: expected your word.*--plugin .*plain\.mjs for once, or --trust/s);
    }
    expect(await executed()).toBe(false);
    expect((await retrieve("--plugin", at("plain.mjs"))).code).toBe(0);
    expect((await retrieve()).code).toBe(1);
    expect((await retrieve("--trust")).code).toBe(0);
    expect((await retrieve()).code).toBe(0);
    await writeFile(at(file), before);
  });

  test("is told of first when model.json was edited to name it", async () => {
    await cp(at("run"), at("copy"), { recursive: true });
    const description = JSON.parse(await readFile(at("copy/model.json"), "utf8"));
    await writeFile(at("copy/evil.mjs"), `${plugin()} // another`);
    await writeFile(at("copy/model.json"), JSON.stringify({ ...description, plugins: ["./evil.mjs"] }));
    const { code, stderr } = await runCli(["evaluate", at("copy")]);
    expect([code, await executed()]).toEqual([1, false]);
    expect(stderr).toContain("evil.mjs: expected your word");
  });
});
