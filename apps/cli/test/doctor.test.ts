import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { adviceOnNode, describeNode } from "../src/node-version.js";
import { runCli } from "./run-cli.js";

test("doctor says what works, as text and as one JSON object", async () => {
  const { stdout } = await runCli(["doctor", "--json"]);
  const report = JSON.parse(stdout);
  expect(report.chosen).toMatchObject({ name: "wasm", threads: Math.min(report.threads, 8), tried: [] });
  expect(report.backends.map(({ name, works }: { name: string; works: boolean }) => [name, works])).toEqual(
    expect.arrayContaining([
      ["wasm", true],
      ["cpu", true],
    ]),
  );
  expect((await runCli(["doctor"])).stdout).toMatch(/Default backend: wasm, \d+ thread/);
});

describe("on an engine that has not been tested", () => {
  /** Ordinary kernels, and why; Node 20 taken for another engine has no relaxed SIMD either. */
  const narrow = (why: string) =>
    new RegExp(`^ok +wasm .*128-bit.*no wider ones, since (${why}|V8 99\\S+ of Node \\S+ has no relaxed SIMD)`, "m");
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "crosstilt-future-"));
    // Loaded before the command line, into the process of the command alone: a trial's is the real Node's.
    const pretence = join(folder, "pretend.mjs");
    const versions = `{ ...process.versions, v8: "99.1.200.7-node.3" }`;
    writeFileSync(pretence, `Object.defineProperty(process, "versions", { value: ${versions} });\n`);
    vi.stubEnv("NODE_OPTIONS", `--import=${pathToFileURL(pretence)}`);
    vi.stubEnv("XDG_CACHE_HOME", folder);
    vi.stubEnv("CROSSTILT_SIMD", "");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  test("computing starts on ordinary kernels", async () => {
    const { code, stderr, stdout } = await runCli(["reproduce", "gaussian", "--scale", "smoke", "--out", folder]);
    expect(stderr).not.toContain("Fatal error");
    expect(`${stdout}${stderr}`).toContain("128-bit vectors");
    expect(code).toBe(0);
  });

  test("doctor tries it once, and says what came of it", async () => {
    const first = await runCli(["doctor"]);
    expect(first.code).toBe(0);
    const verdict =
      /^Just now a trial of 256-bit kernels on V8 99\.1\.200\.7-node\.3 .* (passed|found .*|.*ended .*)\.$/m;
    const [, outcome] = verdict.exec(first.stdout)!;
    const wasm = outcome === "passed" ? /^ok +wasm .*-bit/m : narrow("a trial of");
    expect(first.stdout).toMatch(wasm);
    const second = await runCli(["doctor"]);
    expect(second.stdout).not.toContain("Just now");
    expect(second.stdout).toMatch(wasm);
    expect(readdirSync(join(folder, "crosstilt/wide-kernels"))).toHaveLength(1);
  });

  test("doctor says why ordinary kernels run where a trial is impossible", async () => {
    vi.stubEnv("XDG_CACHE_HOME", join(folder, "pretend.mjs"));
    const { code, stdout } = await runCli(["doctor"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(narrow("V8 99\\.1\\.200\\.7-node\\.3 of Node \\S+ has not been tested"));
    expect(stdout).toMatch(/^Just now a trial .*cannot be kept: /m);
  });
});

describe("the version of Node", () => {
  test.each([
    ["18.20.4", false],
    ["20.9.0", false],
    ["20.11.0", true],
    ["24.0.0", true],
    ["99.1.0", true],
  ])("%s is supported: %s", (version, supported) => {
    expect(describeNode(version).nodeSupported).toBe(supported);
  });

  test("is judged in words", () => {
    expect(adviceOnNode("20.9.0")).toBe("too old: install Node 20.11 or newer; 24 or newer is recommended");
    expect(adviceOnNode("26.0.0")).toMatch(/^tested are 20, 22, .*26; 24 or newer is recommended$/);
    expect(adviceOnNode("99.1.0")).toMatch(/^not tested: tested are 20, /);
  });
});
