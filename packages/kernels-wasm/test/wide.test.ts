import { describe, expect, test } from "vitest";
import { compileBinary, createKernels } from "../src/index.js";
import { chooseBinary, enableRelaxedSimd } from "../src/node.js";
import { permission } from "../src/permission.js";
import { agree } from "../src/self-check.js";
import { wideBinary } from "./heap.js";

enableRelaxedSimd();

describe.each([false, true])("the wide binary, shared memory %s", (shared) => {
  test("equals the relaxed one in every bit", async () => {
    expect(await agree(await compileBinary({ shared, simd: "relaxed" }), wideBinary(shared))).toBe(true);
  });

  test("differs from the plain one, so that a fault would be seen", async () => {
    expect(await agree(await compileBinary({ shared, simd: "plain" }), wideBinary(shared))).toBe(false);
  });

  test("is chosen only where it can be fused; else it is said why not", async () => {
    const { simd, limit } = await chooseBinary({ shared });
    expect(permission().flags ? ["wide", "relaxed"] : ["relaxed"]).toContain(simd);
    expect(limit === undefined).toBe(simd === "wide");
  });
});

describe("the choice of a binary", () => {
  test.each(["plain", "relaxed"] as const)("goes no further than %s when told so", async (simd) => {
    expect(await chooseBinary({ simd })).toMatchObject({ simd, limit: `simd (or CROSSTILT_SIMD) is "${simd}"` });
  });

  test("refuses an unknown kind", () =>
    expect(chooseBinary({ simd: "broad" as "wide" })).rejects.toThrow(
      'expected "plain", "relaxed" or "wide", received broad',
    ));

  test("refuses a binary for another kind of memory", async () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const binary = await compileBinary({ shared: true });
    await expect(createKernels({ memory, allocate: () => 64, free: () => {}, binary })).rejects.toThrow(
      "received one for shared memory",
    );
  });
});
