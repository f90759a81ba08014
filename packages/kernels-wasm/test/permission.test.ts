import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { chooseBinaryOn } from "../src/choose-binary.js";
import { permission } from "../src/permission.js";
import { enableRelaxedSimd } from "../src/relaxed.js";
import { fusingEngines, testedEngines } from "../src/tested-engines.js";
import { rememberVerdict } from "../src/verdicts.js";
import { futureHost, hostOfNode } from "./hosts.js";

/** Flags of V8 in the order they are set: they are only written down. */
const set = vi.hoisted(() => [] as string[]);
const thread = vi.hoisted(() => ({ isMainThread: true }));
vi.mock("node:worker_threads", async (original) => ({
  ...(await original<object>()),
  get isMainThread() {
    return thread.isMainThread;
  },
}));
vi.mock("node:v8", () => ({ setFlagsFromString: (flag: string) => set.push(flag) }));

const newest = fusingEngines().last.wide!;
const passed = { admitted: true, reason: "passed" };
const failed = { admitted: false, reason: "a trial ended by SIGTRAP" };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "crosstilt-verdicts-"));
  vi.stubEnv("XDG_CACHE_HOME", folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
  set.length = 0;
});

describe("the flags for wide kernels", () => {
  test("are those of a tested engine", () => {
    for (const { node, wide } of testedEngines) expect(permission(hostOfNode(node), folder).flags).toEqual(wide);
  });

  test("are none on an engine that has not been tested, before a trial", () => {
    const { flags, limit, untried } = permission(futureHost, folder);
    expect(flags).toBeUndefined();
    expect(limit).toMatch(/^V8 99\.1\.200\.7-node\.3 of Node v99\.1\.0 has not been tested; crosstilt doctor tries it/);
    expect(untried).toEqual(newest);
  });

  test("are those of a trial that passed", () => {
    rememberVerdict(futureHost, newest, passed, folder);
    expect(permission(futureHost, folder)).toEqual({ flags: newest });
  });

  test("are none after a trial that failed, which is not made again", () => {
    rememberVerdict(futureHost, newest, failed, folder);
    expect(permission(futureHost, folder)).toEqual({ limit: failed.reason });
  });

  test.each([{ node: "v99.1.1" }, { processor: "another" }, { v8: "99.1.200.8-node.3" }])(
    "do not follow a trial of another host: %o",
    (difference) => {
      rememberVerdict(futureHost, newest, passed, folder);
      expect(permission({ ...futureHost, ...difference }, folder).untried).toEqual(newest);
    },
  );

  test("do not follow a damaged verdict", () => {
    rememberVerdict(futureHost, newest, passed, folder);
    for (const text of ['{"verdict": {"admitted": true', '{"verdict": {"admitted": true, "reason": ""}}', "null"]) {
      for (const file of readdirSync(folder)) writeFileSync(join(folder, file), text);
      expect(permission(futureHost, folder).untried).toEqual(newest);
    }
  });

  test.each([
    [{ arch: "arm64" }, "and this is arm64"],
    [{ v8: "" }, "not V8 as Node builds it"],
    [{ v8: "99.1.200.7-electron.0" }, "not V8 as Node builds it"],
    [{ node: "v21.7.3", v8: "11.8.172.17-node.20" }, "V8 11.8.172.17-node.20 of Node v21.7.3 cannot fuse"],
  ])("are none, with nothing to try, on %o", (difference, limit) => {
    const refused = permission({ ...futureHost, ...difference }, folder);
    expect(refused.flags ?? refused.untried).toBeUndefined();
    expect(refused.limit).toContain(limit);
  });
});

test("a worker sets none: they belong to the process", () => {
  thread.isMainThread = false;
  const { flags, limit, untried } = permission(hostOfNode(24), folder);
  thread.isMainThread = true;
  expect(flags ?? untried).toBeUndefined();
  expect(limit).toContain("this is a worker");
});

describe("an engine that has not been tested", () => {
  test("runs ordinary kernels, with no flag set, and says why", async () => {
    for (const shared of [false, true]) {
      const { simd, limit } = await chooseBinaryOn(futureHost, { shared });
      // Node 20 hides relaxed SIMD: an unknown engine that did so would get no flag either.
      expect(simd).toBe(enableRelaxedSimd(futureHost) ? "relaxed" : "plain");
      expect(limit).toMatch(/^V8 99\.1\.200\.7-node\.3 of Node v99\.1\.0 has (not been tested|no relaxed SIMD)/);
    }
    expect(set).toEqual([]);
  });
});
