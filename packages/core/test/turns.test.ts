import { expect, test } from "vitest";
import { atOnce, inTurns, nextTurn } from "../src/index.js";

/** Longer than a turn, whatever the machine. */
function spin(): void {
  for (const begun = performance.now(); performance.now() - begun < 20; );
}

test("works at a time take turns, and timers come in between", async () => {
  const seen: string[] = [];
  function* work(name: string): Generator<undefined, string> {
    for (let step = 0; step < 3; step++) {
      spin();
      seen.push(name);
      yield;
    }
    return name;
  }
  let others = 0;
  const count = () => {
    others += 1;
    if (seen.length < 6) setImmediate(count);
  };
  count();
  expect(await Promise.all([inTurns(work("a")), inTurns(work("b"))])).toEqual(["a", "b"]);
  expect(seen).toEqual(["a", "b", "a", "b", "a", "b"]);
  expect(others).toBeGreaterThan(5);
});

test("at once gives the same", () => {
  function* work(): Generator<undefined, number> {
    yield;
    yield;
    return 3;
  }
  expect(atOnce(work())).toBe(3);
});

test("a work that fails leaves the others their turn", async () => {
  // biome-ignore lint/correctness/useYield: it fails before it could.
  function* failing(): Generator<undefined, number> {
    throw new Error("no");
  }
  await expect(Promise.all([inTurns(failing()), nextTurn()])).rejects.toThrow("no");
  await nextTurn();
});
