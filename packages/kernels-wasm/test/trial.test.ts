import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { thisHost } from "../src/host.js";
import { permission } from "../src/permission.js";
import { fusingEngines, testedEngine } from "../src/tested-engines.js";
import { tryEngine } from "../src/trial.js";
import { futureHost, hostOfNode } from "./hosts.js";

/** A module whose start function calls itself until the stack is full. */
const endless = Buffer.from([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 8, 1, 0, 10, 6, 1, 4, 0, 16, 0, 11,
]).toString("base64");
/** With this flag V8 aborts the process where it would throw. */
const aborting = [process.execPath, "--correctness-fuzzer-suppressions"];
const kernels = { own: endless, shared: endless };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "crosstilt-verdicts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a trial", () => {
  test("whose process is aborted leaves this one on ordinary kernels, with one sentence", async () => {
    const { admitted, reason } = (await tryEngine({ host: futureHost, folder, kernels, command: aborting }))!;
    expect(admitted).toBe(false);
    expect(reason).toMatch(
      /^a trial of 256-bit kernels on V8 99\S+ of Node v99\.1\.0, in a process of its own, (was ended by SIG|ended with code)/,
    );
    expect(permission(futureHost, folder)).toEqual({ limit: reason });
    expect(await tryEngine({ host: futureHost, folder })).toBeNull();
  });

  test("admits the kernels exactly where V8 knows every flag", async () => {
    const { admitted, reason } = (await tryEngine({ host: futureHost, folder }))!;
    const known = execFileSync(process.execPath, ["--v8-options"], { encoding: "utf8" });
    const flags = fusingEngines().last.wide!;
    const missing = flags.find((flag) => !known.includes(`${flag.replace("--no-", "--")} (`));
    expect(reason).toContain(missing ? `does not know ${missing}` : "passed");
    expect(admitted).toBe(missing === undefined);
    expect(permission(futureHost, folder)).toEqual(admitted ? { flags } : { limit: reason });
  });

  test("that could not be made is forgotten", async () => {
    const { admitted, reason } = (await tryEngine({ host: futureHost, folder, command: [join(folder, "node")] }))!;
    expect([admitted, reason]).toEqual([false, expect.stringContaining("ENOENT")]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("whose verdict cannot be kept admits nothing, and says so", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { admitted, reason } = (await tryEngine({ host: futureHost, folder: file, kernels, command: aborting }))!;
    expect([admitted, reason]).toEqual([false, expect.stringContaining("cannot be kept: ")]);
  });

  test("is not made on tested engines", async () => {
    for (const node of [20, 24, 26]) expect(await tryEngine({ host: hostOfNode(node), folder })).toBeNull();
    if (testedEngine(thisHost().v8)) expect(await tryEngine({ folder })).toBeNull();
  });
});
