import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPlugin } from "../src/index.js";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "crosstilt-create-"));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const json = async (...path: string[]) => JSON.parse(await readFile(join(...path), "utf8"));
const root = join(import.meta.dirname, "../../..");

describe("a new plugin", () => {
  test("is a whole package in a folder of its name, with that name in all places", async () => {
    const folder = await createPlugin("soft-gap-2", parent);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual([
      ...[".gitignore", "README.md", "docs", "docs/soft-gap-2.md", "package.json", "src", "src/index.ts"],
      ...["test", "test/soft-gap-2.test.js", "tsconfig.json"],
    ]);
    expect(await json(folder, "package.json")).toMatchObject({ name: "soft-gap-2", type: "module" });
    expect(await readFile(join(folder, "src/index.ts"), "utf8")).toMatch(
      /export const softGap2Loss = defineLoss\(\{\n {2}name: "soft-gap-2"/,
    );
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile()))
      expect(await readFile(join(file.parentPath ?? file.path, file.name), "utf8")).not.toMatch(/my-?loss/i);
  });

  test.each([
    ["class", "classLoss"],
    ["triplet-loss", "tripletLoss"],
  ])("called %s exports %s, which is no word of JavaScript", async (name, identifier) => {
    const folder = await createPlugin(name, parent);
    expect(await readFile(join(folder, "src/index.ts"), "utf8")).toContain(`export const ${identifier} =`);
  });

  test.each(["", "My-Loss", "-x", "a--b", "a_b", "../a", "a/b", "2x", "x".repeat(101)])(
    "cannot be called '%s', and nothing is written",
    async (name) => {
      await expect(createPlugin(name, parent)).rejects.toThrow(/name: expected small letters.*Choose a name such as/);
      expect(await readdir(parent)).toEqual([]);
    },
  );

  test("is not written over anything, folder or file", async () => {
    await createPlugin("one", parent);
    await writeFile(join(parent, "two"), "mine");
    for (const name of ["one", "two"])
      await expect(createPlugin(name, parent)).rejects.toThrow(/a name that is free.*exists already/);
    expect(await readdir(parent)).toEqual(["one", "two"]);
    expect(await readFile(join(parent, "two"), "utf8")).toBe("mine");
  });

  test("in a folder that is not there is refused in words", async () => {
    await expect(createPlugin("one", join(parent, "absent"))).rejects.toThrow(/received no folder .*absent.*Create it/);
  });
});

describe.each([
  ["a new plugin", async () => join(await createPlugin("one", parent), "package.json")],
  ["the example", async () => join(root, "examples/plugin-loss/package.json")],
])("%s", (_what, manifest) => {
  test("asks for the packages of this release", async () => {
    const { peerDependencies, devDependencies } = await json(await manifest());
    const ours = Object.entries({ ...peerDependencies, ...devDependencies }).filter(([name]) =>
      name.startsWith("@cross"),
    );
    for (const [name, range] of ours) {
      const { version } = await json(root, "packages", name.replace("@crosstilt/", ""), "package.json");
      expect(`${name} ${range}`).toBe(`${name} ^${version}`);
    }
  });
});
