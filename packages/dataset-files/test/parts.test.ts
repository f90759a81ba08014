import { useBackend } from "@crosstilt/backends";
import type { Pairs } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { groupPairs } from "../src/group-pairs.js";
import { type ReadPairsOptions, readPairs, readPairsLike } from "../src/index.js";
import { streamPairs, streamPairsLike } from "../src/node.js";
import { temporaryFolder } from "./files.js";

const files = temporaryFolder();
beforeAll(() => useBackend("cpu"));

const names = ["train", "validation", "test"] as const;
const csv = (name: string, head: string, count: number, row: (i: number) => string) =>
  files.write(name, [head, ...Array.from({ length: count }, (_, i) => row(i))].join("\n"));

/** 90 pairs of 15 people, called by numbers; the part of each pair in v. */
async function writePeople(): Promise<{ u: string; v: string }> {
  const parts = ["train", "Train", "val", "test", "training", "dev"];
  return {
    u: await csv("u.csv", "person,x", 90, (i) => `${(i * 7) % 15},${Math.sin(i)}`),
    v: await csv("v.csv", "y,part", 90, (i) => `${Math.cos(i)},${parts[i % 6]}`),
  };
}

async function valuesOf(pairs: Pairs, side: "u" | "v"): Promise<number[]> {
  const batch = await pairs.batch(Int32Array.from({ length: pairs.length }, (_, i) => i));
  const values = Array.from(await batch[side].data());
  tf.dispose(batch);
  return values;
}

describe("groups", () => {
  test("are the classes of the finest relation in which sharing a key or a value makes pairs one", () => {
    const columns = [
      ["b", "a", "c", "c", "d", "e"],
      ["1", "1", "2", "3", "3", "4"],
    ];
    const keys = ["k", "l", "m", "n", "o", "o"];
    expect(groupPairs(columns, keys)).toEqual(["a", "a", "c", "c", "c", "c"]);
    // By transitive closure, pair by pair.
    const together = (i: number, j: number) => [keys, ...columns].some((values) => values[i] === values[j]);
    const reach = keys.map((_, i) => keys.map((__, j) => i === j || together(i, j)));
    for (const k of keys.keys())
      for (const i of keys.keys()) for (const j of keys.keys()) reach[i]![j] ||= reach[i]![k]! && reach[k]![j]!;
    const found = groupPairs(columns, keys);
    for (const i of keys.keys()) for (const j of keys.keys()) expect(found[i] === found[j]).toBe(reach[i]![j]);
  });

  test.each([readPairs, streamPairs])("stay in one part, and are no part of a sample", async (read) => {
    const { u, v } = await writePeople();
    const options = { u, v: { path: v, columns: ["y"] }, group: "person", split: { test: 0.3, validation: 0.2 } };
    const { origins, metadata, ...splits } = await read(options);
    expect(metadata.u.encodings).toEqual([{ name: "x", kind: "numeric" }]);
    const people = names.map((part) => new Set(origins[part].groups));
    expect(people.reduce((sum, { size }) => sum + size, 0)).toBe(15);
    expect(people.every(({ size }) => size > 0)).toBe(true);
    for (const part of names)
      Array.from(origins[part].rows.u, (row, i) => expect(origins[part].groups?.[i]).toBe(String((row * 7) % 15)));
    expect(splits.warnings).toEqual([]);
    if ("close" in splits) await (splits as { close(): Promise<void> }).close();
  });

  test("hold with keys too: captions of one photo stay together, whoever wrote them", async () => {
    const u = await csv("photos.csv", "id,x", 40, (i) => `p${i},${i}`);
    const v = await csv("captions.csv", "id,y,author", 80, (i) => `p${i % 40},${i},a${Math.floor(i / 2) % 33}`);
    const { origins } = await readPairs({
      u,
      v,
      key: "id",
      repeated: "combine",
      group: "author",
      split: { test: 0.4 },
    });
    for (const of of ["keys", "groups"] as const) {
      const parts = names.map((part) => new Set(origins[part][of]));
      expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(parts.flatMap((part) => [...part])).size);
    }
  });

  test("that no file has, that disagree, and that are empty are refused with their place", async () => {
    const { u, v } = await writePeople();
    const other = await csv("other.csv", "y,person", 90, (i) => `${i},${i === 3 ? "x" : (i * 7) % 15}`);
    const empty = await csv("empty.csv", "person,x", 90, (i) => `${i === 4 ? "" : i % 9},${Math.sin(i)}`);
    await expect(readPairs({ u, v, group: "persn" })).rejects.toThrow(
      `group "persn": expected a column of ${u} or ${v}, received an unknown name. Did you mean "person"?`,
    );
    await expect(readPairs({ u, v, group: "v:person" })).rejects.toThrow(`expected a column of ${v}, received`);
    await expect(readPairs({ u, v: other, group: "person" })).rejects.toThrow(
      'line 5, column "person": expected "6", as',
    );
    const { origins } = await readPairs({ u, v: other, group: "v:person", split: { test: 0.4 } });
    expect(names.flatMap((part) => origins[part].groups)).toContain("x");
    for (const read of [readPairs, streamPairs])
      await expect(read({ u: empty, v, group: "person" })).rejects.toThrow('column "person": expected a word');
    const { metadata } = await readPairs({ u: empty, v, group: "person", missing: "drop", split: { test: 0.4 } });
    expect(metadata.dropped.missing).toBe(1);
  });
});

