import { readFile, writeFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { useBackend } from "@crosstilt/backends";
import { beforeAll, describe, expect, test } from "vitest";
import {
  calibrate,
  curate,
  disposeModel,
  estimate,
  evaluate,
  formatConfig,
  openRun,
  type Run,
  readProject,
  readRunPairs,
  resolveConfig,
  train,
} from "../src/index.js";
import { catalogue, shopConfig, temporaryFolder } from "./shop.js";

const { path } = temporaryFolder();

/** Pairs of a person each, and a class; v repeats two numbers of u, the part of each pair stands in it. */
async function writePeople(name: string, count: number, first = 0): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => first + i);
  const parts = ["train", "train", "train", "val", "test"];
  const u = numbers.map((i) => [`k${i}`, i % 12, i % 3, Math.sin(i), Math.cos(3 * i)].join(","));
  const v = numbers.map((i) => [`k${i}`, Math.sin(i), Math.cos(3 * i), parts[i % 5]].join(","));
  await writeFile(path(`${name}-u.csv`), ["id,person,class,a,b", ...u].join("\n"));
  await writeFile(path(`${name}-v.csv`), ["id,c,d,part", ...v].join("\n"));
}

const data = () => ({
  u: { file: path("all-u.csv"), columns: ["a", "b"] },
  v: { file: path("all-v.csv"), columns: ["c", "d"] },
  key: "id",
});

async function withRun<T>(folder: string, use: (run: Run) => Promise<T>): Promise<T> {
  const run = await openRun(path(folder));
  try {
    return await use(run);
  } finally {
    disposeModel(run);
  }
}

/** The lines of a run's record, without the first. */
async function recordOf(folder: string): Promise<string[][]> {
  const text = gunzipSync(await readFile(path(`${folder}/pairs.csv.gz`))).toString();
  const [head, ...lines] = text.trimEnd().split("\n");
  return [head!, ...lines].map((line) => line.split(","));
}

beforeAll(async () => {
  await useBackend("wasm");
  await writePeople("all", 150);
  await writePeople("own", 20, 1000);
});

const training = { epochs: 2, batchSize: 16 };

test("a column that says the parts is followed by training, evaluation, calibration and curation, and recorded", async () => {
  const config = shopConfig(path, { data: { ...data(), split: { column: "part" } }, training });
  expect((await estimate(config, { catalogue })).pairs).toEqual({ train: 90, validation: 30, test: 30 });
  const { pairs } = await train(config, path("column"), { catalogue });
  expect(pairs).toEqual({ train: 90, validation: 30, test: 30 });
  const [head, ...lines] = await recordOf("column");
  expect(head).toEqual(["part", "key", "u_row", "v_row"]);
  expect(lines).toHaveLength(150);
  const parts = ["train", "train", "train", "validation", "test"];
  for (const [part, key, u, v] of lines) expect([part, u, v]).toEqual([parts[Number(u) % 5], key!.slice(1), u]);
  await withRun("column", async (run) => {
    expect((await evaluate(run, { bootstrap: 0 })).count).toBe(30);
    expect((await calibrate(run)).pairs).toBe(30);
    const { suspects } = await curate(run, { top: 30 });
    expect(suspects.map(({ rows }) => rows.u).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, i) => 5 * i + 4),
    );
  });
});

test("parts with files of their own are read from those, whatever reads them", async () => {
  const test = { u: path("own-u.csv"), v: path("own-v.csv") };
  const config = shopConfig(path, { data: { ...data(), test }, training });
  expect(config.data.split).toMatchObject({ test: 0, validation: 0.1 });
  const { pairs } = await train(config, path("own"), { catalogue });
  expect(pairs.test).toBe(20);
  expect(pairs.train + pairs.validation).toBe(150);
  const saved = await readProject(path("own/config.yaml"));
  expect(saved.config.data).toEqual(config.data);
  await withRun("own", async (run) => {
    expect((await evaluate(run, { bootstrap: 0 })).count).toBe(20);
    const own = await readRunPairs(run, "test");
    expect(own.paths).toEqual(test);
    expect(own.keys[0]).toBe("k1000");
    const grouped = await evaluate(run, { bootstrap: 0, group: { side: "u", column: "class" } });
    expect(grouped.uToV.metrics["recall@1"]).toBeGreaterThanOrEqual(0);
  });
  await expect(train(config, path("own"), { catalogue, resume: true })).resolves.toMatchObject({ pairs });
});

