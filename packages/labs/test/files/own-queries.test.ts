import { useBackend } from "@crosstilt/backends";
import { createCatalogue } from "@crosstilt/catalogue";
import { logSumExp } from "@crosstilt/core";
import { disposeModel, embedPairs } from "@crosstilt/project/browser";
import { beforeAll, expect, it } from "vitest";
import { askOwn, loadFiles, pastedSource, testPairs, trainHeads, wordsOf } from "../../src/files/index.js";
import { heads, sources } from "./files.js";

beforeAll(() => useBackend("cpu"));

it("asks with rows of one's own as with rows of the file, and weighs classes by the words of the other side", async () => {
  const words = await wordsOf(sources);
  const { splits } = await loadFiles(sources);
  const signal = new AbortController().signal;
  const hooks = { signal, pause: async () => {}, report: () => {} };
  const trained = (await trainHeads(splits, heads, createCatalogue(), hooks))!;
  const files = testPairs(splits);
  const scores = await embedPairs(trained, files.pairs);
  const asked = { ...files, trained, scores, words };
  const lines = new TextDecoder().decode(sources.v.bytes).trim().split("\n");
  const own = [0, 3].map((pair) => lines[files.rows.v[pair]! + 1]!.split(",").slice(0, 2).join(","));
  const source = { path: "own.csv", bytes: new TextEncoder().encode(`near,far\n${own.join("\n")}\n`) };
  const answers = await askOwn(asked, { side: "v", source, k: 4, column: "" });
  expect(answers).toHaveLength(2);
  const columns = scores.transposed();
  for (const [i, pair] of [0, 3].entries()) {
    const logZ = logSumExp(columns, { tolerance: 0 })[pair]!;
    for (const { row, probability } of answers[i]!.found) {
      const entry = Array.from(files.rows.u).indexOf(row - 1);
      expect(probability).toBeCloseTo(Math.exp(columns.at(pair, entry) - logZ), 4);
    }
  }
  const npy = { path: "u.npy", bytes: sources.u.bytes! };
  await expect(askOwn(asked, { side: "u", source: npy, k: 4, column: "" })).rejects.toThrow("expected at most 50 rows");
  await expect(
    askOwn(asked, {
      side: "v",
      source: { path: "own.csv", bytes: new TextEncoder().encode("near,far\n1,x\n") },
      k: 4,
      column: "",
    }),
  ).rejects.toThrow("own.csv, line 2");
  // Asked from the other side every caption is a class of its own, so that the classes are the entries.
  const bare = pastedSource("0.1 -0.4 1.2 0.3", files.metadata.u, [4]);
  const [answer] = await askOwn(asked, { side: "u", source: bare, k: 3, column: "caption" });
  expect(answer!.classes).toHaveLength(files.pairs.length);
  expect(answer!.classes.slice(0, 3)).toEqual(
    answer!.found.map(({ words: [word], probability }) => [word![1], probability]),
  );
  expect(answer!.classes.reduce((sum, [, probability]) => sum + probability, 0)).toBeCloseTo(1, 9);
  expect(() => pastedSource("1 2 3", files.metadata.u, [4])).toThrow("pasted, line 1: expected 4 numbers");
  const near = pastedSource(own[0]!, files.metadata.v, [2]);
  const [again] = await askOwn(asked, { side: "v", source: near, k: 4, column: "" });
  expect(again!.found).toEqual(answers[0]!.found);
  disposeModel(trained);
});