describe("a column of parts", () => {
  test.each([readPairs, streamPairs])("decides which pairs are where", async (read) => {
    const { u, v } = await writePeople();
    const { origins, metadata, warnings, ...splits } = await read({ u, v, split: { column: "part" } });
    expect(metadata.counts).toEqual({ train: 45, validation: 30, test: 15 });
    expect(metadata.v.encodings).toEqual([{ name: "y", kind: "numeric" }]);
    expect(Array.from(origins.test.rows.u)).toEqual(Array.from({ length: 15 }, (_, i) => 6 * i + 3));
    expect(warnings).toEqual([]);
    if ("close" in splits) await (splits as { close(): Promise<void> }).close();
  });

  test("with other words is refused by its place; a group in several parts is said", async () => {
    const { u, v } = await writePeople();
    const odd = await csv("odd.csv", "y,part", 90, (i) => `${i},${i === 7 ? "holdout" : "train"}`);
    await expect(readPairs({ u, v: odd, split: { column: "part" } })).rejects.toThrow(
      `${odd}, line 9, column "part": expected train, validation (val, valid, dev) or test, received "holdout"`,
    );
    const { warnings } = await readPairs({ u, v, group: "person", split: { column: "part" } });
    expect(warnings).toEqual([expect.stringMatching(/^5 groups have pairs in several parts, such as "/)]);
  });

  test("that says no pair is to test with leaves a test part of no pairs, and so does a share of 0", async () => {
    const { u } = await writePeople();
    const v = await csv("train.csv", "y,part", 90, (i) => `${i},train`);
    for (const split of [{ column: "part" }, { test: 0, validation: 0 }]) {
      const options: ReadPairsOptions = { u, v: { path: v, columns: ["y"] }, split };
      const { test: held, validation, metadata } = await readPairs(options);
      expect(held.length).toBe(0);
      expect(validation).toBeUndefined();
      expect(() => held.batch([0])).toThrow("there are no pairs");
      await expect(readPairsLike(options, metadata, { part: "test" })).rejects.toThrow('pairs in the part "test"');
    }
  });
});

describe("files of their own", () => {
  const options = async (): Promise<ReadPairsOptions> => ({
    u: {
      path: await csv("own-u.csv", "id;x;w", 60, (i) => `k${i};${i}${i % 2 ? ",5" : ",0"};${i % 2 ? "a" : "b"}`),
      separator: ";",
      decimal: ",",
    },
    v: { path: await csv("own-v.csv", "id,y", 60, (i) => `k${i},${2 * i}`) },
    key: "id",
    split: { validation: 0.2 },
    test: {
      u: await csv("own-test-u.csv", "id;x;w", 10, (i) => `t${i};${i},5;${i % 2 ? "b" : "a"}`),
      v: await csv("own-test-v.csv", "id,y", 10, (i) => `t${9 - i},${i}`),
    },
  });

  test.each([
    [readPairs, readPairsLike],
    [streamPairs, streamPairsLike],
  ])("are read as the others, and transformed by what those teach", async (read, readLike) => {
    const given = await options();
    const { origins, metadata, train, test: held, ...splits } = await read(given);
    expect(metadata.counts).toMatchObject({ test: 10, train: train.length });
    expect(metadata.counts.train + metadata.counts.validation).toBe(60);
    expect(origins.test.keys).toEqual(Array.from({ length: 10 }, (_, i) => `t${i}`));
    expect(origins.test.paths).toEqual(given.test);
    expect(Array.from(origins.test.rows.v)).toEqual(Array.from({ length: 10 }, (_, i) => 9 - i));
    const { mean, scale } = metadata.u.transform;
    const rows = await valuesOf(held, "u");
    for (let i = 0; i < 10; i++) {
      expect(rows[3 * i]).toBeCloseTo((i + 0.5 - mean[0]!) * scale![0]!, 4);
      expect(rows.slice(3 * i + 1, 3 * i + 3)).toEqual(i % 2 ? [0, 1] : [1, 0]);
    }
    const again = await readLike(given, metadata, { part: "test" });
    expect(Array.from(again.u.data)).toEqual(rows);
    expect(again.paths).toEqual(given.test);
    const validation = await readLike(given, metadata, { part: "validation" });
    expect(validation.keys).toEqual(origins.validation.keys);
    if ("close" in splits) await (splits as { close(): Promise<void> }).close();
  });

  test("take no share of the others, and keys that are in both are said", async () => {
    const given = await options();
    await expect(readPairs({ ...given, split: { test: 0.2 } })).rejects.toThrow(
      "split, test: expected no pairs, since test has files of its own",
    );
    const test = {
      u: await csv("leak-u.csv", "id;x;w", 3, (i) => `k${i};1,5;a`),
      v: await csv("leak-v.csv", "id,y", 3, (i) => `k${i},1`),
    };
    const { warnings } = await readPairs({ ...given, split: { validation: 0 }, test });
    expect(warnings).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^3 keys have pairs in several parts, such as "k0" in train and test/),
      ]),
    );
  });
});
