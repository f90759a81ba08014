import { afterEach, describe, expect, test, vi } from "vitest";
import { compileBinary, createKernels } from "../src/index.js";
import { chooseBinary, enableRelaxedSimd } from "../src/node.js";
import { agree } from "../src/self-check.js";
import { canFuse, compileWide, withFlagsOfV8 } from "../src/wide.js";

/** Flags of V8 in the order they are set; while `held` they are only written down. */
const flags = vi.hoisted(() => ({ held: false, set: [] as string[] }));
vi.mock("node:v8", async (original) => {
  const { setFlagsFromString } = await original<typeof import("node:v8")>();
  return {
    setFlagsFromString: (flag: string) => {
      if (flags.held) flags.set.push(flag);
      else setFlagsFromString(flag);
    },
  };
});

enableRelaxedSimd();

describe.each([false, true])("the wide binary, shared memory %s", (shared) => {
  test("equals the relaxed one in every bit", async () => {
    expect(await agree(await compileBinary({ shared, simd: "relaxed" }), compileWide({ shared }))).toBe(true);
  });

  test("differs from the plain one, so that a fault would be seen", async () => {
    expect(await agree(await compileBinary({ shared, simd: "plain" }), compileWide({ shared }))).toBe(false);
  });

  test("is chosen only where it can be fused", async () => {
    const { simd } = await chooseBinary({ shared });
    expect(canFuse() ? ["wide", "relaxed"] : ["relaxed"]).toContain(simd);
  });
});

describe("the choice of a binary", () => {
  test.each(["plain", "relaxed"] as const)("goes no further than %s when told so", async (simd) => {
    expect((await chooseBinary({ simd })).simd).toBe(simd);
  });

  test("refuses an unknown kind", () =>
    expect(chooseBinary({ simd: "broad" as "wide" })).rejects.toThrow(
      'must be "plain", "relaxed" or "wide", got "broad"',
    ));

  test("refuses a binary for another kind of memory", async () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const binary = await compileBinary({ shared: true });
    await expect(createKernels({ memory, allocate: () => 64, free: () => {}, binary })).rejects.toThrow(
      "binary is for shared memory",
    );
  });
});

describe("the flags of V8", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    Object.assign(flags, { held: false, set: [] });
  });

  /** Each flag without "no-", and whether it was last switched on. */
  const states = () =>
    Object.fromEntries(flags.set.map((flag) => [flag.replace("--no-", "--"), !flag.startsWith("--no-")]));
  const usual = {
    "--experimental-wasm-revectorize": false,
    "--liftoff": true,
    "--wasm-lazy-compilation": true,
  };

  test("are changed for one compilation", () => {
    flags.held = true;
    const during = withFlagsOfV8(states);
    expect(Object.entries(during)).toEqual(Object.entries(usual).map(([flag, on]) => [flag, !on]));
    expect(states()).toEqual(usual);
  });

  test("are put back when it fails", () => {
    flags.held = true;
    const fail = () => {
      throw new Error("no memory");
    };
    expect(() => withFlagsOfV8(fail)).toThrow("no memory");
    expect(states()).toEqual(usual);
  });

  test("stay where the user set them", () => {
    flags.held = true;
    vi.stubEnv("NODE_OPTIONS", "--no-liftoff");
    withFlagsOfV8(() => {});
    expect(Object.keys(states())).not.toContain("--liftoff");
  });
});
