import { afterEach, describe, expect, test, vi } from "vitest";
import { testedEngines } from "../src/tested-engines.js";
import { withFlags } from "../src/v8-flags.js";

/** Flags of V8 in the order they are set: they are only written down. */
const set = vi.hoisted(() => [] as string[]);
vi.mock("node:v8", () => ({ setFlagsFromString: (flag: string) => set.push(flag) }));

const flags = ["--no-inlining", "--fusing", "--no-liftoff"];
const back = ["--liftoff", "--no-fusing", "--inlining"];

afterEach(() => {
  vi.unstubAllEnvs();
  set.length = 0;
});

describe("the flags of V8", () => {
  test("are set for one compilation, and put back in reverse", () => {
    expect(withFlags(flags, () => [...set])).toEqual(flags);
    expect(set).toEqual([...flags, ...back]);
  });

  test("are put back when it fails", () => {
    const fail = () => {
      throw new Error("no memory");
    };
    expect(() => withFlags(flags, fail)).toThrow("no memory");
    expect(set).toEqual([...flags, ...back]);
  });

  test("stay where the user set them", () => {
    vi.stubEnv("NODE_OPTIONS", "--max-old-space-size=4096 --no-liftoff");
    withFlags(flags, () => {});
    expect(set).toEqual(["--no-inlining", "--fusing", "--no-fusing", "--inlining"]);
  });

  test("switch something on or off by name alone, so that the opposite is known", () => {
    for (const { wide = [], relaxed = "--a" } of testedEngines)
      for (const flag of [...wide, relaxed]) expect(flag).toMatch(/^--[a-z-]+$/);
  });
});
