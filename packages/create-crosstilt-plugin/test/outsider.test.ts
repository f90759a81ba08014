import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeNpy } from "@crosstilt/formats/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { install, pack, run } from "./outsider.js";

const source = join(import.meta.dirname, "../../../examples/plugin-loss");
let place: string;
const at = (...names: string[]) => join(place, ...names);
const bin = (name: string) => at("example", "node_modules", ".bin", name);

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "crosstilt-outsider-"));
  await mkdir(at("tarballs"));
  await pack(at("tarballs"));
  for (const side of ["u", "v"]) {
    const data = Float64Array.from({ length: 18 }, (_, k) => Math.sin(side.charCodeAt(0) + 1.7 * k));
    await writeNpy(at(`${side}.npy`), { shape: [6, 3], data });
  }
  await cp(source, at("example"), { recursive: true, filter: (path) => !/node_modules|dist/.test(path) });
  await install(at("example"), at("tarballs"), "crosstilt", "create-crosstilt-plugin", "@crosstilt/catalogue");
});
afterAll(() => rm(place, { recursive: true, force: true }));

const score = (folder: string, plugin: string, loss: string, ...options: string[]) =>
  run(
    folder,
    bin("crosstilt"),
    "score",
    "--u",
    at("u.npy"),
    "--v",
    at("v.npy"),
    "--json",
    ...[...["--plugin", plugin, "--loss", loss, ...options]],
  );

describe("the example plugin, from tarballs in a folder of its own", () => {
  test("builds, passes its conformance test, and is used by file and by name", async () => {
    const tested = await run(at("example"), "npm", "test");
    expect(tested.code, tested.stdout + tested.stderr).toBe(0);
    expect(tested.stdout).toMatch(/pass 5\n.*fail 0/s);
    for (const plugin of ["./dist/index.js", "crosstilt-plugin-hard-negatives"]) {
      const { stdout, stderr } = await score(at("example"), plugin, "hard-negatives", "--beta", "0");
      expect(stderr).not.toMatch(/error/);
      const clip = await score(at("example"), plugin, "clip");
      expect(JSON.parse(stdout).loss).toBeCloseTo(JSON.parse(clip.stdout).loss, 5);
      expect(JSON.parse(stdout).settings.loss).toEqual({ name: "hard-negatives", beta: 0 });
    }
  });
});

describe("a new plugin, from tarballs in a folder of its own", () => {
  test("installs what it declares, builds, passes its conformance test, and is used by another installation", async () => {
    const created = await run(place, bin("create-crosstilt-plugin"), "soft-gap");
    expect(created).toMatchObject({ code: 0, stderr: "" });
    expect(created.stdout).toMatch(/cd soft-gap\n +npm install\n +npm test/);
    await install(at("soft-gap"), at("tarballs"));
    const tested = await run(at("soft-gap"), "npm", "test");
    expect(tested.code, tested.stdout + tested.stderr).toBe(0);
    expect(tested.stdout).toMatch(/pass 1\n.*fail 0/s);
    const { stdout } = await score(at("soft-gap"), "./dist/index.js", "soft-gap", "--margin", "0.3");
    expect(JSON.parse(stdout).settings.loss).toEqual({ name: "soft-gap", margin: 0.3 });
    const page = await run(at("soft-gap"), bin("crosstilt"), "losses", "soft-gap", "--plugin", "./dist/index.js");
    expect(page.stdout).toMatch(/margin: score gap asked of a true pair; a number >= 0, default 0.2/);
  });

  test.each([
    [["soft-gap-2", "more"], 2, /expected one name, received 2\nUsage: npm create crosstilt-plugin <name>/],
    [[], 2, /expected one name, received 0/],
    [["Soft"], 1, /error: name: expected small letters/],
    [["example"], 1, /error: example: expected a name that is free/],
  ])("is refused for the words %j", async (words, code, message) => {
    const outcome = await run(place, bin("create-crosstilt-plugin"), ...words);
    expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(message) });
  });
});

describe("the guide to plugins, followed to the letter", () => {
  const text = readFile(join(import.meta.dirname, "../../../docs/plugins.md"), "utf8");
  const blocks = async () => [...(await text).matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);

  test("gives a loss in one file, in a folder where nothing is installed", async () => {
    const [definition] = await blocks();
    await mkdir(at("fresh"));
    await writeFile(at("fresh", "soft-margin.mjs"), definition!);
    const page = await run(at("fresh"), bin("crosstilt"), "losses", "soft-margin", "--plugin", "./soft-margin.mjs");
    expect(page.stdout).toMatch(/^soft-margin: Softplus of the gap/);
    const { stdout } = await score(at("fresh"), "./soft-margin.mjs", "soft-margin", "--margin", "0.3");
    expect(JSON.parse(stdout).settings.loss).toEqual({ name: "soft-margin", margin: 0.3 });
    const help = await score(at("fresh"), "./soft-margin.mjs", "soft-margin", "--help");
    expect(help.stdout).toMatch(/--margin <value> +soft-margin: score gap/);
  });

  test("gives programs that run beside the installed packages", async () => {
    const [definition, ...programs] = await blocks();
    expect(programs).toHaveLength(2);
    await writeFile(at("example", "soft-margin.mjs"), definition!);
    for (const [i, program] of programs.entries()) {
      await writeFile(at("example", `program-${i}.mjs`), program!);
      expect(await run(at("example"), process.execPath, `program-${i}.mjs`)).toMatchObject({ code: 0, stdout: "" });
    }
  });
});
