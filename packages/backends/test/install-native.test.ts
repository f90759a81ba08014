// The installer with tools that only pretend: what it asks for, in which order, and what it leaves behind when cut off.
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { installNative, nativeFolder, nativeProblem } from "../src/install-native.js";

/** An addon that loads: any will do. */
const platform = `${process.platform}-${process.arch}`;
const addon = fileURLToPath(
  new URL(`../../search/node_modules/usearch/prebuilds/${platform}/usearch.node`, import.meta.url),
);

const headers = ["tensorflow/c/c_api.h", "tensorflow/c/eager/c_api.h", "tensorflow/core/platform/ctstring_internal.h"];
const libraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];

let folder: string;
let into: string;
let libtensorflow: string;

async function write(...path: string[]): Promise<void> {
  const file = join(...path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, "");
}

/** A program on the PATH that writes down how it was called, in the folder it was called in. */
async function tool(name: string, script: string): Promise<void> {
  const path = join(folder, "bin", name);
  const lines = [
    "#!/bin/sh",
    'case "$*" in *--version) exit 0;; esac',
    `echo ${name} "$@" >> ${join(folder, "calls")}`,
  ];
  await writeFile(path, [...lines, script, ""].join("\n"));
  await chmod(path, 0o755);
}

const calls = async () => (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");
const programs = async () => (await calls()).map((line) => line.split(" ")[0]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "install-native-"));
  [into, libtensorflow] = [join(folder, "into"), join(folder, "libtensorflow")];
  await mkdir(join(folder, "bin"));
  await tool("npm", "/bin/mkdir -p node_modules");
  await tool("pip", `/bin/mkdir wheel && /bin/cp -r ${libtensorflow} wheel/tensorflow`);
  await tool("c++", `/bin/cp ${addon} unverified.node`);
  for (const header of headers) await write(libtensorflow, "include", header);
  for (const library of libraries) await write(libtensorflow, library);
  vi.stubEnv("PATH", join(folder, "bin"));
  vi.stubEnv("CXX", "");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe.runIf(process.platform === "linux")("the installer of the native backend", () => {
  test("gets the packages without their scripts, the wheel by its hash, and compiles against what it found there", async () => {
    const lines: string[] = [];
    const installation = await installNative({ into, report: (line) => lines.push(line) });
    const [npm, pip, compiler] = await calls();
    expect(npm).toMatch(/^npm install --ignore-scripts/);
    expect(pip).toMatch(/^pip install --require-hashes .*--no-deps --only-binary=:all:/);
    expect(await readFile(join(into, "requirements.txt"), "utf8")).toMatch(
      /^tensorflow-cpu==[\d.]+ --hash=sha256:[\da-f]{64}$/m,
    );
    expect(compiler).toContain(`-I${into}/libtensorflow/include`);
    expect(compiler).toContain("-Wl,-rpath,$ORIGIN/libtensorflow/lib");
    expect(lines.map((line) => line.slice(0, 3))).toEqual(["1/4", "2/4", "3/4", "4/4"]);
    expect(installation.folder).toBe(into);
    expect(await nativeProblem(into)).toBeNull();
    expect(await readdir(folder)).not.toContain("into.lock");
  });

  test("uses a libtensorflow of the user where it lies, without pip", async () => {
    await rm(join(folder, "bin", "pip"));
    await installNative({ into, libtensorflow });
    expect(await programs()).toEqual(["npm", "c++"]);
    expect((await calls())[1]).toContain(`-Wl,-rpath,${libtensorflow}`);
  });

  test("names everything that is missing at once, before it does anything", async () => {
    for (const name of ["npm", "pip", "c++"]) await rm(join(folder, "bin", name));
    await rm(join(libtensorflow, "include", headers[1]!));
    await expect(installNative({ into })).rejects.toThrow(/npm is not on the PATH.*\n.*no C\+\+ compiler.*\n.*no pip/);
    await expect(installNative({ into, libtensorflow })).rejects.toThrow(
      /expected include\/tensorflow\/c\/eager\/c_api.h in/,
    );
    expect(await readdir(folder)).not.toContain("into");
  });

  test("goes on where it was cut off, and shows nothing of it to the backend before it has loaded", async () => {
    await tool("c++", "echo no such header >&2; exit 1");
    await expect(installNative({ into })).rejects.toThrow(/the addon: expected .* to succeed.*\nno such header\n/);
    expect(await nativeProblem(into)).toMatch(/there is no tfjs-node in/);
    await tool("c++", "echo damaged > unverified.node");
    await expect(installNative({ into })).rejects.toThrow(/libtensorflow with the addon: .*unverified.node/s);
    expect(await nativeProblem(into)).toMatch(/there is no tfjs-node in/);
    await tool("c++", `/bin/cp ${addon} unverified.node`);
    await installNative({ into });
    expect(await programs()).toEqual(["npm", "pip", "c++", "c++", "c++"]);
  });

  test("does nothing when all is there, and everything when what is there is broken", async () => {
    await installNative({ into });
    await installNative({ into });
    expect(await programs()).toHaveLength(3);
    await writeFile(join(into, "tfjs_binding.node"), "damaged");
    expect(await nativeProblem(into)).toMatch(/does not load: run crosstilt doctor --install-native/);
    await installNative({ into });
    expect(await programs()).toHaveLength(6);
    expect(await nativeProblem(into)).toBeNull();
  });

  test("leaves a folder alone that holds something else", async () => {
    await write(into, "thesis.tex");
    await expect(installNative({ into })).rejects.toThrow(/into: expected an empty folder.*received .*with thesis.tex/);
    expect(await readdir(into)).toEqual(["thesis.tex"]);
  });

  test("refuses to run beside another, and takes over from one that died", async () => {
    await writeFile(`${into}.lock`, String(process.pid));
    await expect(installNative({ into })).rejects.toThrow(/one installation at a time, received another/);
    await writeFile(`${into}.lock`, "999999999");
    await installNative({ into });
    expect(await nativeProblem(into)).toBeNull();
  });
});

test("the installation lies in the user's cache folder unless a variable names another", () => {
  expect(nativeFolder({ XDG_CACHE_HOME: "/cache" })).toMatch(/^\/cache\/crosstilt\/tfjs-node-4\.22\.0-\w+-\w+$/);
  expect(nativeFolder({})).toContain("/.cache/crosstilt/");
  expect(nativeFolder({ CROSSTILT_NATIVE: "/native" })).toBe("/native");
});
