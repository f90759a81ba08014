// The example of every package's README runs, and says what its comments promise.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const packages = readdirSync(join(root, "packages"))
  .filter((name) => existsSync(join(root, "packages", name, "package.json")))
  .map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8")),
  }));

/** One program that runs all examples, since loading tfjs takes longer than most of them. */
const runner = `
import { inspect, format } from "node:util";
globalThis.promised = (expected, ...values) => {
  if (format(...values) !== expected) throw new Error("expected " + expected + ", received " + format(...values));
};
const outcomes = {};
for (const name of process.argv.slice(2))
  outcomes[name] = await import("./" + name + ".mjs").then(() => "ran", (error) => inspect(error));
process.stdout.write(JSON.stringify(outcomes));
process.exit(0);`;

/** Turns \`console.log(x); // 3\` into a check that 3 is printed. */
const checked = (code: string) =>
  code.replace(
    /^console\.log\((.*)\); \/\/ (.*)$/gm,
    (_, values, expected) => `promised(${JSON.stringify(expected)}, ${values});`,
  );

/** Packages whose pages are longer and have tests of their own. */
const elsewhere = ["kernels-wasm", "project"];
const here = packages.filter(({ folder }) => !elsewhere.includes(folder));

const readme = (folder: string) => readFileSync(join(root, "packages", folder, "README.md"), "utf8");
const examplesOf = (folder: string) => [...readme(folder).matchAll(/```[jt]s\n(.*?)```/gs)].map(([, code]) => code);

let place: string;
let outcomes: Record<string, string>;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "crosstilt-readme-"));
  const links = packages.map(({ folder, manifest }) => [manifest.name, join(root, "packages", folder)]);
  for (const [name, target] of [
    ...links,
    ["@tensorflow/tfjs-core", join(root, "node_modules/@tensorflow/tfjs-core")],
  ]) {
    await mkdir(dirname(join(place, "node_modules", name)), { recursive: true });
    await symlink(target, join(place, "node_modules", name), "junction");
  }
  const names: string[] = [];
  for (const { folder } of here)
    for (const [i, code] of examplesOf(folder).entries()) {
      names.push(`${folder}-${i}`);
      await writeFile(join(place, `${folder}-${i}.mjs`), checked(code!));
    }
  await writeFile(join(place, "run.mjs"), runner);
  const { stdout } = await promisify(execFile)(process.execPath, ["run.mjs", ...names], { cwd: place });
  outcomes = JSON.parse(stdout.slice(stdout.lastIndexOf("\n{") + 1));
});
afterAll(() => rm(place, { recursive: true, force: true }));

describe.each(here.map(({ folder, manifest }) => [manifest.name as string, folder, manifest] as const))(
  "the README of %s",
  (name, folder, { description }) => {
    test("says what the package is for, briefly, and gives at least one example", () => {
      expect(readme(folder)).toContain(`# ${name}\n\n${description.replace(/\.?$/, ".")}\n`);
      expect(readme(folder).split("\n").length).toBeLessThan(45);
    });

    test("runs", () => {
      const own = Object.entries(outcomes).filter(([example]) => example.replace(/-\d+$/, "") === folder);
      expect(own.length).toBeGreaterThan(0);
      for (const [, outcome] of own) expect(outcome).toBe("ran");
    });

    test("installs what its example imports", () => {
      const [, installed] = readme(folder).match(/^npm (?:install|create) (.*)$/m)!;
      const imported = examplesOf(folder).flatMap((code) => [...code!.matchAll(/from "(@[a-z-]+\/[a-z-]+)/g)]);
      for (const [, specifier] of imported) expect(installed!.split(" ")).toContain(specifier);
    });

    test("links to pages that exist", () => {
      const links = [...readme(folder).matchAll(/\]\((\.[^)#]+)/g)].map(([, path]) => path);
      for (const path of links) expect(existsSync(join(root, "packages", folder, path!)), path).toBe(true);
    });
  },
);