test("without test pairs the report is of those to validate with, or of none", async () => {
  const config = (split: object) => shopConfig(path, { data: { ...data(), split }, training });
  await train(config({ test: 0, validation: 0.2 }), path("no-test"), { catalogue });
  expect(JSON.parse(await readFile(path("no-test/evaluation.json"), "utf8")).pairs).toBe("validation");
  expect(await readFile(path("no-test/report.html"), "utf8")).toContain("u of the first validation pairs");
  const { pairs } = await train(config({ test: 0, validation: 0 }), path("all-trained"), { catalogue });
  expect(pairs).toEqual({ train: 150, validation: 0, test: 0 });
  await withRun("no-test", (run) =>
    expect(evaluate(run)).rejects.toThrow('part: expected pairs in the part "test", received none'),
  );
});

describe("groups", () => {
  const withGroup = (changes: object) => shopConfig(path, { data: { ...data(), ...changes }, training });

  test("keep their pairs in one part, and are recorded", async () => {
    await train(withGroup({ group: "person", split: { test: 0.3, validation: 0.2 } }), path("people"), { catalogue });
    const [head, ...lines] = await recordOf("people");
    expect(head).toEqual(["part", "key", "group", "u_row", "v_row"]);
    const parts = new Map<string, Set<string>>();
    for (const [part, , group, row] of lines) {
      expect(group).toBe(String(Number(row) % 12));
      parts.set(group!, (parts.get(group!) ?? new Set()).add(part!));
    }
    expect([...parts.values()].every(({ size }) => size === 1)).toBe(true);
  });

  test("are the positives of a loss of several, as repeated keys are", async () => {
    const grouped = withGroup({ group: "class", split: { column: "part" } });
    const run = resolveConfig({ ...grouped, loss: "multi-positive" }, catalogue);
    const { loss } = await train(run, path("grouped"), { catalogue });
    const { loss: alone } = await train(grouped, path("ungrouped"), { catalogue });
    expect(loss).not.toBe(alone);
    await withRun("grouped", async (opened) => {
      const own = await evaluate(opened, { bootstrap: 0 });
      // The same pairs as files of others: the group is read from them too.
      const pairs = { u: path("all-u.csv"), v: path("all-v.csv"), key: "id" };
      const other = await readRunPairs(opened, pairs, { limit: 30 });
      expect(other.groups).toEqual(
        other.rows.u.length === 30 ? Array.from(other.rows.u, (row) => String(row % 3)) : [],
      );
      expect(own.loss).toBeGreaterThan(Number.NEGATIVE_INFINITY);
    });
  });

  test("are refused where no file has the column", async () => {
    await expect(train(withGroup({ group: "persn" }), path("none"), { catalogue })).rejects.toThrow(
      /group "persn": expected a column of .*all-u\.csv or .*all-v\.csv, received an unknown name\. Did you mean "person"/,
    );
  });
});

test.each([
  [{ split: { column: "part", test: 0.1 } }, /data\.split\.test: expected a known setting/],
  [{ split: { column: "" } }, /data\.split\.column/],
  [{ test: { u: "x.csv" } }, /data\.test\.v: expected file of the test pairs alone/],
  [
    { test: { u: "x.csv", v: "y.csv" }, split: { test: 0.1 } },
    /data\.split\.test: expected 0, since data\.test has files/,
  ],
  [{ validation: { u: { file: "x.csv" }, v: "y.csv" } }, /data\.validation\.u: expected/],
])("%j is refused", (changes, message) => {
  expect(() => shopConfig(path, { data: { ...data(), ...changes } })).toThrow(message);
});

test("a config with parts says the same after it was written", () => {
  const config = shopConfig(path, {
    data: {
      ...data(),
      group: ["person", "class"],
      validation: { u: "a.csv", v: "b.csv" },
      test: { u: "c.csv", v: "d.csv" },
    },
    training: { patience: 2 },
  });
  expect(resolveConfig(JSON.parse(JSON.stringify(config)), catalogue)).toEqual(config);
  expect(formatConfig(config)).toContain("- person");
});
