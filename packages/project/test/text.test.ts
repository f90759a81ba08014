import { writeFile } from "node:fs/promises";
import { useBackend } from "@crosstilt/backends";
import { beforeAll, describe, expect, test } from "vitest";
import { classify, disposeModel, openRun, type Run, resolveConfig, retrieve, train } from "../src/index.js";
import { catalogue, temporaryFolder } from "./shop.js";

const { path } = temporaryFolder();
const [things, colours] = [
  ["bicycle", "table", "house", "garden", "river", "window", "lamp", "coat"],
  ["red", "blue", "green", "yellow"],
];
const captions = Array.from({ length: 256 }, (_, i) => `a ${colours[i % 4]} ${things[(i >> 2) % 8]}, number ${i}`);

/** Captions, and numbers that say which thing and which colour. */
beforeAll(async () => {
  await useBackend("wasm");
  await writeFile(path("u.csv"), `caption\n${captions.map((text) => `"${text}"`).join("\n")}\n`);
  const rows = captions.map((_, i) => {
    const thing = things.map((_, k) => Number(k === (i >> 2) % 8));
    const colour = colours.map((_, k) => Number(k === i % 4));
    return [...thing, ...colour].join(",");
  });
  await writeFile(path("v.csv"), `${[...things, ...colours].join(",")}\n${rows.join("\n")}\n`);
  const data = {
    u: { file: path("u.csv"), text: ["caption"] },
    v: path("v.csv"),
    split: { test: 0.2, validation: 0.2 },
  };
  await train(resolveConfig({ data, pool: ["linear"] }, catalogue), path("run"), { catalogue });
});

async function withRun<T>(use: (run: Run) => Promise<T>): Promise<T> {
  const run = await openRun(path("run"));
  try {
    return await use(run);
  } finally {
    disposeModel(run);
  }
}

describe("a run on text", () => {
  test("is asked with texts that it has not seen, and finds what they speak of", () =>
    withRun(async (run) => {
      const values = ["the red lamp", "A GREEN COAT"];
      const found = await retrieve(run, { given: "u", queries: { values }, gallery: path("v.csv"), k: 1 });
      expect(found.map(({ query }) => query)).toEqual(values);
      for (const [i, word] of [
        [0, "red"],
        [0, "lamp"],
        [1, "green"],
        [1, "coat"],
      ] as const)
        expect(captions[Number(found[i]!.matches[0]!.name)]).toContain(word);
    }));

  test("takes objects and lists as well, and refuses what is no text", () =>
    withRun(async (run) => {
      const ask = (...values: unknown[]) =>
        retrieve(run, { given: "u", queries: { values }, gallery: path("v.csv"), k: 1 });
      const [bare] = await ask("the red lamp");
      const [object, list] = await ask({ caption: "the red lamp" }, ["the red lamp"]);
      expect(object!.matches).toEqual(bare!.matches);
      expect(list!.matches).toEqual(bare!.matches);
      expect(object!.query).toBe("0");
      await expect(ask({ captoin: "red" })).rejects.toThrow(/caption/);
      await expect(
        classify(run, { given: "u", queries: { values: ["red"] }, classes: path("v.csv"), truth: "class" }),
      ).rejects.toThrow(/truth: expected queries in a file/);
    }));
});
