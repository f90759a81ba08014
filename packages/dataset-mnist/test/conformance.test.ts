import { pairsChecks } from "@crosstilt/testing";
import { describe, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { loadMnist } from "../src/index.js";

const { train, test: held } = await loadMnist();

onEveryBackend(() => {
  describe.each([
    ["training", train],
    ["test", held],
  ])("the %s pairs", (_name, pairs) => {
    for (const check of pairsChecks(pairs)) test(check.name, () => check.run());
  });
});
